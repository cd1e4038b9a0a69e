"""The files of generated/octaspace_api: which there are, from which template, and what a template may ask."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.api_model import APIModel
from generator.python import names, source, types

TEMPLATES = Path(__file__).parent / "templates"

FORMATTERS = (
    "check --quiet --isolated --no-cache --target-version py311 --fix-only --select I,UP,F401 .",
    "format --quiet --isolated --no-cache --target-version py311 --line-length 120 .",
)
"""Of ruff. Isolated: what is generated must not depend on the folder it is generated into."""

FILTERS = {
    function.__name__: function
    for function in (
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
        source.path_literal,
        source.plain_keys,
        source.quoted,
        source.query_key,
        source.raised,
        source.response_adapter,
        source.response_type,
        source.sentence,
        source.sent_as,
        source.signature,
        types.annotation,
        types.argument_annotation,
        types.attribute_annotation,
        types.derived_property,
        types.field_annotation,
        types.returned_models,
    )
}


def write_package(api: APIModel, folder: Path) -> None:
    """Write one module for each model, two for each tag, and a few that all of them share, formatted."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.globals["api"] = api
    environment.tests["may_be_none"] = source.may_be_none
    environment.filters.update(FILTERS, literal=repr)

    def write(path: str, template: str, **context: object) -> None:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(environment.get_template(f"{template}.py.jinja").render(**context), encoding="utf-8")

    write("__init__.py", "package_init")
    for name in ("request", "arguments", "units", "behaviour", "model", "client"):
        write(f"{name}.py", name)
    (folder / "py.typed").touch()
    # Once, and as JSON: a user of the package needs no YAML parser.
    document = json.dumps(api.document, indent=1, ensure_ascii=False)
    (folder / "openapi.json").write_text(f"{document}\n", encoding="utf-8")
    if api.inputs:
        write("inputs.py", "inputs")
    for model in api.models:
        write(f"models/{names.model_module(model.name)}.py", "model_class", model=model)
    write("models/__init__.py", "models_init")
    for tag in api.tags:
        write(f"operations/{names.tag_module(tag)}.py", "operations", tag=tag)
        write(f"resources/{names.tag_module(tag)}.py", "resources", tag=tag)
    write("operations/__init__.py", "operations_init")
    write("resources/__init__.py", "resources_init")
    for command in FORMATTERS:
        subprocess.run([sys.executable, "-m", "ruff", *command.split()], cwd=folder, check=True)
