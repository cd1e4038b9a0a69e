"""The `inject` command: injects faults into a running simulator."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator.control_api import CONTROL_PATH, DEFAULT_PORT
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES, describe_faults, parse_settings

EXAMPLES = """
examples:
  inject latency seconds=0.5 --operation services.mr.create
  inject error-status status=503 retry_after=2 --times 3
  inject rate-limit rate=1 burst=5
  inject changed-fields 'rename={"node_id": "nodeId"}' --duration 60
  inject host-down --duration 10
  inject --list
  inject --clear
"""


def inject(program: str, arguments: Sequence[str]) -> Any:
    """Return the answer of the simulator, as JSON: the injected fault, those in force, or those removed.

    Args:
        program: The name of the command, for its help text.
        arguments: The command line.

    Raises:
        OctaSpaceError: The simulator was not reached, or rejected the fault.
        SystemExit: The arguments are wrong, or ask for help.
    """
    parser = argparse.ArgumentParser(
        prog=program,
        description="Injects a fault into a running simulator.",
        epilog=f"faults and their settings:\n{describe_faults()}\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("fault", nargs="?", choices=FAULT_TYPES, metavar="FAULT", help="the fault to inject, see below")
    parser.add_argument("settings", nargs="*", metavar="name=value", help="its settings; lists and objects in JSON")
    parser.add_argument(
        "--url", default=f"http://127.0.0.1:{DEFAULT_PORT}", help="of the simulator (default: %(default)s)"
    )
    parser.add_argument("--operation", metavar="ID", help="only for this operation, such as services.mr.create")
    parser.add_argument("--method", help="only for this HTTP method")
    parser.add_argument("--path", help="only for this path; * stands for any text")
    parser.add_argument("--times", type=int, help="only for this many requests")
    parser.add_argument("--duration", type=float, metavar="SECONDS", help="only for this long")
    parser.add_argument("--list", action="store_true", help="list the faults in force")
    parser.add_argument("--clear", action="store_true", help="remove all faults")
    options = parser.parse_args(arguments)
    if sum((options.fault is not None, options.list, options.clear)) != 1:
        parser.error("give a fault, or --list, or --clear")
    method, body = "GET" if options.list else "DELETE", None
    if options.fault is not None:
        names = ("operation", "method", "path", "times", "duration")
        conditions = {name: value for name in names if (value := getattr(options, name)) is not None}
        method, body = "POST", {"fault": _fault(parser, options.fault, options.settings), **conditions}
    with OctaSpace("", base_url=options.url, max_retries=0, allow_insecure=True) as client:
        return client.request(method, f"{CONTROL_PATH}/injections", json=body).json()


def _fault(parser: argparse.ArgumentParser, fault_type: str, settings: Sequence[str]) -> dict[str, Any]:
    try:
        return parse_settings(fault_type, settings)
    except ValueError as error:
        parser.error(str(error))
