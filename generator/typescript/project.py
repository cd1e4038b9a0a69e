"""The generated files of clients/typescript: which there are, and what a template may ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.api_model import DEFAULT_HINT, APIModel, Argument, Attribute, Operation
from generator.facts import named, operation_facts, positional
from generator.typescript import names, types

FOLDER = Path("clients", "typescript")
TEMPLATES = Path(__file__).parent / "templates"
FILES = {
    "src/generated/models.ts": "models.ts",
    "src/generated/operations.ts": "operations.ts",
    "src/generated/resources.ts": "resources.ts",
    "src/generated/version.ts": "version.ts",
    "package.json": "package.json",
}
"""The template of each generated file."""

FILTERS = (
    names.arguments_type,
    names.class_name,
    names.constant,
    names.method_name,
    names.property_name,
    names.resource_class,
    types.argument_annotation,
    types.attribute_annotation,
    types.decoded,
    types.derived_type,
    types.derived_value,
    types.field,
    types.returned,
    types.returned_type,
)


def write_client(api: APIModel, folder: Path, version: str) -> None:
    """Write the models, the operations and the resources."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the output is not HTML
    )
    environment.filters.update({function.__name__: function for function in FILTERS})
    environment.filters.update(deprecation=deprecation, documented=documented)
    environment.filters.update(comment=comment, literal=literal, facts=facts, positional=positional, named=named)
    for path, template in FILES.items():
        text = environment.get_template(f"{template}.jinja").render(api=api, version=version, default_hint=DEFAULT_HINT)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def comment(text: str, indent: int = 0) -> str:
    """Return documentation, on one line or several."""
    lines = [" ".join(part.split()) for part in text.strip().replace("*/", "*\\/").split("\n\n")]
    pad = " " * indent
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "/**\n" + f"{pad} *\n".join(f"{pad} * {line}\n" for line in lines) + f"{pad} */"


def documented(part: Argument | Attribute) -> str:
    """Return the documentation of a property."""
    return "\n\n".join([part.description] * bool(part.description) + ["@deprecated Do not use."] * part.deprecated)


def deprecation(operation: Operation, api: APIModel, *, renting: bool = False) -> str:
    """Return the tag of TSDoc by which editors strike a method through."""
    if (other := api.replacement(operation)) is None:
        return "@deprecated Do not use."
    method = names.method_name(other.method_for(renting=renting))
    return f"@deprecated Use {{@link {names.resource_class(api.tag_of(other))}.{method}}} instead."


def literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def facts(operation: Operation) -> str:
    """Return what the runtime knows of an operation, with the names that TypeScript has for it."""
    renamed = {"name": names.property_name}

    def named_anew(value: Any) -> Any:
        if isinstance(value, dict):
            keys = {key: names.camel_case(key) for key in value}
            return {keys[key]: renamed.get(key, named_anew)(item) for key, item in value.items()}
        return [named_anew(item) for item in value] if isinstance(value, list) else value

    plain = operation_facts(operation)
    constants, arguments = plain.pop("constants", None), plain.pop("arguments")
    found = named_anew(plain) | ({"constants": constants} if constants else {})
    lines = [f"  {key}: {literal(value)}," for key, value in found.items()]
    lines += ["  arguments: [", *(f"    {literal(named_anew(each))}," for each in arguments), "  ],"]
    return "\n".join(lines)
