"""Messages of the SDK for programmers, in the words of the command line.

A parameter of a command has the name of the SDK's argument that it becomes: where a message names the argument, the
user reads the option. `PHRASES` has the rest.
"""

from __future__ import annotations

import re
from typing import Any

import typer

NO_MACHINE = "no machine meets all of it"
"""What a search among machines says in place of an empty list."""

PHRASES = (
    (r"(\S+: )*no API key: .*", "there is no API key"),
    (r"^api_key\b", "the API key"),
    (r"the key belongs into api_key", "`octaspace auth login` takes the key"),
    (r"or say allow_insecure=True( or OCTA_ALLOW_INSECURE=1)?", "or set OCTA_ALLOW_INSECURE=1"),
    (r"accounts\.profile\(\)", "`octaspace account`"),
    (r"nodes\.list\(\)", "`octaspace nodes`"),
    (r"nodes\.find\(\)", "`octaspace nodes show`"),
    (r"sessions\.list\(\)", "`octaspace sessions`"),
    (r"stop\(\) what", "`octaspace sessions stop` what"),
    (r": wait_ready\(\) waits for it", ""),
    (r"\(use params\)", "(use -q)"),
    (r"\brented\(\) needs a disk_size= in GB", "say how large the disk is: --disk, in GB"),
    (r"\bsearch\(\) chooses", "the commands that search choose"),
    (r", 0 or None for no limit", ", 0 for no limit"),
    (r"^Invalid value: ", ""),
    (r"is not a valid int( range)?\.?$", "is no whole number"),
    (r"is not in the range ([\d.]+)<=x<=([\d.]*\d)\.?$", r"is not from \1 to \2"),
    (r"is not in the range x>=([\d.]*\d)\.?$", r"is less than \1"),
    (r"is not a valid float( range)?\.?$", "is no number"),
)
"""Patterns, and the text that replaces each."""

_ARGUMENT = re.compile(r"(^|\bwhen )([a-z_]+)(?:\[(\d+)\])?(?= (?:is|must|has|would)\b)")


def in_words_of_the_command_line(message: str, context: typer.Context | None = None) -> str:
    """Return a message that names options in place of arguments, and commands in place of methods.

    Args:
        message: What an error of the SDK says.
        context: Of the command whose arguments it names; None where it names none.
    """
    parameters = {} if context is None else {parameter.name: parameter for parameter in context.command.params}

    def written(argument: re.Match[str]) -> str:
        before, name, index = argument.groups()
        if context is None or name not in parameters:
            return argument[0]
        number = "" if index is None else f" number {int(index) + 1}"
        return f"{before}{_written(parameters[name], context)}{number}"

    message = _ARGUMENT.sub(written, message)
    for pattern, words in PHRASES:
        message = re.sub(pattern, words, message)
    return message


def _written(parameter: Any, context: typer.Context) -> str:
    """Return how a parameter is written: `--disk`, NODE."""
    is_option = parameter.param_type_name == "option"
    return str(max(parameter.opts, key=len) if is_option else parameter.make_metavar(context))
