"""`octaspace version`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

import typer

from octaspace_sdk import API_VERSION, __version__
from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.output import show_one

app = standalone()


@command(
    app,
    "version",
    examples="""
    octaspace version
    octaspace version -o json
    """,
)
def version(ctx: typer.Context) -> None:
    """Print the versions of the SDK, of the description of the API, and of what they run on."""
    versions = {"sdk": __version__, "api": API_VERSION, "python": platform.python_version()}
    show_one(ctx, versions | {name: _version_of(name) for name in ("httpx", "typer", "rich")})


def _version_of(package: str) -> str | None:
    try:
        return installed(package)
    except PackageNotFoundError:
        return None
