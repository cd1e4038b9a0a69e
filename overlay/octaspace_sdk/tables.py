"""Lists of models as tables: in notebooks, with rich, as text, and as rows for pandas, polars and CSV.

    from octaspace_sdk.tables import Table, to_rows

    client.services.mr.search(limit=10)               # in a notebook and with rich, lists of models are such tables
    Table(machines, ["node_id", "price_per_hour"])    # other columns, or another list; str() is plain text
    pandas.DataFrame(to_rows(client.services.mr.list()))

Rows leave out values that are secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from octaspace_api.model import Model, fact, summary_of, wei_attributes_of

__all__ = ["Table", "to_rows"]


class Table:
    """A table of models of one kind.

    Args:
        models: What to show, a line each; one model is one line.
        columns: The names of attributes and properties; by default those that the description puts first (`x-summary`).
    """

    def __init__(self, models: Iterable[Model] | Model, columns: Sequence[str] | None = None) -> None:
        self._models = _listed(models)
        self.columns = tuple(columns or (_columns(type(self._models[0])) if self._models else ()))
        """The names of the columns."""

    @property
    def rows(self) -> list[list[str]]:
        """The cells of the table, as text."""
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
        """Return what a notebook shows."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __rich__(self) -> Any:
        """Return what rich shows."""
        table = import_module("rich.table").Table(*self.columns)
        text = import_module("rich.text").Text  # plain: a name from the API is no markup
        for row in self.rows:
            table.add_row(*map(text, row))
        return table


def to_rows(models: Iterable[Model] | Model) -> list[dict[str, Any]]:
    """Return a flat row for each model, in practical units; None where a value is not known.

    All rows have the same keys. Parts of a model have its name in front (`prices_market_price`); amounts in Wei are
    text, because they do not fit 64 bits; lists and maps are JSON text; lists of parts, and secrets, are left out. What
    is computed is there too: `price_per_hour`, `gpu_model`, `started_at_utc`.
    """
    return [dict(_cells(type(model), model, "")) for model in _listed(models)]


def _listed(models: Iterable[Model] | Model) -> list[Model]:
    return [models] if isinstance(models, Model) else list(models)


def _cells(kind: Any, model: Model | None, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield the cells of a model of a kind (a class); those of a part that is not there are None."""
    in_wei = wei_attributes_of(kind)
    for name, part, is_only_part in _flat_fields(kind):
        value = getattr(model, name, None)
        if part is not None:
            yield from _cells(part, value if isinstance(value, part) else None, f"{prefix}{name}_")
            value = None if isinstance(value, part) else value
            if value is None and is_only_part:
                continue
        if isinstance(value, list | dict):
            value = json.dumps(value, default=_plain)
        yield f"{prefix}{name}", str(value) if name in in_wei and value is not None else value
    for name, member in vars(kind).items():
        if isinstance(member, property) and name not in SECRET_PROPERTIES:
            yield f"{prefix}{name}", None if model is None else getattr(model, name)


def _plain(value: Any) -> Any:
    return value.to_dict() if isinstance(value, Model) else str(value)


SECRET_PROPERTIES = {"config_text"}
"""Properties that hold a secret."""


@cache
def _flat_fields(kind: Any) -> list[tuple[str, type[Model] | None, bool]]:
    """Return the fields that go into a row: each with the model that it is, and whether it is nothing else."""
    found = []
    for field, hint in zip(attrs.fields(kind), get_type_hints(kind).values(), strict=True):
        members = [member for member in get_args(hint) or [hint] if member is not type(None)]
        is_list_of_parts = get_origin(hint) is list and _is_model(get_args(hint)[0])
        if not callable(field.repr) and not is_list_of_parts:
            found.append((field.name, next(filter(_is_model, members), None), len(members) == 1))
    return found


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _columns(kind: type[Model]) -> Sequence[str]:
    if summary := summary_of(kind):
        return summary
    fields: tuple[Any, ...] = attrs.fields(kind)  # type: ignore[arg-type]
    return [field.name for field in fields if not callable(field.repr)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, float) else str(value)
