"""A configuration as a QR code, for the camera of a phone."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TextIO

import segno
import typer

from octaspace_sdk.cli.encoding import can_show

_MODULE = 4  # pixels


def print_qr(text: str, stream: TextIO) -> None:
    """Print the code with blocks that a terminal shows.

    Raises:
        ValueError: The stream has no such characters.
    """
    if not can_show("█▀▄", stream):
        raise ValueError("a QR code cannot be shown here; write it to a file: --out code.png")
    segno.make(text, error="l", micro=False).terminal(out=stream, compact=True)


def save_qr(text: str, path: Path) -> None:
    """Write the code as a picture, in a file that only its owner can read.

    Raises:
        typer.BadParameter: The name of the file ends neither in .png nor in .svg.
        OSError: It cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise typer.BadParameter(f"a QR code is written as .png or .svg, not as {path.name!r}")
    picture = io.BytesIO()
    segno.make(text, error="l", micro=False).save(picture, kind=kind, scale=_MODULE)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        path.chmod(0o600)
        file.write(picture.getvalue())
