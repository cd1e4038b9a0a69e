"""The option that the commands which check a live API share."""

from __future__ import annotations

from typing import Annotated

import typer


def _checked(ids: tuple[int, int] | None) -> tuple[int, int] | None:
    """Refuse a negative id; `min` of an option does not reach into a pair."""
    if ids is not None and min(ids) < 0:
        raise typer.BadParameter(f"{min(ids)} is less than 0")
    return ids


IdleJobOption = Annotated[
    tuple[int, int] | None,
    typer.Option("--idle-job", metavar="NODE JOB", help="An idle job to read.", callback=_checked),
]
