"""Lists of models as tables: in notebooks, with rich, as text, and as rows for pandas, polars and CSV.

from octaspace_sdk.tables import Table, to_rows

Table(client.services.mr.search(limit=10))          # a notebook and rich show it, str() is plain text
pandas.DataFrame(to_rows(client.services.mr.list()))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import import_module
from typing import Any

import attrs

from octaspace_api.model import Model, fact

__all__ = ["Table", "to_rows"]


class Table:
    """A table of models of one kind.

    Args:
        models: What to show, a line each.
        columns: The names of attributes and properties; by default those that the description puts first (`x-summary`).
    """

    def __init__(self, models: Iterable[Model], columns: Sequence[str] | None = None) -> None:
        self._models = list(models)
        self.columns = tuple(columns or (_columns(type(self._models[0])) if self._models else ()))
        """The names of the columns."""

    @property
    def rows(self) -> list[list[str]]:
        """What stands in the table, as text."""
        return [[_text(fact(model, name)) for name in self.columns] for model in self._models]

    def __len__(self) -> int:
        return len(self._models)

    def __str__(self) -> str:
        lines = [list(self.columns), *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
        )

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        """Returns what a notebook shows."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __rich__(self) -> Any:
        """Returns what rich shows."""
        table = import_module("rich.table").Table(*self.columns)
        text = import_module("rich.text").Text  # plain: a name from the API is no markup
        for row in self.rows:
            table.add_row(*map(text, row))
        return table


def to_rows(models: Iterable[Model]) -> list[dict[str, Any]]:
    """Returns a flat row for each model, in practical units; None where a value is not known.

    Parts of a model have its name in front (`prices_market_price`); amounts in Wei are text, because they do not fit 64
    bits; lists and maps are JSON text; lists of parts, and secrets, are left out. What is computed is there too:
    `price_per_hour`, `gpu_model`, `started_at_utc`.
    """
    return [dict(_cells(model, "")) for model in models]


def _cells(model: Model, prefix: str) -> Iterable[tuple[str, Any]]:
    in_wei = getattr(model, "_in_wei", ())
    fields: tuple[Any, ...] = attrs.fields(type(model))  # type: ignore[arg-type]
    for field in fields:
        value = getattr(model, field.name)
        if callable(field.repr) or _has_parts(field):
            continue
        if isinstance(value, Model):
            yield from _cells(value, f"{prefix}{field.name}_")
        elif isinstance(value, list | dict):
            yield f"{prefix}{field.name}", json.dumps(value, default=str)
        else:
            yield f"{prefix}{field.name}", str(value) if field.name in in_wei and value is not None else value
    for name, member in vars(type(model)).items():
        if isinstance(member, property) and name not in _NOT_IN_ROWS:
            yield f"{prefix}{name}", getattr(model, name)


_NOT_IN_ROWS = {"config_text"}
"""Properties that hold a secret."""


def _has_parts(field: Any) -> bool:
    """Returns whether a field is a list of models."""
    return re.search(r"\blist\[[A-Z]", str(field.type)) is not None


def _columns(kind: type[Model]) -> Sequence[str]:
    summary: Sequence[str] | None = getattr(kind, "_summary", None)
    if summary is not None:
        return summary
    fields: tuple[Any, ...] = attrs.fields(kind)  # type: ignore[arg-type]
    return [field.name for field in fields if not callable(field.repr)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, float) else str(value)
