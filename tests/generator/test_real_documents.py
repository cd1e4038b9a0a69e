"""Documents of real APIs, as packages of npm ship them: each is refused clearly as it is, and becomes code by spec-from."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from generator.adoption.proposal import propose
from generator.build import build_api
from generator.document import Document, InvalidDescriptionError, parse
from generator.generate import check_package
from generator.python.names import check_names
from generator.python.project import write_package
from tests.generator.test_refused_changes import BASE
from tests.support.project import ROOT
from tools.spec_from import read

pytestmark = pytest.mark.slow

PACKAGES = ROOT / "tools" / "node_modules"

DOCUMENTS = {
    "Train Travel": ("@readme/oas-examples/3.1/yaml/train-travel.yaml", 7),
    "Petstore": ("@readme/oas-examples/3.0/json/petstore.json", 12),
    "Petstore of Swagger 2.0": ("@readme/oas-examples/2.0/json/petstore.json", 12),
    "Scalar Galaxy": ("@scalar/galaxy/dist/3.1.yaml", 8),
    "Blockfrost": ("@blockfrost/openapi/openapi.yaml", 126),
    "Directus": ("@directus/specs/dist/openapi.json", 129),
}
"""Where each is, and how many of its operations become code; the others are uploads, forms, or state no success."""

EMPTY: dict[str, Any] = {**BASE, "tags": [], "paths": {}, "components": {**BASE["components"], "schemas": {}}}


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> tuple[Path, int]:
    name, operations = DOCUMENTS[request.param]
    path = PACKAGES / name
    if not path.is_file():
        pytest.skip(f"{name} is not there: `npm ci` in tools/ installs it")
    return path, operations


def test_it_is_refused_with_place_reason_and_remedy(document):
    path, _ = document
    text = path.read_text(encoding="utf-8")
    with pytest.raises(InvalidDescriptionError) as refused:
        build_api(parse(text))
    lines = str(refused.value).splitlines()
    assert [line for line in lines if not re.fullmatch(r"openapi\.yaml:\d+: /\S*: [^;]+; .+", line)] == []
    operations = len(re.findall(r"operationId", text))
    assert len(lines) >= operations or "Swagger 2.0 is not supported" in lines[0]  # all at once


def test_what_it_has_becomes_code_that_works_and_is_well_typed(document, tmp_path):
    path, operations = document
    proposal = propose(EMPTY, read(path))
    api = build_api(Document(proposal.document))
    check_names(api, Document(proposal.document))
    assert sum(len(tag.operations) for tag in api.tags) == operations
    package = tmp_path / "octaspace_api"
    package.mkdir()
    write_package(api, package)
    check_package(package)
    options = ("--strict", "--no-incremental", "--cache-dir", "/dev/null", "-p", "octaspace_api")
    done = subprocess.run([sys.executable, "-m", "mypy", *options], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
