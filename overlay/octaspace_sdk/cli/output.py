"""The output of commands: models as a table, or as JSON, YAML, CSV and JSON lines.

json, jsonl and yaml have the fields of the API under their names there (`to_dict`); csv has a flat row for each model
in practical units (`octaspace_sdk.tables.to_rows`). With --columns all of them have these columns only.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from octaspace_api.model import Model
from octaspace_sdk.cli.encoding import can_show
from octaspace_sdk.cli.invocation import invocation
from octaspace_sdk.errors import DecodeError

if TYPE_CHECKING:
    from octaspace_sdk import RawResponse

Record = Model | Mapping[str, Any]
"""A model, or what a command has computed: names and plain values."""


def show_list(ctx: typer.Context, records: Sequence[Record], *, columns: Sequence[str] = (), empty: str) -> None:
    """Print a list in the format that was asked for.

    Args:
        ctx: The context of the command.
        records: What to print.
        columns: What a table shows, the most important first; by default what the description puts first.
        empty: What a table says in place of nothing.
    """
    options = invocation(ctx)
    if options.output != "table":
        _print_data(ctx, records, as_list=True)
    elif not records:
        typer.echo(empty, err=True)
    else:
        from octaspace_sdk.cli.terminal_table import print_table

        chosen = options.columns or list(columns) or default_columns(records[0])
        print_table(chosen, [[_cell(record, name) for name in chosen] for record in records])


def show_one(ctx: typer.Context, record: Record, *, columns: Sequence[str] = ()) -> None:
    """Print one thing in the format that was asked for: a table has a line for each column that is known."""
    options = invocation(ctx)
    if options.output != "table":
        _print_data(ctx, [record], as_list=False)
        return
    from octaspace_sdk.cli.terminal_table import print_facts

    chosen = options.columns or list(columns) or default_columns(record)
    facts = [(name, _cell(record, name)) for name in chosen]
    print_facts([(name, text) for name, text in facts if text or options.columns])


def check_columns(ctx: typer.Context, model: type[Model]) -> None:
    """Refuses --columns that a model does not have: to be called before what cannot be undone.

    Raises:
        ValueError: There is no such column.
    """
    for name in invocation(ctx).columns:
        _check_column(name, dir(model))


def show_text(text: str) -> None:
    """Print text of the service, such as a log, as it is; on a terminal without what it would act upon."""
    if sys.stdout.isatty():
        from octaspace_sdk.support.printable import printable

        text = "\n".join(printable(line) for line in text.splitlines())
    typer.echo(text.rstrip("\n"))


def default_columns(record: Record) -> list[str]:
    """Return what a table shows of a record where nothing else is said."""
    if isinstance(record, Mapping):
        return list(record)
    from octaspace_sdk.tables import Table

    return list(Table([record]).columns)


def _cell(record: Record, name: str) -> str:
    from octaspace_sdk.cli.cells import cell

    if isinstance(record, Mapping):
        _check_column(name, record)
        return cell(name, record[name])
    _check_column(name, dir(record))
    from octaspace_api.model import fact

    return cell(name, fact(record, name))


def _check_column(name: str, known: Iterable[str]) -> None:
    if name.startswith("_") or name not in known:
        raise ValueError(f"there is no column {name!r}; `-o csv` shows what there is")


def _print_data(ctx: typer.Context, records: Sequence[Record], *, as_list: bool) -> None:
    options = invocation(ctx)
    if options.output == "csv":
        typer.echo(_csv(records, options.columns), nl=False)
        return
    plain = [_plain(record, options.columns) for record in records]
    if options.output == "jsonl":
        for item in plain:
            typer.echo(_json(item))
        return
    whole = plain if as_list else plain[0]
    if options.output == "json":
        typer.echo(_json(whole, indent=2))
    else:
        typer.echo(_yaml(whole), nl=False)


def _plain(record: Record, columns: Sequence[str]) -> dict[str, Any]:
    if columns:
        return dict(_values(record, columns))
    return dict(record) if isinstance(record, Mapping) else record.to_dict()


def _values(record: Record, columns: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for name in columns:
        _check_column(name, record if isinstance(record, Mapping) else dir(record))
        value = record[name] if isinstance(record, Mapping) else getattr(record, name)
        yield name, value.to_dict() if isinstance(value, Model) else value


def _csv(records: Sequence[Record], columns: Sequence[str]) -> str:
    from octaspace_sdk.tables import to_rows

    rows = [dict(record) if isinstance(record, Mapping) else to_rows([record])[0] for record in records]
    if columns:
        rows = [dict(_values(record, columns)) for record in records]
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, columns or names, lineterminator="\n")
    if names or columns:
        writer.writeheader()
    writer.writerows({name: _csv_cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _csv_cell(value: Any) -> Any:
    """Return a value as a cell; text of a service is none that a spreadsheet takes for a formula."""
    if isinstance(value, list | Mapping):
        return _json(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _yaml(value: Any) -> str:
    import yaml

    exact = json.loads(_json(value))
    text: str = yaml.safe_dump(exact, sort_keys=False, allow_unicode=True)
    if not text.replace("\n", "").isprintable() or not can_show(text):  # such as what changes the direction of writing
        text = yaml.safe_dump(exact, sort_keys=False)
    return text


def _json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON that is safe on a terminal: control characters only occur in its texts, where they are escaped."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, default=_json_value)
    if not can_show(text):
        return json.dumps(value, indent=indent, default=_json_value)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def _json_value(value: Any) -> str:
    """Return what JSON has no type for: times as in ISO 8601, amounts exactly."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def check_plain_format(ctx: typer.Context) -> None:
    """Refuses a format that is not of plain JSON values: to be called before anything is sent.

    Raises:
        ValueError: The format is csv.
    """
    if invocation(ctx).output == "csv":
        raise ValueError("-o csv is of lists of models; this is an answer as it came: json, jsonl or yaml")


def show_answer(ctx: typer.Context, response: RawResponse) -> None:
    """Print an answer of the API as it came: JSON in the format that was asked for, anything else byte by byte."""
    if not response.content.strip():
        return
    try:
        value = response.json()
    except DecodeError:
        _write_bytes(response.content)
        return
    show_json(ctx, value)


def show_json(ctx: typer.Context, value: Any) -> None:
    """Print plain JSON values in the format that was asked for; where none was, as JSON."""
    if invocation(ctx).output == "yaml":
        typer.echo(_yaml(value), nl=False)
    elif invocation(ctx).output == "jsonl":
        for item in value if isinstance(value, list) else [value]:
            typer.echo(_json(item))
    else:
        typer.echo(_json(value, indent=2))


def _write_bytes(content: bytes) -> None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and "\0" not in text:
        show_text(text)
    elif sys.stdout.isatty():
        raise ValueError(f"the answer is {len(content)} bytes of no text; write it to a file: > FILE")
    else:
        typer.get_binary_stream("stdout").write(content)
