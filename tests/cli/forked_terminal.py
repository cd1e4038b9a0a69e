"""Runs the program in a pseudo-terminal again and again: it is imported once, and forked for each run.

A start of Python for each of the runs would take most of the time of their tests. This is a program of its own, because
a test process has threads, which a fork does not survive. It reads runs as lines of JSON, and answers with the like.
"""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from importlib import import_module

from octaspace_sdk import OctaSpace
from octaspace_sdk.cli.entry import main
from octaspace_sdk.cli.program import COMMANDS

PATIENCE = 60.0
PRELOADED = (*(module for module, _ in COMMANDS.values()), "octaspace_sdk.cli.terminal_table", "rich.status")


def serve() -> None:
    for module in PRELOADED:
        import_module(module)
    OctaSpace("").close()  # imports what sends requests
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(
    words: Sequence[str], environment: Mapping[str, str], columns: int, typed: Sequence[tuple[str, str]]
) -> tuple[int, str]:
    """Returns the exit status, and all that the terminal has shown.

    Args:
        words: The command line.
        environment: What is added to the environment.
        columns: The width of the terminal.
        typed: What is typed, each after what it waits for was shown.
    """
    process, terminal = pty.fork()
    if not process:
        _become_the_program(words, environment, columns)
    shown, waiting, seen = "", list(typed), 0
    deadline = time.monotonic() + PATIENCE
    while True:
        while waiting and (found := shown.find(waiting[0][0], seen)) >= 0:
            seen = found + len(waiting[0][0])
            os.write(terminal, waiting.pop(0)[1].encode())
        if not select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))[0]:
            os.kill(process, signal.SIGKILL)
            shown += f"\n[nothing more within {PATIENCE} s]"
            break
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other end is closed
            chunk = b""
        if not chunk:
            break
        shown += chunk.decode(errors="replace")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown


def _become_the_program(words: Sequence[str], environment: Mapping[str, str], columns: int) -> None:
    status: object = 70
    try:
        termios.tcsetwinsize(0, (50, columns))
        os.environ.pop("COLUMNS", None)
        os.environ.update(environment)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
        sys.argv = ["octaspace", *words]
        main()
    except SystemExit as error:
        status = error.code
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(status if isinstance(status, int) else 0 if status is None else 1)


if __name__ == "__main__":
    serve()
