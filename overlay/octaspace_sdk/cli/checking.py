"""The option that the commands which check a live API share."""

from __future__ import annotations

from typing import Annotated

import typer

IdleJobOption = Annotated[
    tuple[int, int] | None, typer.Option("--idle-job", metavar="NODE JOB", help="An idle job to read.")
]
