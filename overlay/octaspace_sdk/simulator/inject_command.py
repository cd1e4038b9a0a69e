"""The `inject` command: injects faults into a running simulator."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator.control_api import CONTROL_PATH, DEFAULT_PORT
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES, convert_fault, describe_faults, parse_settings

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
    if options.fault is None:
        return list_injections(options.url) if options.list else clear_injections(options.url)
    names = ("operation", "method", "path", "times", "duration")
    try:
        return inject_fault(
            options.url, options.fault, options.settings, **{name: getattr(options, name) for name in names}
        )
    except ValueError as error:
        parser.error(str(error))


def inject_fault(url: str, fault: str, settings: Sequence[str], **conditions: Any) -> Any:
    """Inject a fault into the simulator at a URL; return it as JSON.

    Args:
        url: Of the simulator.
        fault: The name of the fault.
        settings: Its settings, of the form name=value.
        **conditions: Which requests it is for, and for how long; None for any.

    Raises:
        ValueError: The fault or one of its settings is unknown or invalid.
        OctaSpaceError: The simulator was not reached, or rejected the fault.
    """
    values = parse_settings(fault, settings)
    convert_fault(values)
    given = {name: value for name, value in conditions.items() if value is not None}
    return _request(url, "POST", {"fault": values, **given})


def list_injections(url: str) -> Any:
    """Return the faults in force, as JSON."""
    return _request(url, "GET")


def clear_injections(url: str) -> Any:
    """Remove all faults; return them, as JSON."""
    return _request(url, "DELETE")


def _request(url: str, method: str, body: Any = None) -> Any:
    with OctaSpace("", base_url=url, max_retries=0, allow_insecure=True) as client:
        return client.request(method, f"{CONTROL_PATH}/injections", json=body).json()
