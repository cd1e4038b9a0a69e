"""The generated files of clients/go: which there are, and what a template may ask."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.api_model import DEFAULT_HINT, APIModel, Argument, Attribute, Operation
from generator.facts import named, operation_facts, positional
from generator.go import names, types
from generator.text import third_person

FOLDER = Path("clients", "go")
TEMPLATES = Path(__file__).parent / "templates"
FILES = {
    "models_gen.go": "models",
    "operations_gen.go": "operations",
    "resources_gen.go": "resources",
    "internal/driver/calls_gen.go": "calls",
}
"""The template of each generated file."""

POINTERS = {
    "minimum": "float64",
    "maximum": "float64",
    "above": "float64",
    "below": "float64",
    "min_length": "int",
    "max_length": "int",
    "min_items": "int",
    "max_items": "int",
}
"""The limits whose 0 is a limit."""

TYPES = {"arguments": "argument", "conditions": "condition", "alternatives": "check"}

FILTERS = (
    names.exported,
    names.last,
    names.local,
    names.params_type,
    names.resource_type,
    names.type_name,
    names.variable,
    types.argument_type,
    types.as_given,
    types.derived_body,
    types.derived_type,
    types.field_type,
    types.is_given,
    types.returned,
    types.tags,
)


def write_client(api: APIModel, folder: Path, version: str) -> None:
    """Write the models, the operations, the resources and what the driver of tests calls."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the output is not HTML
    )
    environment.filters.update({function.__name__: function for function in FILTERS})
    environment.filters.update(
        comment=comment, in_words=in_words, literal=literal, facts=facts, positional=positional, named=named
    )
    environment.filters.update(deprecation=deprecation, documented=documented)
    for path, template in FILES.items():
        text = environment.get_template(f"{template}.go.jinja").render(
            api=api, version=version, default_hint=DEFAULT_HINT
        )
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(aligned(text), encoding="utf-8")


def aligned(text: str) -> str:
    """Return source as gofmt writes it, which pads consecutive fields and keys to columns."""
    lines: list[str] = []
    for pattern, run in itertools.groupby(text.split("\n"), key=_pattern):
        rows = [match.groups() if pattern and (match := pattern.fullmatch(line)) else (line,) for line in run]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += [" ".join(map(str.ljust, row[:-1], widths)) + " " * (len(row) > 1) + row[-1] for row in rows]
    return "\n".join(lines)


COLUMNS = [
    re.compile(r"(\t+(?:\w+|\"[^\"]*\"):) (.*,)"),  # of a literal
    re.compile(r"(\t+\w+) (\S+) (`.*`)"),  # of a struct with tags
    re.compile(r"(\t+(?!return\b|package\b)\w+) (\*?[\w.]+)"),  # of a struct without
]


def _pattern(line: str) -> re.Pattern[str] | None:
    """Return how a line that belongs to a block of columns is taken apart; None for any other line."""
    return next((pattern for pattern in COLUMNS if pattern.fullmatch(line)), None)


def comment(text: str, indent: int = 0) -> str:
    """Return documentation as lines of comments."""
    lines = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return f"\n{chr(9) * indent}//\n{chr(9) * indent}".join(f"// {line}" for line in lines)


def documented(part: Argument | Attribute) -> str:
    """Return the documentation of a field."""
    return "\n\n".join([part.description] * bool(part.description) + ["Deprecated: do not use."] * part.deprecated)


def deprecation(operation: Operation, api: APIModel, *, renting: bool = False) -> str:
    """Return the paragraph that tools for Go read as a deprecation."""
    if (other := api.replacement(operation)) is None:
        return "Deprecated: do not use."
    method = names.exported(other.method_for(renting=renting))
    return f"Deprecated: use [{names.resource_type(api.tag_of(other))}.{method}] instead."


def in_words(operation: Operation) -> str:
    """Return what a method does, as documentation begins it: `returns one compute node`."""
    verb, _, rest = operation.summary.partition(" ")
    return f"{third_person(verb.lower())} {rest}"


def literal(value: Any) -> str:
    """Return a plain value as Go has it."""
    if isinstance(value, dict):
        return f"map[string]any{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[]any{{{', '.join(map(literal, value))}}}"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def facts(operation: Operation) -> list[str]:
    """Return what the runtime knows of an operation, as lines."""
    found = operation_facts(operation)
    arguments = found.pop("arguments")
    lines = [f"{_field(name)}: {_value(name, value)}," for name, value in found.items()]
    if arguments:
        lines += ["Arguments: []argument{", *(f"\t{_struct(argument)}," for argument in arguments), "},"]
    return lines


def _field(name: str) -> str:
    return "ID" if name == "id" else "".join(word.capitalize() for word in name.split("_"))


def _value(name: str, value: Any) -> str:
    if name in POINTERS:
        return f"pointer[{POINTERS[name]}]({value})"
    if name in TYPES:
        return f"[]{TYPES[name]}{{{', '.join(_struct(each) for each in value)}}}"
    if name == "of":
        return f"&check{_struct(value)}"
    return f"check{_struct(value)}" if name == "check" else literal(value)


def _struct(value: dict[str, Any]) -> str:
    return f"{{{', '.join(f'{_field(name)}: {_value(name, item)}' for name, item in value.items())}}}"
