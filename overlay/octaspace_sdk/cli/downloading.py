"""Downloads, several at once, with a bar each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from octaspace_sdk.cli.invocation import connect, invocation

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace

AT_ONCE = 4
TIMEOUT = 3600.0  # seconds

Item = TypeVar("Item")
OnBytes = Callable[[int, int | None], object]


def connect_to_download(ctx: typer.Context) -> OctaSpace:
    """Return a client that has an hour for each file, unless --timeout or OCTA_TIMEOUT says otherwise."""
    client = connect(ctx)
    is_said = invocation(ctx).timeout is not None or os.environ.get("OCTA_TIMEOUT")
    return client if is_said else client.with_options(timeout=TIMEOUT)


def download_each(items: Mapping[Path, Item], download: Callable[[Item, Path, OnBytes], object]) -> None:
    """Download items to paths, and print each path that is whole.

    Args:
        items: What to download, by where to.
        download: Downloads one, and tells how far it is.

    Raises:
        Exception: The first error of a download, after the others have ended.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    shown = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
    for path in items:
        path.parent.mkdir(parents=True, exist_ok=True)

    def fetch(path: Path, item: Item) -> Path:
        task = shown.add_task(path.name, total=None)

        def note(received: int, total: int | None) -> None:
            shown.update(task, completed=received, total=total)

        download(item, path, note)
        return path

    with shown, ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(fetch, path, item) for path, item in items.items()]
    problems = [error for job in jobs if (error := job.exception()) is not None]
    for job in jobs:
        if job.exception() is None:
            typer.echo(str(job.result()))
    if problems:
        raise problems[0]
