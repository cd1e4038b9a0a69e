"""Serves the simulator until Ctrl-C or SIGTERM, or injects a fault into a running one (`inject --help`)."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from contextlib import suppress
from threading import Event

from octaspace_sdk import OctaSpaceError
from octaspace_sdk.simulator import Simulator, StateError
from octaspace_sdk.simulator.inject_command import inject

PROGRAM = "python -m octaspace_sdk.simulator"


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["inject"]:
        inject_fault(sys.argv[2:])
    else:
        serve()


def inject_fault(arguments: list[str]) -> None:
    """Inject a fault and print the simulator's answer; exit with 1 if that fails."""
    program = f"{PROGRAM} inject"
    try:
        print(json.dumps(inject(program, arguments), indent=2))
    except OctaSpaceError as error:
        sys.exit(f"{program}: {error}")


def serve() -> None:
    """Print the address and the API key, and serve until a signal; requests in flight are finished."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8787, help="port, 0 for a free one (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="determines the network (default: %(default)s)")
    parser.add_argument("--speed", type=float, default=60.0, help="simulated seconds per second (default: %(default)s)")
    parser.add_argument("--state", metavar="FILE", help="save the state in this file, and resume from it")
    parser.add_argument(
        "--fail-provisioning", metavar="P", type=float, default=0.0, help="probability that provisioning fails, 0 to 1"
    )
    options = parser.parse_args()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        simulator = Simulator(**vars(options))
        simulator.start()
        with suppress(KeyboardInterrupt):
            print(f"OCTA_BASE_URLS={simulator.url} OCTA_API_KEY={simulator.api_key}", flush=True)
            Event().wait()
        simulator.close(grace=None)
    except KeyboardInterrupt:  # the second one: stop waiting for requests in flight
        parser.exit(130)
    except (OSError, StateError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
