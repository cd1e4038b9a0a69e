"""A run of all checks, which ends early after an error that every other check would end with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from octaspace_sdk.smoke.checks import CheckResult, ReadChecks, Verdict
from octaspace_sdk.smoke.fatal_errors import fatal_reason

if TYPE_CHECKING:
    from octaspace_sdk.client import OctaSpace
    from octaspace_sdk.smoke.drift_check import IdleJob


def run_checks(client: OctaSpace, idle_job: IdleJob | None) -> Iterator[CheckResult]:
    """Yield the result of each check; the last one may have an error that is fatal (`fatal_reason`)."""
    for result in ReadChecks(client).run(idle_job):
        yield result
        if fatal_reason(result.error) is not None:
            return


def totals(results: Sequence[CheckResult]) -> str:
    """Return how many checks had each verdict: `12 passed, 0 failed, 2 skipped`."""
    verdicts = Counter(result.verdict for result in results)
    return ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in get_args(Verdict))
