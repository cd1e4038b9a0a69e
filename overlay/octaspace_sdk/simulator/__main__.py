"""Serves the simulator until Ctrl-C or SIGTERM, or injects a fault into a running one (`inject --help`)."""

from __future__ import annotations

import argparse
import json
import math
import sys
from functools import partial
from typing import NoReturn

from octaspace_sdk import OctaSpaceError
from octaspace_sdk.simulator import StateError
from octaspace_sdk.simulator.control_api import DEFAULT_PORT
from octaspace_sdk.simulator.inject_command import inject
from octaspace_sdk.simulator.serving import serve_until_signal

PROGRAM = "python -m octaspace_sdk.simulator"


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["inject"]:
        inject_fault(sys.argv[2:])
    else:
        serve(sys.argv[1:])


def inject_fault(arguments: list[str]) -> None:
    """Inject a fault and print the simulator's answer; exit with 1 if that fails."""
    program = f"{PROGRAM} inject"
    try:
        print(json.dumps(inject(program, arguments), indent=2))
    except OctaSpaceError as error:
        sys.exit(f"{program}: {error}")


def serve(arguments: list[str]) -> None:
    """Print the address and the API key, and serve until a signal; requests in flight are finished."""
    parser = _Parser(prog=PROGRAM, description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 for a free one (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="determines the network (default: %(default)s)")
    parser.add_argument(
        "--speed", type=_speed, default=60.0, help="simulated seconds per second, above 0 (default: %(default)s)"
    )
    parser.add_argument("--state", metavar="FILE", help="save the state in this file, and resume from it")
    parser.add_argument(
        "--fail-provisioning", metavar="P", type=float, default=0.0, help="probability that provisioning fails, 0 to 1"
    )
    parser.add_argument("--verbose", action="store_true", help="print a line for each request, to stderr")
    options = vars(parser.parse_args(arguments))
    try:
        serve_until_signal(partial(print, flush=True), **options)
    except KeyboardInterrupt:
        parser.exit(130)
    except (OSError, StateError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


class _Parser(argparse.ArgumentParser):
    """Reports a wrong argument on one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 2**16:
        raise argparse.ArgumentTypeError(f"must be from 0 to 65535, not {port}")
    return port


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text}")
    return speed


if __name__ == "__main__":
    main()
