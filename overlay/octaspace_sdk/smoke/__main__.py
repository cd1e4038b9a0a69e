"""The command `python -m octaspace_sdk.smoke`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from octaspace_sdk.client import OctaSpace
from octaspace_sdk.config import DEFAULT_TIMEOUT
from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.smoke.check_run import run_checks, totals
from octaspace_sdk.smoke.checks import CheckResult
from octaspace_sdk.smoke.drift_check import IdleJob, check_drift
from octaspace_sdk.smoke.drift_text import apply_drift, differences_as_yaml, remarks, verdict
from octaspace_sdk.smoke.fatal_errors import FatalReason, fatal_reason
from octaspace_sdk.support.printable import printable
from octaspace_sdk.support.redaction import KeyMask, Secret

DESCRIPTION = """\
Check a live API, reading only. The key is read from OCTA_API_KEY. Each operation that reads is called once; an
operation that needs an id takes it from an earlier answer, and is skipped when there is none.
"""

EXIT_STATUS = """\
exit status:
  0  all that could be checked passed
  1  an operation failed
  2  wrong arguments or configuration
  3  with --drift: the API differs from openapi.yaml; with --apply: in something that has to be decided by hand
  4  the key was refused, or there is none; nothing more was called
  5  no host could be reached; nothing more was called
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        client = OctaSpace(base_url=options.base_url, timeout=options.timeout, allow_insecure=options.allow_insecure)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    idle_job = tuple(options.idle_job) if options.idle_job else None
    with client:
        if options.apply:
            return _apply_drift(client, idle_job, Path(options.apply))
        if options.drift:
            return _print_drift(client, idle_job)
        return _print_checks(client, idle_job, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m octaspace_sdk.smoke",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--base-url", help="the API to check (default: that of OCTA_BASE_URLS or OCTA_BASE_URL, else the public one)"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        help="seconds for each call (default: OCTA_TIMEOUT, else %(default)s)",
    )
    parser.add_argument("--allow-insecure", action="store_true", help="send the key over plain http to another machine")
    parser.add_argument("--idle-job", nargs=2, type=int, metavar=("NODE_ID", "JOB_ID"), help="an idle job to read")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each check, a line each")
    parser.add_argument(
        "--drift", action="store_true", help="print each field that differs from openapi.yaml, as YAML to paste there"
    )
    parser.add_argument(
        "--apply",
        nargs="?",
        const="openapi.yaml",
        metavar="FILE",
        help="with --drift: write the differences into this file, openapi.yaml by default (needs octaspace-sdk[drift])",
    )
    return parser


def _print_checks(client: OctaSpace, idle_job: IdleJob | None, *, as_json: bool) -> int:
    results = []
    for result in run_checks(client, idle_job):
        print(_json(result) if as_json else _line(result), flush=True)
        results.append(result)
    if (reason := fatal_reason(results[-1].error)) is not None:
        text = f"{results[-1].operation}: {_ADVICE[reason]}; the other checks would end the same"
        print(_shown(text), file=sys.stderr)
        return STATUS[reason]
    if not as_json:
        print(totals(results))
    return STATUS["failed" if any(result.verdict == "failed" for result in results) else "fits"]


_ADVICE: dict[FatalReason, str] = {
    "key refused": "the API key is missing or was refused: set OCTA_API_KEY",
    "unreachable": "no host could be reached",
}


def _json(result: CheckResult) -> str:
    return json.dumps(
        {
            "operation": result.operation,
            "verdict": result.verdict,
            "seconds": round(result.seconds, 4),
            "summary": _without_key(result.summary),
        }
    )


def _line(result: CheckResult) -> str:
    duration = " " * 9 if result.verdict == "skipped" else f"{result.seconds * 1000:6.0f} ms"
    return _shown(f"{result.verdict:7} {duration}  {result.operation:30} {result.summary}")


def _shown(text: str) -> str:
    """Return a line as a terminal can show it, without the key."""
    return printable(_without_key(text))


def _without_key(text: str) -> str:
    return KeyMask(Secret(os.environ.get("OCTA_API_KEY", "").strip(" ")))(text)


def _print_drift(client: OctaSpace, idle_job: IdleJob | None) -> int:
    report = check_drift(client, idle_job)
    for line in remarks(report):
        print(_shown(line), file=sys.stderr)
    if text := differences_as_yaml(report):
        print(_without_key(text))
    return STATUS[verdict(report)]


def _apply_drift(client: OctaSpace, idle_job: IdleJob | None, path: Path) -> int:
    try:
        report, done = apply_drift(client, idle_job, path)
    except ImportError:
        print("--apply needs ruamel.yaml: pip install 'octaspace-sdk[drift]'", file=sys.stderr)
        return 2
    except ValueError as error:
        print(_shown(str(error)), file=sys.stderr)
        return 2
    for line in remarks(report):
        print(_shown(line), file=sys.stderr)
    for line in done:
        print(_shown(line))
    return STATUS[verdict(report, applied=True)]


STATUS: dict[str, int] = {"fits": 0, "failed": 1, "differs": 3, "key refused": 4, "unreachable": 5}


if __name__ == "__main__":
    sys.exit(main())
