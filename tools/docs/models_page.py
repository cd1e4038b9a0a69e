"""Makes the page of the models: each field and computed value with its type, its unit and its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import griffe

ROOT = Path(__file__).resolve().parents[2]
HEAD = """\
# Models and units

What the methods return, from `octaspace_api.models`. A field has the name and the unit of the API. In *italics* are
values that are computed from fields, in practical units: USD per hour, gigabytes, Mbit/s, dates.

`None` means "not known" or "not sent", and never 0. Amounts of money are `decimal.Decimal` or whole numbers of Wei:
10^18 Wei are 1 OCTA. Every model also has `to_dict()`, `from_dict()` and `unknown_fields`:
see [When the API changes](../drift.md).
"""


def models_page() -> str:
    return "\n".join([HEAD, *(_section(model) for model in _models())])


def names_of_models() -> Iterator[tuple[str, str]]:
    """Return the names under which signatures link to a model, each with the anchor of its section."""
    for model in _models():
        for name in (model.path, f"octaspace_api.models.{model.name}"):
            yield name, model.name.lower()


@cache
def _models() -> tuple[griffe.Class, ...]:
    package = griffe.load("octaspace_api", search_paths=[ROOT / "generated"], submodules=True)
    classes = (
        member
        for module in package["models"].modules.values()
        for member in module.classes.values()
        if not member.is_alias and not member.name.startswith("_")
    )
    return tuple(sorted(classes, key=lambda model: model.name.lower()))


def _section(model: griffe.Class) -> str:
    fields: list[griffe.Attribute] = []
    computed: list[griffe.Attribute] = []
    methods: list[griffe.Function] = []
    for member in model.members.values():
        if member.name.startswith("_") or member.is_alias or member.docstring is None:
            continue
        if isinstance(member, griffe.Attribute):
            (computed if "property" in member.labels else fields).append(member)
        elif isinstance(member, griffe.Function):
            methods.append(member)
    rows = [
        *(_row(member.name, str(member.annotation), member) for member in fields),
        *(_row(f"*{member.name}*", str(member.annotation), member) for member in computed),
        *(_row(f"*{member.name}()*", str(member.returns), member) for member in methods),
    ]
    table = ["| value | type | what it is |", "| --- | --- | --- |", *rows]
    return "\n".join([f"## {model.name}", "", _first_line(model), "", *table, ""])


def _row(name: str, annotation: str, member: griffe.Object) -> str:
    return f"| {_code(name)} | `{_type(annotation)}` | {_first_line(member)} |"


def _code(name: str) -> str:
    return f"*`{name.strip('*')}`*" if name.startswith("*") else f"`{name}`"


def _type(annotation: str) -> str:
    return re.sub(r"\b(builtins|typing|decimal|datetime)\.", "", annotation).replace("|", "\\|")


def _first_line(member: griffe.Object) -> str:
    text = member.docstring.value.partition("\n\n")[0] if member.docstring else ""
    return " ".join(text.split()).replace("|", "\\|")
