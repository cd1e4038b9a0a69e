"""`octaspace apps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import show_list, show_one

if TYPE_CHECKING:
    from octaspace_api.models import App

app = group("The catalogue of applications. Without a command: list.", runs_alone=True)

_NONE = "no such application"


@command(
    app,
    "list",
    examples="""
    octaspace apps
    octaspace apps list --category ai
    octaspace apps list -o json
    """,
)
def list_apps(
    ctx: typer.Context,
    category: Annotated[str | None, typer.Option(help="Only those of this category.")] = None,
) -> None:
    """List the applications that can be started on a machine."""
    found = connect(ctx).apps.list()
    chosen = [one for one in found if category is None or str(one.category).casefold() == category.casefold()]
    categories = ", ".join(sorted({str(one.category) for one in found}))
    show_list(ctx, chosen, empty=f"no such category; there are {categories}" if category and categories else _NONE)


@command(
    app,
    "search",
    examples="""
    octaspace apps search comfy
    octaspace apps search "stable diffusion" -o csv
    """,
)
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Each occurs in name, category or text.")],
) -> None:
    """Search in the names, categories and descriptions of the applications."""
    wanted = [word.casefold() for text in words for word in text.split()]
    found = [one for one in connect(ctx).apps.list() if all(word in _text(one) for word in wanted)]
    show_list(ctx, found, empty=_NONE)


@command(
    app,
    "show",
    examples="""
    octaspace apps show comfyui
    octaspace apps show 249b4cb3-3db1-4c06-98a4-772ba88cd81c -o json
    """,
)
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="APP", help="Its name, or its UUID.")],
) -> None:
    """Show one application: its image, ports, environment variables and start command."""
    columns = ("name", "category", "uuid", "image", "description", "ports", "http_ports", "envs", "start_command")
    show_one(ctx, connect(ctx).apps.find(name), columns=columns)


def _text(application: App) -> str:
    return " ".join(map(str, (application.name, application.category, application.description))).casefold()
