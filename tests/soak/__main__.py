"""Uses both clients for minutes behind faulty hosts: python -m tests.soak [SECONDS [SEED [RATE]]].

Prints what became of every operation, and fails when anything was sent twice, left running in silence or left open.
With the default ten minutes it writes docs/soak.md as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.soak.runner import Report, soak

MINUTES = 10.0
PAGE = Path("docs/soak.md")
HEADER = """\
# Soak

Written by `make soak`; edits are lost. Both clients work against two hosts of one simulator; each host breaks a part
of the exchanges, which swings between 1 % and the rate below: it refuses connections, cuts them before or after a
request was processed or within the answer, stalls there, drips, answers 502 and 503, answers twice.

"""


def main(arguments: list[str]) -> None:
    seconds = float(arguments[0]) if arguments else MINUTES * 60
    report = soak(seconds, seed=int(arguments[1]) if arguments[1:] else 1, rate=float((arguments[2:] or ["0.3"])[0]))
    text = table(report)
    sys.stdout.write(text)
    if not arguments:
        PAGE.write_text(HEADER + text)
    sys.exit("\n".join(["", *report.problems]) if report.problems else 0)


def table(report: Report) -> str:
    """The report as Markdown."""
    results = sorted({result for counter in report.tally.results.values() for result in counter} - {"succeeded"})
    rows = [["operation", "calls", "succeeded", *results]]
    for operation, counter in report.tally.results.items():
        calls = counter.total()
        share = f"{counter['succeeded'] / calls:.1%}"
        rows.append([operation, f"{calls:,}", share, *(f"{counter[result]:,}" for result in results)])
    facts = [["what", "how many"], *([name, f"{value:,}"] for name, value in report.facts.items())]
    return f"{report.title}\n\n{_markdown(rows)}\n{_markdown(facts)}"


def _markdown(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
