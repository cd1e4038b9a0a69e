"""Writes the pictures of the command line: the real program in a terminal, on a simulator, drawn by rich.

What is shown follows from the simulator's seed, and its clock stands still: the pictures are the same each time.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from octaspace_sdk.simulator import Simulator

ASSETS = Path(__file__).resolve().parent.parent / "docs" / "assets"
WIDTH, HEIGHT = 100, 40
PATIENCE = 60.0
SEARCH = "compute search --min-vram 24 --region europe --max-price 0.60 --limit 8"
DEPLOY = 'compute deploy --cheapest "rtx 4090" --image ubuntu:24.04 --disk 50 --wait'

FONT_FACES = re.compile(r" *@font-face \{\{.*?\}\}\n", re.DOTALL)
AT_8_SECONDS = r"⠹\g<1>0:00:08"
SPINNER = re.compile(r"[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏](\S* \S*)0:00:\d\d")  # with the time that it took
PROMPT = "\x1b[1;32m$\x1b[0m octaspace "


def main() -> None:
    for name, picture in pictures().items():
        (ASSETS / name).write_text(picture, encoding="utf-8")


def pictures() -> dict[str, str]:
    """Return the pictures by the names of their files."""
    return {
        "cli-search.svg": drawn(SEARCH, shown(SEARCH, searched)),
        "cli-deploy.svg": drawn(DEPLOY, shown(DEPLOY, deployed)),
    }


def searched(program: pexpect.spawn, simulator: Simulator) -> str:
    program.expect(pexpect.EOF)
    return str(program.before)


def deployed(program: pexpect.spawn, simulator: Simulator) -> str:
    """Answers the question, and returns what is shown while the image is pulled."""
    program.expect(r"\[y/N\]: ")
    text = program.before + program.after
    program.sendline("y")
    program.expect("allocating node")
    text += program.before
    simulator.advance(8.0)
    program.expect("pulling image")
    return str(text + program.before + program.after)


def shown(command: str, play: Callable[[pexpect.spawn, Simulator], str]) -> str:
    """Return what the terminal shows of a command."""
    with (
        Simulator(clock=lambda: 0.0, speed=1.0) as simulator,
        tempfile.TemporaryDirectory() as home,
        terminal(command, simulator, home) as program,
    ):
        return play(program, simulator)


@contextmanager
def terminal(command: str, simulator: Simulator, home: str) -> Iterator[pexpect.spawn]:
    environment = {
        "OCTA_BASE_URLS": simulator.url,
        "OCTA_API_KEY": simulator.api_key,
        "XDG_CONFIG_HOME": home,
        "TERM": "xterm-256color",
    }
    program = pexpect.spawn(
        f"{sys.executable} -m octaspace_sdk.cli {command}",
        env={name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")} | environment,
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(HEIGHT, WIDTH),
    )
    try:
        yield program
    finally:
        program.close(force=True)


def drawn(command: str, text: str) -> str:
    """Return an SVG of a command and what it has shown, which needs no font of another host."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    for line in f"{PROMPT}{command}\n{SPINNER.sub(AT_8_SECONDS, text)}".rstrip().replace("\r\n", "\n").split("\n"):
        console.print(Text.from_ansi(line.rpartition("\r")[2]))  # what came before it on this line is written over
    return console.export_svg(
        title="octaspace",
        code_format=FONT_FACES.sub("", CONSOLE_SVG_FORMAT),
        unique_id=f"octaspace-{command.split()[1]}",
    )


if __name__ == "__main__":
    main()
