"""The question before anything that costs, deletes or reboots."""

from __future__ import annotations

import sys

import typer

from octaspace_sdk.cli.exit_codes import NotConfirmedError
from octaspace_sdk.cli.invocation import invocation
from octaspace_sdk.support.printable import printable


def confirm(ctx: typer.Context, question: str, *, yes: bool) -> None:
    """Asks, unless that was answered by --yes; what comes after it acts.

    Raises:
        NotConfirmedError: The answer is no, or there is no terminal to ask on.
    """
    if not yes:
        if not has_terminal():
            raise NotConfirmedError(f"{question} There is no terminal to ask on; --yes goes ahead without asking")
        if not typer.confirm(printable(question), err=True):
            raise NotConfirmedError("nothing was done")
    invocation(ctx).acts = True


def has_terminal() -> bool:
    """Return whether a question can be asked and answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()
