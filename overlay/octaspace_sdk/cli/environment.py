"""Environment variables for a container, from options and from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer


def read_environment(pairs: Sequence[str], file: Path | None) -> dict[str, str]:
    """Return the variables of a file and of options, which win.

    Args:
        pairs: `NAME=VALUE`.
        file: A file with such a line for each; blank lines and those that begin with # do not count.

    Raises:
        typer.BadParameter: A line is not of this form. The message has its name, not its value.
        OSError: The file cannot be read.
    """
    lines = [] if file is None else file.read_text(encoding="utf-8").splitlines()
    found = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("export ")
        if text and not text.startswith("#"):
            name, value = _split(text, f"line {number} of {file}")
            found[name] = _unquoted(value)
    for index, pair in enumerate(pairs, start=1):
        name, value = _split(pair, f"--env number {index}")
        found[name] = value
    return found


def _split(text: str, where: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise typer.BadParameter(f"{where} is not of the form NAME=VALUE")
    return name.strip(), value


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
