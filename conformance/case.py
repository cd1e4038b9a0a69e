"""What a case is, and how the cases that are written by hand are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

ANYTHING = "..."
"""Stands for a value of which nothing is said."""

CASES = Path(__file__).parent / "cases"


@attrs.frozen(kw_only=True)
class Case:
    """One row of the table, as plain data."""

    name: str
    hosts: tuple[Mapping[str, Any], ...]
    client: Mapping[str, Any] = attrs.field(factory=dict)
    steps: tuple[Mapping[str, Any], ...]
    received: tuple[tuple[str, ...], ...] | None = attrs.field(default=None)
    """Method and path of the requests that each host read whole; None where no matter."""
    log_has: tuple[str, ...] = ()
    drift: tuple[Mapping[str, Any], ...] | None = None
    """What is reported of the answers, as far as it is named; None where no matter."""
    events: tuple[str, ...] | None = None
    """What the hooks were told, in short; None where no matter."""


def handwritten() -> Iterator[Case]:
    """Yield the cases of `cases/`."""
    for path in sorted(CASES.glob("*.yaml")):
        for written in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            facts: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
            }
            facts["name"] = f"{path.stem}: {facts['name']}"
            yield Case(**facts)
