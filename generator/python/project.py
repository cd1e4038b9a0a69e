"""The files of generated/octaspace_api: which there are, from which template, and what a template may ask."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError as ParserError
from openapi_python_client.schema.untrusted_string import UntrustedString

from generator import text
from generator.api_model import DEFAULT_HINT, IDEMPOTENT_METHODS, APIModel
from generator.python import criteria, names, source, types

TEMPLATES = Path(__file__).parent / "templates"

CONFIG = Path(__file__).parents[2] / "generator-config.yaml"

FILTERS = {
    function.__name__: function
    for function in (
        criteria.criteria,
        criteria.criteria_class,
        criteria.offer_kind,
        names.argument_name,
        names.arguments_class,
        names.attribute_name,
        names.attribute_of,
        names.class_name,
        names.function_name,
        names.identifier,
        names.method_name,
        names.model_module,
        names.namespace_class,
        names.public_types,
        names.resource_class,
        names.tag_attribute,
        names.tag_module,
        source.argument_text,
        source.attributes_in_wei,
        source.check,
        source.check_function,
        source.declaration,
        source.docstring,
        source.endpoint,
        source.field_check,
        source.field_options,
        source.forwarded,
        source.handle_argument,
        source.is_left_out,
        source.late_imports,
        source.method_path,
        source.path_literal,
        source.plain_keys,
        source.quoted,
        source.query_key,
        source.raised,
        source.replacement,
        source.response_adapter,
        source.response_type,
        source.sent_as,
        source.signature,
        text.sentence,
        types.annotation,
        types.argument_annotation,
        types.attribute_annotation,
        types.derived_property,
        types.field_annotation,
        types.offer_annotation,
        types.returned_models,
        types.rental_annotation,
    )
}


def write_package(api: APIModel, folder: Path) -> None:
    """Write one module for each model, two for each tag, and a few that all of them share, formatted.

    Raises:
        PackageError: A hook of generator-config.yaml failed.
    """
    errors = SdkProject(api, folder).write()
    if errors:
        raise PackageError("; ".join(f"{error.header}: {error.detail}" for error in errors))


class PackageError(Exception):
    """The files were written, and are not what they should be."""


class SdkProject(Project):
    """A project of openapi-python-client: its settings, its Jinja environment and its hooks, with templates of ours.

    Its parser is not used: it drops what the templates need of an operation (the dotted operation id, ranges of
    parameters, extensions), and knows no line of the description for a message.
    """

    def __init__(self, api: APIModel, folder: Path) -> None:
        config = Config.from_sources(
            ConfigFile.load_from_path(CONFIG),
            MetaType.NONE,
            document_source=folder,
            file_encoding="utf-8",
            overwrite=True,
            output_path=folder,
        )
        parsed = GeneratorData(
            title=UntrustedString(api.title),
            description=None,
            version=UntrustedString(api.version),
            models=[],
            errors=[],
            endpoint_collections_by_tag={},
            enums=[],
        )
        super().__init__(openapi=parsed, config=config, custom_template_path=TEMPLATES)
        self.api = api
        self.env.undefined = StrictUndefined
        self.env.globals.update(api=api, default_hint=DEFAULT_HINT, kinds_of_offers=criteria.KINDS)
        self.env.globals["idempotent_methods"] = tuple(sorted(IDEMPOTENT_METHODS))
        self.env.tests["may_be_none"] = source.may_be_none
        self.env.filters.update(FILTERS, literal=repr)

    def write(self) -> list[ParserError]:
        """Write all files and run the hooks; returns what went wrong in these."""
        self._create_package()
        self._build_models()
        self._build_api()
        self._run_post_hooks()
        return self.errors

    def _create_package(self) -> None:
        self._write("__init__.py", "package_init")
        for name in ("request", "arguments", "units", "behaviour", "model", "lock_free", "executor"):
            self._write(f"{name}.py", name)
        if self.api.root.has_rentals:
            self._write("rental.py", "rental")
            self._write("criteria.py", "criteria")
        (self.package_dir / "py.typed").touch()
        # Once, and as JSON: a user of the package needs no YAML parser.
        document = json.dumps(self.api.document, indent=1, ensure_ascii=False)
        (self.package_dir / "openapi.json").write_text(f"{document}\n", encoding="utf-8")
        if self.api.inputs:
            self._write("inputs.py", "inputs")

    def _build_models(self) -> None:
        for model in self.api.models:
            self._write(f"models/{names.model_module(model.name)}.py", "model_class", model=model)
        self._write("models/__init__.py", "models_init")

    def _build_api(self) -> None:
        for tag in self.api.tags:
            self._write(f"operations/{names.tag_module(tag)}.py", "operations", tag=tag)
            self._write(f"resources/{names.tag_module(tag)}.py", "resources", tag=tag)
        self._write("operations/__init__.py", "operations_init")
        self._write("resources/_namespaces.py", "namespaces")
        self._write("resources/__init__.py", "resources_init")

    def _write(self, path: str, template: str, **context: object) -> None:
        target = self.package_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.env.get_template(f"{template}.py.jinja").render(**context), encoding="utf-8")
