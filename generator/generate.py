"""Writes generated/octaspace_api from openapi.yaml: openapi-python-client's parser, this project's templates.

The stock command line cannot do it alone: its parser drops what our templates need of an operation (the dotted
operation id, ranges of parameters, extensions). So this keeps its parsing, its configuration file and its rule
that a warning is a failure, and decides which files there are and what a template may ask.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.cli import handle_errors
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruamel.yaml import YAML

from generator.operations import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "generator" / "python" / "templates"


class SdkProject(Project):
    """The layout of generated/octaspace_api: one module a model, two a tag, four that all of them share."""

    def __init__(self, *, vocabulary: Vocabulary, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        self.vocabulary = vocabulary
        self.env.globals["api"] = vocabulary
        self.env.filters.update(vocabulary.filters)

    def _create_package(self) -> None:
        self._write("__init__.py", "package_init")
        for name in ("request", "arguments", "units", "model", "client"):
            self._write(f"{name}.py", name)
        (self.package_dir / "py.typed").touch()
        shutil.copyfile(ROOT / "openapi.yaml", self.package_dir / "openapi.yaml")
        # The same for those who have no parser of YAML: octaspace_sdk.smoke --drift.
        copy = json.dumps(self.vocabulary.document.raw, indent=1, ensure_ascii=False)
        (self.package_dir / "openapi.json").write_text(f"{copy}\n", encoding="utf-8")

    def _build_models(self) -> None:
        for model in self.vocabulary.models:
            self._write(f"models/{model.module}.py", "model_class", model=model)
        self._write("models/__init__.py", "models_init")

    def _build_api(self) -> None:
        for tag in self.vocabulary.tags:
            self._write(f"operations/{tag.module}.py", "operations", tag=tag)
            self._write(f"resources/{tag.module}.py", "resources", tag=tag)
        self._write("operations/__init__.py", "operations_init")
        self._write("resources/__init__.py", "resources_init")

    def _write(self, path: str, template: str, **context: object) -> None:
        target = self.package_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.env.get_template(f"{template}.py.jinja").render(**context), encoding="utf-8")


def main(target: Path = ROOT / "generated" / "octaspace_api") -> None:
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
    vocabulary = Vocabulary(document, openapi)
    if vocabulary.errors:
        sys.exit("openapi.yaml: " + "\nopenapi.yaml: ".join(vocabulary.errors))
    shutil.rmtree(target, ignore_errors=True)
    handle_errors(SdkProject(vocabulary=vocabulary, openapi=openapi, config=config).build(), fail_on_warning=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
