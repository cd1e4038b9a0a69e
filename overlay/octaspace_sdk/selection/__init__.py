"""Choosing from a list of machines or relays: pure functions, which `search` of a client calls with what it has listed.

from octaspace_sdk.selection import search_machines

machines = search_machines(client.services.mr.list(), gpu="rtx 4090", region="europe", max_price=1)
"""

from octaspace_api.criteria import MachineCriteria, RelayCriteria
from octaspace_sdk.selection.machines import search_machines
from octaspace_sdk.selection.relays import search_relays

__all__ = ["MachineCriteria", "RelayCriteria", "search_machines", "search_relays"]
