"""Choosing among machines for rent or for rendering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

from octaspace_api import arguments
from octaspace_api.criteria import MachineCriteria
from octaspace_api.models import MachineRental
from octaspace_sdk.selection.criteria import at_least, at_most, check_numbers, first, ordered
from octaspace_sdk.selection.gpu_models import matching_gpus
from octaspace_sdk.selection.places import place_codes

ORDERS = {
    "price": (lambda machine: machine.price_per_hour, False),
    "price_per_gpu": (lambda machine: machine.price_per_gpu_hour, False),
    "vram": (lambda machine: machine.vram_gb, True),
    "download": (lambda machine: machine.download_mbps, True),
    "upload": (lambda machine: machine.upload_mbps, True),
    "disk": (lambda machine: machine.disk_gb, True),
    "reliability": (lambda machine: machine.reliability_percent, True),
}


def search_machines(machines: Iterable[MachineRental], **criteria: Unpack[MachineCriteria]) -> list[MachineRental]:
    """Return the machines that meet all criteria, the cheapest first. What is not known meets no limit.

    Args:
        machines: From `services.mr.list()` or `services.render.list()`.
        **criteria: All optional, and described at `search` of the client and in `MachineCriteria`.

    Raises:
        ValueError: A word matches nothing: there is no such GPU, country, region or order. The message has those that
            there are.
        TypeError: There is no such criterion.
    """
    offers = list(machines)
    check_machine_criteria(criteria)
    wanted = criteria.get("gpu")
    models = None if wanted is None else matching_gpus(wanted, (m.gpu_model for m in offers if m.gpu_model is not None))
    codes = _codes(criteria)
    gpus = criteria.get("gpus")
    found = [
        machine
        for machine in offers
        if (models is None or machine.gpu_model in models)
        and (codes is None or str(machine.country_iso) in codes)
        and (gpus is None or machine.gpu_count == gpus)
        and at_least(machine.gpu_count, criteria.get("min_gpus"))
        and at_least(machine.vram_gb, criteria.get("min_vram_gb"))
        and at_most(machine.price_per_hour, criteria.get("max_price"))
        and at_most(machine.price_per_gpu_hour, criteria.get("max_price_per_gpu"))
        and at_least(machine.download_mbps, criteria.get("min_down_mbps"))
        and at_least(machine.upload_mbps, criteria.get("min_up_mbps"))
        and at_least(machine.reliability_percent, criteria.get("min_reliability"))
        and at_least(machine.disk_gb, criteria.get("min_disk_gb"))
        and at_least(machine.memory_gb, criteria.get("min_memory_gb"))
        and at_least(machine.cpu_cores, criteria.get("min_cpu_cores"))
    ]
    return first(ordered(found, ORDERS, criteria.get("order_by", "price")), criteria.get("limit"))


def check_machine_criteria(criteria: MachineCriteria) -> None:
    """Refuse criteria that no list of machines could meet, before one is asked for."""
    unknown = criteria.keys() - MachineCriteria.__annotations__.keys()
    if unknown:
        known = ", ".join(MachineCriteria.__annotations__)
        raise TypeError(f"search() has no {', '.join(sorted(unknown))}; it takes {known}")
    check_numbers({name: value for name, value in criteria.items() if name.startswith(("min_", "max_"))})
    if (gpus := criteria.get("gpus")) is not None:
        arguments.integer("gpus", gpus, minimum=0)
    if (percent := criteria.get("min_reliability")) is not None and not (percent == 0 or 1 <= percent <= 100):
        raise ValueError(f"min_reliability is in percent, 0 or from 1 to 100, such as 99, not {percent}")
    if (gpu := criteria.get("gpu")) is not None:
        matching_gpus(gpu, ())
    _codes(criteria)
    ordered([], ORDERS, criteria.get("order_by", "price"))
    first([], criteria.get("limit"))


def _codes(criteria: MachineCriteria) -> frozenset[str] | None:
    return place_codes(criteria.get("country"), criteria.get("region"))
