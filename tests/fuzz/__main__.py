"""Mutates every sample payload and prints what fails: python -m tests.fuzz [--mutants N] [--seed N]"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.fuzz.runner import SAMPLES, Failure, run

_CHUNK = 2_500
_SHOWN = 10  # failures printed in full


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Mutate every sample payload.")
    parser.add_argument("--mutants", type=int, default=120_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="where the mutants come from (default: new)")
    parser.add_argument("--only", type=int, help="the number of one mutant, as a failure names it")
    given = parser.parse_args()
    first, end = (0, given.mutants) if given.only is None else (given.only, given.only + 1)
    chunks = [range(start, min(start + _CHUNK, end)) for start in range(first, end, _CHUNK)]
    print(f"{end - first:,} mutants of {len(SAMPLES)} samples, seed {given.seed}", flush=True)
    started = time.perf_counter()
    failures: list[Failure] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(chunks), os.cpu_count() or 1), mp_context=context) as workers:
        for found in workers.map(run, [given.seed] * len(chunks), chunks):
            failures += found
    seconds = time.perf_counter() - started
    for failure in failures[:_SHOWN]:
        print(f"\n!! {failure}")
    rate = (end - first) / seconds
    print(f"{end - first:,} mutants, {len(failures)} failures, in {seconds:.0f} s ({rate:,.0f} mutants per second)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
