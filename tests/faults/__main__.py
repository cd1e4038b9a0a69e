"""Prints the fault matrix: python -m tests.faults [fault ...]; fails when a cell does not hold."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.faults.matrix import FAULTS, KINDS, MODES, Cell, cells_of
from tests.faults.runner import Outcome, run_fault

LEGEND = """\
Each cell: result, acted at the faulty host + at the healthy one, milliseconds.
conn = ConnectionFailedError, time = RequestTimeoutError (with ?: may have been processed), decode = DecodeError,
a number = the HTTP status of an APIError, !! = does not hold. Two hosts: the faulty one first, a healthy one second.
"""
SHORT = {
    "ConnectionFailedError": "conn",
    "RequestTimeoutError": "time",
    "DecodeError": "decode",
    "RateLimitError": "429",
    "BadGatewayError": "502",
    "ServiceUnavailableError": "503",
    "GatewayTimeoutError": "504",
}
WIDTH = 18


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        sys.exit(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    started = time.perf_counter()
    wanted = names or list(FAULTS)
    _print(LEGEND)
    _print(" " * 32 + "".join(f"{kind.name:<{2 * WIDTH}}" for kind in KINDS))
    _print(f"{'fault':<26}{'mode':<6}" + f"{'one host':<{WIDTH}}{'two hosts':<{WIDTH}}" * len(KINDS))
    broken: list[str] = []
    number = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1), mp_context=context) as workers:
        for name, outcomes in zip(wanted, workers.map(run_fault, wanted), strict=True):
            pairs = list(zip(cells_of(FAULTS[name]), outcomes, strict=True))
            for mode in MODES:
                row = "".join(f"{_cell(cell, outcome):<{WIDTH}}" for cell, outcome in pairs if cell.mode == mode)
                _print(f"{name if mode == MODES[0] else '':<26}{mode:<6}{row}")
            number += len(pairs)
            broken += [f"{cell.name}: {'; '.join(out.problems)}" for cell, out in pairs if out.problems]
    _print("".join(f"\n!! {line}" for line in broken))
    _print(f"{number} cells, {number - len(broken)} held, in {time.perf_counter() - started:.0f} s")
    sys.exit(1 if broken else 0)


def _cell(cell: Cell, outcome: Outcome) -> str:
    result = SHORT.get(outcome.result, outcome.result)
    if outcome.result in ("ServerError", "APIError"):
        result = str(cell.expected.shows.get("status_code", result))
    acted = f"{outcome.faulty}" if outcome.healthy is None else f"{outcome.faulty}+{outcome.healthy}"
    mark = "!!" if outcome.problems else ""
    return f"{result}{'?' if outcome.may else ''} {acted} {outcome.seconds * 1000:.0f}{mark}"


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
