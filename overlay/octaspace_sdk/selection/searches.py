"""Which search goes with what an operation lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import attrs

from octaspace_api import Request
from octaspace_api.models import MachineRental, VPNRelay
from octaspace_sdk.selection.machines import check_machine_criteria, search_machines
from octaspace_sdk.selection.relays import check_relay_criteria, search_relays


@attrs.frozen
class Search:
    """A way to choose from a list."""

    check: Callable[[Any], None]
    """Refuses criteria that no list could meet, before one is asked for."""
    choose: Callable[..., list[Any]]


_SEARCHES = {
    MachineRental: Search(check_machine_criteria, search_machines),
    VPNRelay: Search(check_relay_criteria, search_relays),
}


def search_among(offers: Request[list[Any]]) -> Search:
    """Returns the search for the models that a request lists."""
    [model] = get_args(offers.response_type)
    return _SEARCHES[model]
