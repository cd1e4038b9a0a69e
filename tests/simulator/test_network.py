"""The network that a seed makes: large, believable, and the same every time."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from octaspace_sdk.simulator.network.entities import WEI
from octaspace_sdk.simulator.network.generator import MARKET_PRICE, make_network
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.world import World

SEEDS = (1, 2, 77)


@pytest.fixture(params=SEEDS)
def network(request):
    return make_network(request.param)


def test_the_wire_shows_hundreds_of_nodes(http, simulator):
    network = http.get("/network").json()
    machines, relays = http.get("/services/mr").json(), http.get("/services/vpn").json()
    assert network["nodes"]["count"] == 400
    assert 370 < network["nodes"]["online"] < 400
    assert len(machines) > 100
    assert {machine["is_has_gpu"] for machine in machines} == {True, False}
    assert len(relays) > 180
    assert len(http.get("/services/render").json()) > 40
    assert len(http.get("/apps").json()) > 20
    assert len(http.get("/nodes").json()) > 20
    assert len({machine["country_iso"] for machine in machines + relays}) > 25


@pytest.mark.parametrize("path", ["/services/mr", "/services/vpn", "/nodes", "/network", "/accounts"])
def test_a_seed_decides_all_that_the_wire_shows(make_simulator, connect, path):
    def answer(seed):
        simulator = make_simulator(seed=seed)
        return connect(simulator, simulator.api_key).get(path).content

    assert answer(1) == answer(1)
    assert answer(1) != answer(2)


def test_two_seeds_have_nothing_secret_in_common():
    first, second = (make_network(seed) for seed in (1, 2))
    keys = [network.account.api_key for network in (first, second)] + [first.second_account.api_key]
    assert len(set(keys)) == 3


def test_every_node_has_an_address_and_an_identity_of_its_own(network):
    nodes = network.nodes.values()
    assert len({node.ip for node in nodes}) == len({node.ident for node in nodes}) == len(nodes)
    assert all(node.ip.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for node in nodes)


def test_a_model_has_the_same_memory_everywhere_and_a_country_one_code(network):
    nodes = network.nodes.values()
    for pairs in (
        {(node.gpu.model, node.gpu.memory_mb) for node in nodes if node.gpu},
        {(node.location.country, node.location.iso) for node in nodes},
        {(node.location.city, node.location.country) for node in nodes},
    ):
        assert len(pairs) == len({name for name, _ in pairs})


def test_better_cards_cost_more(network):
    """A card's price is its model's, a third more or less."""
    for node in network.nodes.values():
        if node.gpu:
            usd = node.prices.base / WEI * MARKET_PRICE / node.gpu_count
            assert 0.75 * node.gpu.usd_per_hour < usd < 1.4 * node.gpu.usd_per_hour


def test_hardware_fits_together(network):
    for node in network.nodes.values():
        assert 0 < node.disk_free < node.disk_size
        assert node.memory & (node.memory - 1) == 0
        if node.gpu:
            assert node.memory >= node.gpu.memory_mb * node.gpu_count * 2**20
            assert bool(node.driver) == (node.gpu.vendor == "nvidia")
            if "RTX 50" in node.gpu.model:
                assert node.driver.cuda == "12.8"
        if not node.legacy:
            assert 5_000_000 / 8 < node.net_up <= 10_000_000_000 / 8
            assert node.net_down > 100_000


def test_common_things_are_common(network):
    nodes = list(network.nodes.values())
    cards = Counter(node.gpu.model for node in nodes if node.gpu)
    assert cards["NVIDIA GeForce RTX 4090"] > 2 * cards["NVIDIA H100 80GB HBM3"]
    assert len(cards) > 12
    versions = Counter(node.version for node in nodes)
    assert versions["0.0.73"] > len(nodes) / 2
    assert versions["0.0.58"] == 1
    assert 0.2 < sum(node.residential for node in nodes) / len(nodes) < 0.8
    assert len({node.booted_at for node in nodes}) > 350


def test_nodes_that_go_away_say_so_in_their_reliability(network):
    for node in network.nodes.values():
        assert (node.reliability["stability"] < 96) == (node.outages is not None)


def test_a_fresh_world_costs_next_to_nothing():
    """The network of a seed is made once per process; a test that wants a world of its own waits for no other."""

    def seconds():
        begun = time.perf_counter()
        World(SimulatedClock(time.monotonic, 1.0), seed=1, balance=WEI, ready_after=20.0, create_as="array")
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(20)) < 0.001


def test_worlds_of_one_seed_do_not_see_each_other(make_simulator, connect, rental):
    first, second = (make_simulator() for _ in range(2))
    mine, theirs = (connect(simulator, simulator.api_key) for simulator in (first, second))
    before = [theirs.get(path).content for path in ("/nodes", "/services/mr", "/accounts")]
    node = mine.get("/nodes").json()[0]["id"]
    mine.post("/services/mr", json=rental(node))
    mine.patch(f"/nodes/{node}/prices", json={"base": 1})
    mine.get(f"/nodes/{node}/reboot")
    mine.post("/accounts")
    assert [theirs.get(path).content for path in ("/nodes", "/services/mr", "/accounts")] == before


def test_the_catalogue_is_the_same_bytes_until_something_changes(http, rent):
    first = http.get("/services/mr").content
    assert http.get("/services/mr").content == first
    uuid, offer = rent()
    without = http.get("/services/mr").content
    assert without != first
    http.post(f"/services/{uuid}/stop")
    assert http.get("/services/mr").content == first
    assert json.loads(first)[0] == offer
