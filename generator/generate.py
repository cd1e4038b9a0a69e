"""Generates code from openapi.yaml: `python -m generator.generate [TARGET]`, or `make generate`.

openapi-python-client's parser reads the document and its configuration; its own command cannot be used, because it
drops what the templates need of an operation (the dotted operation id, ranges of parameters, extensions).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from openapi_python_client.cli import handle_errors
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruamel.yaml import YAML

from generator.build import InvalidDescriptionError, build_api
from generator.python.project import SdkProject

ROOT = Path(__file__).resolve().parent.parent


def main(target: Path = ROOT / "generated" / "octaspace_api") -> None:
    """Writes the package into the target folder, which is emptied first; a warning of the parser is an error."""
    config = Config.from_sources(
        ConfigFile.load_from_path(ROOT / "generator-config.yaml"),
        MetaType.NONE,
        document_source=ROOT / "openapi.yaml",
        file_encoding="utf-8",
        overwrite=True,
        output_path=target,
    )
    document = YAML(typ="safe").load(config.document_source)
    openapi = GeneratorData.from_dict(document, config=config)
    if isinstance(openapi, GeneratorError):
        handle_errors([openapi], fail_on_warning=True)
        sys.exit(1)
    try:
        api = build_api(document, openapi)
    except InvalidDescriptionError as error:
        sys.exit("\n".join(f"openapi.yaml: {problem}" for problem in error.problems))
    shutil.rmtree(target, ignore_errors=True)
    handle_errors(SdkProject(api=api, openapi=openapi, config=config).build(), fail_on_warning=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
