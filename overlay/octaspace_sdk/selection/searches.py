"""The searches by what is searched, as `x-behaviour` in openapi.yaml calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from octaspace_sdk.selection.machines import check_machine_criteria, search_machines
from octaspace_sdk.selection.relays import check_relay_criteria, search_relays


@attrs.frozen
class Search:
    """A way to choose from a list."""

    check: Callable[[Any], None]
    """Refuse criteria that no list could meet, before one is asked for."""
    choose: Callable[..., list[Any]]


SEARCHES = {
    "machine": Search(check_machine_criteria, search_machines),
    "relay": Search(check_relay_criteria, search_relays),
}
