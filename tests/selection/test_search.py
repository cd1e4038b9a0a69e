"""Choosing: words as people write them, limits that mean what they say, and errors that name what there is."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import attrs
import pytest
from tests.support.decoding import decode
from tests.support.recorder import load

from octaspace_api.models import MachineRental, VPNRelay
from octaspace_sdk.selection import MachineCriteria, RelayCriteria, search_machines, search_relays

PLACES = {"FR": "France", "DE": "Germany", "US": "United States", "GB": "United Kingdom", "JP": "Japan", "BR": "Brazil"}


[GPU_MACHINE, BARE] = decode(load("services/mr/list.json"), MachineRental)
[POLISH, DUTCH] = decode(load("services/vpn/list.json"), VPNRelay)


def machine(node_id, model="NVIDIA GeForce RTX 4090", gpus=1, iso="FR", price="1", **changes):
    gpu = attrs.evolve(GPU_MACHINE.gpus[0], model=model, mem_total_mb=changes.pop("mb", 24564))
    values = {"node_id": node_id, "gpus": [gpu] * gpus, "country_iso": iso, "country": PLACES[iso]}
    return attrs.evolve(GPU_MACHINE, total_price_usd=Decimal(price), **values, **changes)


MODELS = [
    "NVIDIA GeForce RTX 3060", "NVIDIA GeForce RTX 3060 Ti", "NVIDIA GeForce RTX 4070 Ti SUPER",
    "NVIDIA GeForce RTX 4090", "NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3", "NVIDIA L40S", "NVIDIA L4",
    "NVIDIA RTX A4000", "NVIDIA RTX 6000 Ada Generation", "Tesla V100-SXM2-16GB", "AMD Radeon RX 7900 XTX",
]  # fmt: skip
FLEET = [machine(number, model) for number, model in enumerate(MODELS)]


def models(**criteria):
    return [found.gpu_model for found in search_machines(FLEET, **criteria)]


@pytest.mark.parametrize(
    ("words", "model"),
    [
        *((words, "NVIDIA GeForce RTX 4090") for words in ("4090", "rtx 4090", "RTX4090", "rtx-4090", "geforce rtx 4090")),
        *((words, "NVIDIA GeForce RTX 3060") for words in ("3060", "rtx 3060")),
        *((words, "NVIDIA GeForce RTX 3060 Ti") for words in ("3060 ti", "3060ti", "RTX 3060Ti")),
        *((words, "NVIDIA A100-SXM4-80GB") for words in ("a100", "A100 80GB", "a100-sxm4")),
        ("l4", "NVIDIA L4"),
        ("l40s", "NVIDIA L40S"),
        ("h100", "NVIDIA H100 80GB HBM3"),
        ("4070 ti super", "NVIDIA GeForce RTX 4070 Ti SUPER"),
        ("rtx 6000", "NVIDIA RTX 6000 Ada Generation"),
        ("7900xtx", "AMD Radeon RX 7900 XTX"),
        ("tesla v100", "Tesla V100-SXM2-16GB"),
    ],
)  # fmt: skip
def test_words_of_a_gpu(words, model):
    assert models(gpu=words) == [model]


def test_words_without_a_number_mean_several():
    assert models(gpu="ti") == ["NVIDIA GeForce RTX 3060 Ti", "NVIDIA GeForce RTX 4070 Ti SUPER"]
    assert models(gpu="amd") == ["AMD Radeon RX 7900 XTX"]
    assert models(gpu=["h100", "a100"]) == ["NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3"]


@pytest.mark.parametrize("words", ["rtx 9090", "4070", "40", "tpu", "a10"])
def test_gpu_that_is_not_there_names_those_that_are(words):
    with pytest.raises(ValueError, match=r"no such GPU: '.*'; there are .*NVIDIA GeForce RTX 4090 \(1\)"):
        models(gpu=words)


def test_nothing_to_choose_from_is_no_mistake():
    assert search_machines([], gpu="rtx 4090") == []


SPREAD = [machine(number, iso=iso, price=str(10 - number)) for number, iso in enumerate(PLACES)]


def places(**criteria):
    return {found.country_iso for found in search_machines(SPREAD, **criteria)}


@pytest.mark.parametrize(
    ("criteria", "codes"),
    [
        *(({"country": word}, {"DE"}) for word in ("DE", "de", "DEU", "Germany", "germany", " Germany ")),
        *(({"country": word}, {"GB"}) for word in ("uk", "GB", "United Kingdom", "Great Britain", "england")),
        *(({"country": word}, {"US"}) for word in ("us", "USA", "united states", "United States of America")),
        ({"country": ["fr", "Japan"]}, {"FR", "JP"}),
        ({"country": "Türkiye"}, set()),
        ({"country": "Turkey"}, set()),
        ({"region": "europe"}, {"FR", "DE", "GB"}),
        ({"region": "EU"}, {"FR", "DE"}),
        ({"region": "western europe"}, {"FR", "DE"}),
        ({"region": "North America"}, {"US"}),
        ({"region": "america"}, {"US", "BR"}),
        ({"region": "americas"}, {"US", "BR"}),
        ({"region": ["asia", "south america"]}, {"JP", "BR"}),
        ({"region": "europe", "country": ["uk", "us"]}, {"GB"}),
    ],
)
def test_places(criteria, codes):
    assert places(**criteria) == codes


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({"country": "Germny"}, r"no such country: 'Germny'; .* did you mean Germany \(DE\)"),
        ({"country": "XX"}, "an ISO code such as DE"),
        ({"country": ""}, "country must be text"),
        ({"region": "atlantis"}, "no such region: 'atlantis'; there are Africa, America, .*Western Europe"),
        ({"order_by": "cheapness"}, "order_by must be one of price, .* not 'cheapness'"),
        ({"limit": 0}, "limit must be at least 1"),
        ({"min_reliability": 0.99}, "min_reliability is in percent"),
        ({"max_price": "cheap"}, "max_price must be a finite number"),
        ({"gpus": -1}, "gpus must be at least 0"),
        ({"gpu": []}, "gpu must be text"),
    ],
)
def test_criterion_that_nothing_could_meet(criteria, message):
    with pytest.raises(ValueError, match=message):
        search_machines(SPREAD, **criteria)


def test_criterion_that_there_is_none_of_names_those_that_there_are():
    with pytest.raises(TypeError, match=r"search\(\) has no min_vram; it takes gpu, gpus, min_gpus, min_vram_gb"):
        search_machines(SPREAD, min_vram=5)
    with pytest.raises(TypeError, match=r"search\(\) has no gpu; it takes country"):
        search_relays([POLISH], gpu="4090")


def ids(machines, **criteria):
    return [found.node_id for found in search_machines(machines, **criteria)]


def test_limits():
    small, large = machine(1, gpus=1, price="0.3"), machine(2, gpus=8, price="2", mb=81559)
    both = [large, small]
    assert ids(both) == [1, 2]
    assert ids(both, gpus=8) == ids(both, min_gpus=2) == ids(both, min_vram_gb=80) == [2]
    assert ids(both, min_vram_gb=24) == [1, 2]
    assert ids(both, max_price=0.3) == ids(both, max_price=Decimal("0.3")) == [1]
    assert ids(both, max_price_per_gpu=0.25) == [2]
    assert ids(both, min_down_mbps=7000, min_up_mbps=500) == []
    assert ids(both, min_reliability=99, min_disk_gb=900, min_memory_gb=125, min_cpu_cores=32) == [1, 2]
    assert ids(both, min_disk_gb=913) == []


def test_orders():
    small, large = machine(1, gpus=1, price="0.3"), machine(2, gpus=8, price="2", mb=81559)
    unknown = machine(3, gpus=0, price="0", total_price_wei=None, net_down_mbits=None)
    every = [unknown, large, small]
    assert ids(every) == [1, 2, 3]
    assert ids(every, order_by="price_per_gpu") == [2, 1, 3]
    assert ids(every, order_by="vram", limit=1) == [2]
    assert ids(every, order_by="download")[-1] == 3


def test_what_is_not_known_meets_no_limit():
    drifted = attrs.evolve(
        GPU_MACHINE, cpu_cores="many", free_disk=None, reliability="good", country_iso=["FR"], gpus=5
    )
    not_a_number = attrs.evolve(GPU_MACHINE, cpu_cores=float("nan"))
    assert search_machines([not_a_number], min_cpu_cores=1) == []
    for criteria in ({"min_cpu_cores": 1}, {"min_disk_gb": 1}, {"min_reliability": 1}, {"country": "FR"}, {"gpu": "x"}):
        assert search_machines([drifted], **criteria) == []


def test_a_machine_priced_in_octa_has_a_price_to_be_chosen_by():
    assert ids([GPU_MACHINE, BARE], max_price=1) == [BARE.node_id, GPU_MACHINE.node_id]
    assert ids([GPU_MACHINE, BARE], gpus=0) == [BARE.node_id]


def test_relays():
    relays = [DUTCH, POLISH]
    assert search_relays(relays) == [POLISH, DUTCH]
    assert search_relays(relays, residential=True) == search_relays(relays, country="nl") == [DUTCH]
    assert search_relays(relays, residential=False, region="eastern europe") == [POLISH]
    assert search_relays(relays, max_price=0.006) == [POLISH]
    assert search_relays(relays, min_down_mbps=20, order_by="download") == [DUTCH]
    with pytest.raises(ValueError, match="residential must be True or False"):
        search_relays(relays, residential="yes")


@pytest.mark.parametrize(("search", "criteria"), [(search_machines, MachineCriteria), (search_relays, RelayCriteria)])
def test_orders_are_those_of_the_description(search, criteria):
    words = ", ".join(get_args(criteria.__annotations__["order_by"]))
    with pytest.raises(ValueError, match=f"order_by must be one of {words}, not 'luck'"):
        search([], order_by="luck")
