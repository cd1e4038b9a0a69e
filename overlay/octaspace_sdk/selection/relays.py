"""Choosing among VPN relays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

from octaspace_api import arguments
from octaspace_api.criteria import RelayCriteria
from octaspace_api.models import VPNRelay
from octaspace_sdk.selection.criteria import at_least, at_most, check_numbers, first, ordered
from octaspace_sdk.selection.places import place_codes

ORDERS = {
    "price": (lambda relay: relay.price_per_gb, False),
    "download": (lambda relay: relay.download_mbps, True),
    "upload": (lambda relay: relay.upload_mbps, True),
}


def search_relays(relays: Iterable[VPNRelay], **criteria: Unpack[RelayCriteria]) -> list[VPNRelay]:
    """Return the relays that meet all criteria, the cheapest first. What is not known meets no limit.

    Args:
        relays: From `services.vpn.list()`.
        **criteria: All optional, and described at `search` of the client and in `RelayCriteria`.

    Raises:
        ValueError: A word matches nothing: there is no such country, region or order. The message has those that
            there are.
        TypeError: There is no such criterion.
    """
    check_relay_criteria(criteria)
    codes = place_codes(criteria.get("country"), criteria.get("region"))
    residential = criteria.get("residential")
    found = [
        relay
        for relay in relays
        if (codes is None or str(relay.country_iso) in codes)
        and (residential is None or relay.residential is residential)
        and at_most(relay.price_per_gb, criteria.get("max_price"))
        and at_least(relay.download_mbps, criteria.get("min_down_mbps"))
        and at_least(relay.upload_mbps, criteria.get("min_up_mbps"))
    ]
    return first(ordered(found, ORDERS, criteria.get("order_by", "price")), criteria.get("limit"))


def check_relay_criteria(criteria: RelayCriteria) -> None:
    """Refuse criteria that no list of relays could meet, before one is asked for."""
    unknown = criteria.keys() - RelayCriteria.__annotations__.keys()
    if unknown:
        known = ", ".join(RelayCriteria.__annotations__)
        raise TypeError(f"search() has no {', '.join(sorted(unknown))}; it takes {known}")
    check_numbers({name: value for name, value in criteria.items() if name.startswith(("min_", "max_"))})
    if (residential := criteria.get("residential")) is not None:
        arguments.boolean("residential", residential)
    place_codes(criteria.get("country"), criteria.get("region"))
    ordered([], ORDERS, criteria.get("order_by", "price"))
    first([], criteria.get("limit"))
