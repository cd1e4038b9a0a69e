"""Tests a function of your own with models made from samples; nothing is sent."""

from decimal import Decimal

from octaspace_api.models import MachineRental
from octaspace_sdk.selection import search_machines


def affordable(machines: list[MachineRental], dollars: Decimal) -> list[int]:
    return [machine.node_id for machine in search_machines(machines, max_price=dollars)]


cheap = MachineRental.from_dict({"node_id": 1, "total_price_usd": 0.2, "gpus": []})
dear = MachineRental.from_dict({"node_id": 2, "total_price_usd": 5, "gpus": []})
assert affordable([dear, cheap], Decimal(1)) == [1]
print("passed")
