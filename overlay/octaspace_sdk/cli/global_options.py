"""The options that every command takes, before or after its name."""

from __future__ import annotations

import csv
from typing import Any

import typer
from typer.core import TyperOption

from octaspace_sdk.cli.invocation import invocation

FORMATS = ("table", "json", "yaml", "csv", "jsonl")


def global_options() -> list[TyperOption]:
    """Return new options for one command; what they say is in `Invocation`."""
    return [
        _option("-o", "--output", metavar="FORMAT", callback=_store_format, complete=FORMATS, help=_OUTPUT),
        _option("--columns", metavar="A,B,...", callback=_store_columns, help=_COLUMNS),
        _option("--profile", metavar="NAME", help="The profile to use, in place of OCTA_PROFILE or `default`."),
        _option("--api-key-file", metavar="FILE", help="Read the API key from this file."),
        _option("base_urls", "--base-url", metavar="URL", multiple=True, help=_BASE_URL),
        _option(
            "--timeout", metavar="SECONDS", type=float, help="For each call, its retries included; 0 for no limit."
        ),
        _option(
            "max_retries",
            "--retries",
            metavar="COUNT",
            type=int,
            help="How often a call that does not act is tried again.",
        ),
        _option("--debug", is_flag=True, help="Print each attempt, and the traceback of an error."),
    ]


_OUTPUT = "table, json, yaml, csv or jsonl. json, jsonl and yaml have the API's own fields."
_COLUMNS = "What to show, in this order: fields, or what is computed of them; csv lists them all."
_BASE_URL = "Where the API is; repeat it for hosts to fail over to."


def is_global(option: object) -> bool:
    """Return whether a parameter of a command is one of these."""
    return getattr(option, "rich_help_panel", None) == _PANEL


_PANEL = "Global options"


def _option(*names: str, complete: tuple[str, ...] = (), **settings: Any) -> TyperOption:
    settings.setdefault("callback", _store)
    return TyperOption(
        param_decls=list(names),
        expose_value=False,
        rich_help_panel=_PANEL,
        autocompletion=(lambda ctx, args, incomplete: list(complete)) if complete else None,
        **settings,
    )


def _store(ctx: typer.Context, option: TyperOption, value: Any) -> Any:
    """Keep what was said here; what was said at an outer level stays where nothing is."""
    is_given = value is not None and value is not False and value not in ((), [])
    if is_given:  # 0 retries, and 0 seconds for no limit, are given
        setattr(invocation(ctx), str(option.name), list(value) if isinstance(value, tuple) else value)
    return value


def _store_format(ctx: typer.Context, option: TyperOption, value: str | None) -> str | None:
    if value is not None and value not in FORMATS:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(FORMATS)}")
    return str(_store(ctx, option, value)) if value else None


def _store_columns(ctx: typer.Context, option: TyperOption, value: str | None) -> str | None:
    names = [name.strip() for row in csv.reader([value or ""]) for name in row if name.strip()]
    _store(ctx, option, names)
    return value
