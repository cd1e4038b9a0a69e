"""Runs the table against the clients of all languages: `python -m conformance`, or `make conformance-clients`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import attrs
from tests.support.servers import trusting

from conformance.case import Case, handwritten
from conformance.derived import derived
from conformance.described import FILE, save
from conformance.languages import LANGUAGES, Language, build
from conformance.runner import Driver, Outcome, run
from conformance.tour import tour

WORKERS = 4  # most cases wait for their servers


def main() -> None:
    """Run the cases and print the table; fail when one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    names = [language.name for language in LANGUAGES]
    parser.add_argument(
        "--language", action="append", choices=names, help="a client to run; Python, the reference, always runs"
    )
    parser.add_argument("--only", default="", help="only cases whose name has this text")
    parser.add_argument("--built", action="store_true", help="take the clients as they were built before")
    parser.add_argument("--list", action="store_true", help="print the cases as JSON, and run nothing")
    options = parser.parse_args()
    cases = [case for case in (*handwritten(), *derived()) if options.only in case.name]
    if options.list:
        json.dump([attrs.asdict(case) for case in cases], sys.stdout, indent=1)
        return
    wanted = [each for each in LANGUAGES if not options.language or each.name in ("Python", *options.language)]
    results: dict[str, list[Outcome]] = {}
    tours: dict[str, list[str]] = {}
    with trusting(), ThreadPoolExecutor() as builders:
        builds = (
            {} if options.built else {each.name: builders.submit(build, each) for each in wanted if not each.missing}
        )
        for language in wanted:
            if language.missing:
                print(f"{language.name:<12}skipped: there is no {' nor '.join(language.missing)} here", flush=True)
                continue
            if language.name in builds and (problem := builds[language.name].result()):
                sys.exit(f"{language.name}: {problem}")
            started = time.perf_counter()
            reference = {outcome.case.name: outcome for outcome in results.get("Python", ())}
            own = [case for case in cases if not case.name.startswith(language.leaves_out or "\0")]
            results[language.name] = list(run_all(language, own, [reference.get(case.name) for case in own]))
            held = sum(not outcome.problems for outcome in results[language.name])
            with Driver(language.driver, {**os.environ, **language.environment}) as driver:
                toured = [] if options.only else list(tour(driver))
            tours[language.name] = toured
            seconds = time.perf_counter() - started
            left_out = f" ({len(cases) - len(own)} left out: see languages.py)" if len(own) < len(cases) else ""
            print(f"{language.name:<12}{held} of {len(own)} held{left_out}, in {seconds:.0f} s", flush=True)
    print_table(cases, results)
    if not options.only:
        print(f"{'tour':<14}{1:>6}" + "".join(f"{0 if problems else 1:>12}" for problems in tours.values()))
    for name, problems in tours.items():
        print("".join(f"!! {name}: tour: {problem}\n" for problem in problems), end="")
    failed = [outcome for outcomes in results.values() for outcome in outcomes if outcome.problems]
    sys.exit(1 if failed or any(tours.values()) else 0)


def run_all(
    language: Language, cases: Sequence[Case], reference: Sequence[Outcome | None] | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each case, in order; several run at a time, each with a driver of its own."""
    drivers: SimpleQueue[Driver] = SimpleQueue()
    model = Path(os.environ["SSL_CERT_FILE"]).with_name("api.pickle")  # in the folder of the run
    save(model)
    environment = {
        **os.environ,
        "NODE_EXTRA_CA_CERTS": os.environ["SSL_CERT_FILE"],
        FILE: str(model),
        "CONFORMANCE_WITHOUT_CORS": "1",
        **language.environment,
    }
    made: list[Driver] = []

    def one(case: Case, other: Outcome | None) -> Outcome:
        driver = drivers.get()
        try:
            return run(case, driver, other, zeros=language.zeros)
        finally:
            drivers.put(driver)

    try:
        for _ in range(WORKERS):
            made.append(Driver(language.driver, environment))
            drivers.put(made[-1])
        with ThreadPoolExecutor(WORKERS) as workers:
            yield from workers.map(one, cases, reference or [None] * len(cases))
    finally:
        for driver in made:
            driver.__exit__()


def print_table(cases: Sequence[Case], results: Mapping[str, Sequence[Outcome]]) -> None:
    """Print how many cases of each group every client holds, and what does not hold."""
    groups = list(dict.fromkeys(case.name.partition(":")[0] for case in cases))
    print(f"\n{'group':<14}{'cases':>6}" + "".join(f"{name:>12}" for name in results))
    for group in groups:
        total = sum(case.name.startswith(f"{group}:") for case in cases)
        print(f"{group:<14}{total:>6}" + "".join(f"{_held(outcomes, group):>12}" for outcomes in results.values()))
    for name, outcomes in results.items():
        for outcome in outcomes:
            for problem in outcome.problems:
                print(f"!! {name}: {outcome.case.name}: {problem}")


def _held(outcomes: Sequence[Outcome], group: str) -> int:
    return sum(not outcome.problems for outcome in outcomes if outcome.case.name.startswith(f"{group}:"))


if __name__ == "__main__":
    main()
