"""Writes the pages that are made from the command line: half of docs/cli.md, docs/reference/cli.md, the man page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from octaspace_sdk import __version__
from octaspace_sdk.cli.exit_codes import MEANINGS
from octaspace_sdk.cli.invocation import Invocation
from octaspace_sdk.cli.program import COMMANDS, app

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "cli.md"
COMMANDS_PAGE = DOCS / "reference" / "cli.md"
MAN_PAGE = DOCS / "octaspace.1"

MARK = "<!-- What follows is made from the program: python tools/cli_docs.py -->\n"
WIDTH = 96

ENVIRONMENT = {
    "OCTA_API_KEY": "The API key; it wins over that of a profile.",
    "OCTA_PROFILE": "The profile to use, where --profile does not say.",
    "OCTA_BASE_URLS": "Where the API is, comma-separated, where --base-url and the profile do not say.",
    "OCTA_BASE_URL": "One such address; OCTA_BASE_URLS wins over it.",
    "OCTA_TIMEOUT, OCTA_MAX_RETRIES": "In place of --timeout and --retries.",
    "OCTA_ALLOW_INSECURE": "1 to send the key to another machine over plain http.",
    "NO_COLOR": "Set to anything: no colours.",
    "COLUMNS": "The width of tables, in place of that of the terminal.",
}


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    COMMANDS_PAGE.write_text(commands_page(), encoding="utf-8")
    MAN_PAGE.write_text(man_page(), encoding="utf-8")


def page() -> str:
    """Return docs/cli.md: its handwritten half as it is, the other one anew."""
    written = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    parts = [
        "## Exit status\n",
        "| status | meaning |\n| --- | --- |\n"
        + "".join(f"| {code:d} | {text} |\n" for code, text in MEANINGS.items()),
        "## Environment\n",
        "| variable | meaning |\n| --- | --- |\n"
        + "".join(f"| `{name.replace(', ', '`, `')}` | {text} |\n" for name, text in ENVIRONMENT.items()),
        "## Options of every command\n",
        f"```text\n{global_options()}\n```\n",
    ]
    return written + MARK + "\n" + "\n".join(parts)


def commands_page() -> str:
    """Return docs/reference/cli.md: the help of every command, in the groups that the program has."""
    parts = [COMMANDS_INTRODUCTION]
    for name, help_text in command_help():
        level = "###" if " " in name else "##"
        parts.append(f"{level} octaspace {name}\n\n```text\n{help_text}\n```\n")
    return "\n".join(parts)


COMMANDS_INTRODUCTION = """\
# Commands of octaspace

What `--help` prints for each command, written by `python tools/cli_docs.py`. The options that every command takes, exit
statuses and environment variables are on [the page of the command line](../cli.md#options-of-every-command).
"""


def man_page() -> str:
    """Return the man page, as roff."""
    lines = [
        f'.TH OCTASPACE 1 "" "octaspace {__version__}" "User Commands"',
        ".SH NAME",
        r"octaspace \- rent GPU machines, VPN relays and render nodes on OctaSpace",
        ".SH SYNOPSIS",
        r".B octaspace",
        r"[OPTIONS] COMMAND [ARGS]...",
        ".SH DESCRIPTION",
        *(f".TP\n.B {roff(name)}\n{roff(text)}" for name, (_, text) in COMMANDS.items()),
        ".SH OPTIONS",
        verbatim(global_options()),
        ".SH COMMANDS",
        *(f'.SS "octaspace {roff(name)}"\n{verbatim(text)}' for name, text in command_help()),
        ".SH EXIT STATUS",
        *(f".TP\n.B {code:d}\n{roff(text)}" for code, text in MEANINGS.items()),
        ".SH ENVIRONMENT",
        *(f".TP\n.B {name}\n{roff(text)}" for name, text in ENVIRONMENT.items()),
        ".SH FILES",
        ".TP",
        ".I $XDG_CONFIG_HOME/octaspace/profiles.json",
        "Profiles, and their API keys where there is no keyring; only its owner can read it.",
    ]
    return "\n".join(lines) + "\n"


def command_help() -> Iterator[tuple[str, str]]:
    """Yield the words and the help of each command, without the options that all have; not of each operation."""
    for path, context in _walk(_context(typer.main.get_command(app), "octaspace", None)):
        yield " ".join(path), _without_global_options(context.get_help())


def global_options() -> str:
    """Return the part of the help that all commands have."""
    found = _GLOBAL.search(_context(typer.main.get_command(app), "octaspace", None).get_help() + "\n")
    assert found is not None
    return found[0].strip("\n").partition("\n")[2]


_GLOBAL = re.compile(r"\nGlobal options:\n(?:  .*\n)+")


def _without_global_options(text: str) -> str:
    return _GLOBAL.sub("", text + "\n").rstrip()


def _walk(context: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in context.command.list_commands(context):
        found = _context(context.command.get_command(context, name), name, context)
        yield (*path, name), found
        if hasattr(found.command, "list_commands") and name != "call":
            yield from _walk(found, (*path, name))


def _context(command: Any, name: str, parent: Any) -> Any:
    settings = {"info_name": name, "parent": parent, "terminal_width": WIDTH, "obj": Invocation()}
    return command.context_class(command, **command.context_settings | settings)


def roff(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("`", "")
    return "\n".join(rf"\&{line}" if line.startswith((".", "'")) else line for line in escaped.split("\n"))


def verbatim(text: str) -> str:
    return f".nf\n{roff(text)}\n.fi"


if __name__ == "__main__":
    main()
