"""Writes generated/octaspace_api: which files there are, from which template, and what a template may ask."""

from __future__ import annotations

import json
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData

from generator.api_model import APIModel
from generator.python import names, source, types

TEMPLATES = Path(__file__).parent / "templates"

FILTERS = {
    function.__name__: function
    for function in (
        names.argument_name,
        names.arguments_class,
        names.attribute_name,
        names.function_name,
        names.model_module,
        names.namespace_class,
        names.resource_class,
        names.tag_attribute,
        names.tag_module,
        source.argument_text,
        source.attributes_in_wei,
        source.check,
        source.declaration,
        source.docstring,
        source.endpoint,
        source.field_options,
        source.forwarded,
        source.path_literal,
        source.raised,
        source.sentence,
        source.sent_as,
        source.signature,
        types.annotation,
        types.argument_annotation,
        types.attribute_annotation,
        types.derived_property,
        types.returned_models,
    )
}


class SdkProject(Project):
    """One module for each model, two for each tag, and a few that all of them share."""

    def __init__(self, *, api: APIModel, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        self.api = api
        self.env.globals["api"] = api
        self.env.tests["may_be_none"] = source.may_be_none
        self.env.filters.update(FILTERS)
        self.env.filters["literal"] = repr

    def _create_package(self) -> None:
        self._write("__init__.py", "package_init")
        for name in ("request", "arguments", "units", "behaviour", "model", "client"):
            self._write(f"{name}.py", name)
        (self.package_dir / "py.typed").touch()
        # Once, and as JSON: a user of the package needs no YAML parser.
        document = json.dumps(self.api.document, indent=1, ensure_ascii=False)
        (self.package_dir / "openapi.json").write_text(f"{document}\n", encoding="utf-8")

    def _build_models(self) -> None:
        for model in self.api.models:
            self._write(f"models/{names.model_module(model.name)}.py", "model_class", model=model)
        self._write("models/__init__.py", "models_init")

    def _build_api(self) -> None:
        for tag in self.api.tags:
            self._write(f"operations/{names.tag_module(tag)}.py", "operations", tag=tag)
            self._write(f"resources/{names.tag_module(tag)}.py", "resources", tag=tag)
        self._write("operations/__init__.py", "operations_init")
        self._write("resources/__init__.py", "resources_init")

    def _write(self, path: str, template: str, **context: object) -> None:
        target = self.package_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.env.get_template(f"{template}.py.jinja").render(**context), encoding="utf-8")
