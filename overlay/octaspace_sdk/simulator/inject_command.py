"""The command that injects scenarios into a simulator that runs elsewhere."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from octaspace_sdk import OctaSpace, OctaSpaceError
from octaspace_sdk.simulator.control_api import CONTROL
from octaspace_sdk.simulator.faults.scenario_syntax import kinds, read_settings

EXAMPLES = """
examples:
  inject latency seconds=0.5 --operation services.mr.create
  inject status status=503 retry_after=2 --times 3
  inject rate-limit rate=1 burst=5
  inject drift 'rename={"node_id": "nodeId"}' --lasting 60
  inject down --lasting 10
  inject --list
  inject --clear
"""


def inject(program: str, arguments: Sequence[str]) -> None:
    """Send a scenario, print what is then in force, and exit with 1 if that failed."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Has something go wrong on a simulator that runs.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", nargs="?", choices=sorted(kinds()), help="what goes wrong")
    parser.add_argument("settings", nargs="*", metavar="name=value", help="how; lists and objects in JSON")
    parser.add_argument("--url", default="http://127.0.0.1:8787", help="of the simulator (default: %(default)s)")
    parser.add_argument("--operation", metavar="ID", help="only for this operation, such as services.mr.create")
    parser.add_argument("--method", help="only for this HTTP method")
    parser.add_argument("--path", help="only for this path; * stands for any text")
    parser.add_argument("--times", type=int, help="only for so many requests")
    parser.add_argument("--lasting", type=float, metavar="SECONDS", help="only for so long")
    parser.add_argument("--list", action="store_true", help="show what is in force")
    parser.add_argument("--clear", action="store_true", help="end everything that is in force")
    options = parser.parse_args(arguments)
    if sum((options.kind is not None, options.list, options.clear)) != 1:
        parser.error("give a scenario, or --list, or --clear")
    method, body = "GET" if options.list else "DELETE", None
    if options.kind is not None:
        terms = {name: getattr(options, name) for name in ("operation", "method", "path", "times", "lasting")}
        given = {name: value for name, value in terms.items() if value is not None}
        method, body = "POST", {"scenario": _scenario(parser, options.kind, options.settings), **given}
    try:
        with OctaSpace("", base_url=options.url, max_retries=0, allow_insecure=True) as client:
            print(json.dumps(client.request(method, f"{CONTROL}/injections", json=body).json(), indent=2))
    except OctaSpaceError as error:
        parser.exit(1, f"{program}: {error}\n")


def _scenario(parser: argparse.ArgumentParser, kind: str, settings: Sequence[str]) -> dict[str, object]:
    try:
        return read_settings(kind, settings)
    except ValueError as error:
        parser.error(str(error))
