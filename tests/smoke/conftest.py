"""The command against a simulator, with answers that a test changes on their way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
import yaml
from tests.support.project import ROOT
from tests.support.recorder import Answer, Recorder, answer

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.smoke.__main__ import main
from octaspace_sdk.smoke.yaml_edit import edited, load_document

Change = Callable[[str, Any], Any]
"""Called with the path and the value of an answer: changes the value, or returns another, or another answer."""


@attrs.frozen
class DriftRun:
    """What `--drift` did: `schemas` are those of the report, `output` is stdout and stderr."""

    status: int
    report: dict[str, Any]
    output: str
    requests: list[Any]

    @property
    def schemas(self) -> dict[str, Any]:
        return self.report["components"]["schemas"]


@pytest.fixture(scope="session")
def simulator():
    """A network in which a machine and a proxy are rented, and a machine was."""
    with Simulator(ready_after=0.0) as simulator, OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        first, second, *_ = client.services.mr.list()
        client.services.mr.create(node_id=first.node_id, disk_size=10, image="x", envs={"TOKEN": "t"})
        client.services.session(client.services.mr.create(node_id=second.node_id, disk_size=10, image="x").uuid).stop()
        client.services.vpn.create(node_id=client.services.vpn.list()[0].node_id, subkind="http_proxy")
        yield simulator


@contextmanager
def drifted(simulator: Simulator, change: Change) -> Iterator[Recorder]:
    """A server with the answers of a simulator, which a function may change."""
    with Recorder() as proxy, httpx.Client(verify=False) as http:

        def forward(request):
            headers = {"Authorization": request.headers.get("authorization", "")}
            response = http.request(request.method, simulator.url + request.target, headers=headers)
            value = response.json()
            changed = change(request.path, value)
            if isinstance(changed, Answer):
                return changed
            return answer(value if changed is None else changed, response.status_code)

        proxy.answers(forward)
        yield proxy


@pytest.fixture
def drift(simulator, monkeypatch, capsys) -> Callable[[Change], DriftRun]:
    """Runs `--drift` on answers that a function may change."""
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)

    def run(change: Change) -> DriftRun:
        with drifted(simulator, change) as proxy:
            status = main(["--drift", "--base-url", proxy.url])
        printed = capsys.readouterr()
        return DriftRun(status, yaml.safe_load(printed.out) or {}, printed.out + printed.err, list(proxy.requests))

    return run


@attrs.frozen
class Applied:
    """What `--drift --apply` did with a copy of openapi.yaml."""

    status: int
    before: str
    after: str
    output: str

    @property
    def schemas(self) -> dict[str, Any]:
        return load_document(self.after)["components"]["schemas"]


PATHS = ("/accounts", "/apps", "/nodes", "/nodes/{id}", "/services/vpn")


@pytest.fixture(scope="session")
def few_operations() -> str:
    """openapi.yaml with a few of its operations, which takes less time to read."""
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    document = load_document(text)
    paths = {path: document["paths"][path] for path in PATHS}
    used, found = (
        set[str](),
        set(re.findall(r"#/components/schemas/(\w+)", repr([paths, document["components"]["responses"]]))),
    )
    while found:
        used |= found
        schemas = [document["components"]["schemas"][name] for name in found]
        found = set(re.findall(r"#/components/schemas/(\w+)", repr(schemas))) - used
    schemas = {name: schema for name, schema in document["components"]["schemas"].items() if name in used}
    return edited(
        text, document, document | {"paths": paths, "components": document["components"] | {"schemas": schemas}}
    )


@pytest.fixture
def apply_drift(simulator, few_operations, monkeypatch, capsys, tmp_path: Path) -> Callable[[Change], Applied]:
    """Runs `--drift --apply` on answers that a function may change."""
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    description = tmp_path / "openapi.yaml"
    before = few_operations
    description.write_text(before, encoding="utf-8")

    def run(change: Change) -> Applied:
        with drifted(simulator, change) as proxy:
            status = main(["--drift", "--apply", str(description), "--base-url", proxy.url])
        printed = capsys.readouterr()
        return Applied(status, before, description.read_text(encoding="utf-8"), printed.out + printed.err)

    return run
