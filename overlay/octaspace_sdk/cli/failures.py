"""Error messages: one line with what failed and what to do, never a traceback unless --debug asks for it."""

from __future__ import annotations

import re
import sys
import traceback
from typing import TYPE_CHECKING

import typer

from octaspace_sdk.cli.exit_codes import ExitCode, exit_code, general_hint
from octaspace_sdk.cli.session_ids import SessionLookupError
from octaspace_sdk.cli.wording import in_words_of_the_command_line
from octaspace_sdk.errors import APIError, NotFoundError, RequestTimeoutError
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from octaspace_sdk.cli.invocation import Invocation

_HINT_IN_TEXT = re.compile("before trying again|`octaspace ")
"""How a message says itself what to do."""


def report(error: BaseException, invocation: Invocation) -> int:
    """Print an error to stderr; return the exit status of the program."""
    if isinstance(error, typer.Abort) and error.__cause__ is not None:
        error = error.__cause__
    if invocation.debug:
        traceback.print_exception(error)
    context = getattr(error, "ctx", None) or invocation.context
    see_help = f"see `{context.command_path if context is not None else 'octaspace'} --help`"
    if isinstance(error, typer.TyperException):
        code: int = ExitCode.USAGE
        message, hint = error.format_message(), see_help
    elif isinstance(error, KeyboardInterrupt | typer.Abort):
        code, message, hint = ExitCode.INTERRUPTED, "interrupted", ""
    else:
        kind = exit_code(error, acts=invocation.acts)
        code, message = kind, _message(error)
        hint = see_help if kind is ExitCode.USAGE else _hint(error, kind, invocation)
    names_arguments_of = context if isinstance(error, ValueError | TypeError) else None
    message, *notes = (
        in_words_of_the_command_line(text, names_arguments_of) for text in (message, *getattr(error, "__notes__", ()))
    )
    if hint and not any(_HINT_IN_TEXT.search(text) for text in (message, *notes)):
        question = message.endswith("?")
        message = f"{message} {hint[0].upper()}{hint[1:]}" if question else f"{message.rstrip('.')}; {hint}"
    if code == ExitCode.INTERRUPTED and sys.stderr.isatty():
        print(file=sys.stderr)  # noqa: T201 (after the ^C that the terminal shows)
    for line in (message, *notes):
        print(printable(f"octaspace: {line}"), file=sys.stderr)  # noqa: T201 (this is where errors go)
    return int(code)


def _hint(error: BaseException, kind: ExitCode, invocation: Invocation) -> str:
    """Return what to do after an error."""
    if invocation.context is not None and isinstance(error, NotFoundError | SessionLookupError):
        return next((_LISTS[word] for word in invocation.context.command_path.split() if word in _LISTS), "")
    if isinstance(error, APIError) and kind is ExitCode.AUTHENTICATION and invocation.key_source:
        source = invocation.key_source
        wins = ", which wins over that of `octaspace auth login`" if source == "OCTA_API_KEY" else ""
        more = f"; {general_hint(kind)}" if source.startswith("profile") else ""
        return f"the API key is that of {source}{wins}{more}"
    if isinstance(error, RequestTimeoutError) and error.timeout and kind is ExitCode.NETWORK:
        return "--timeout gives it more time; --debug shows the attempts"
    return general_hint(kind)


_RUNNING = "`octaspace sessions` lists what runs, with --recent what has ended"
_LISTS = {
    "sessions": _RUNNING,
    "compute": _RUNNING,
    "vpn": "`octaspace vpn status` lists what runs",
    "nodes": "`octaspace nodes` lists yours",
}
"""By group of commands: the command that lists what exists."""


def _message(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return f"{error.message}: {'; '.join(str(part) or type(part).__name__ for part in error.exceptions)}"
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(part for part in (str(error.filename or ""), error.strerror) if part)
    return str(error) or type(error).__name__
