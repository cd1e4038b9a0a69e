"""Choosing from a list of machines or relays: pure functions, which `search` of a client calls with what it has listed.

from octaspace_sdk.selection import search_machines

machines = search_machines(client.services.mr.list(), gpu="rtx 4090", region="europe", max_price=1)
"""

from octaspace_sdk.selection.machines import MachineCriteria, MachineOrder, search_machines
from octaspace_sdk.selection.relays import RelayCriteria, RelayOrder, search_relays

__all__ = ["MachineCriteria", "MachineOrder", "RelayCriteria", "RelayOrder", "search_machines", "search_relays"]
