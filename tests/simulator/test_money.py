"""Money adds up to the Wei, whatever happens in whatever order."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule

from octaspace_sdk.simulator.network.entities import WEI, Prices
from octaspace_sdk.simulator.network.generator import make_network
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.session import Reason
from octaspace_sdk.simulator.world.world import World

HOUR_MS = 3_600_000


def balance_of(http):
    return http.get("/accounts/balance").json()["balance"]


@pytest.fixture
def rich(make_simulator, connect):
    """Makes a simulator whose default account has exactly so many Wei, and returns it with a client."""

    def make(balance, **options):
        simulator = make_simulator(balance=balance, **options)
        return simulator, connect(simulator, simulator.api_key)

    return make


class TestRunningDry:
    @pytest.mark.parametrize("looks", [(), (10, 500, 1820.5), (1819.999, 1820, 1820.001)])
    def test_a_session_ends_at_the_millisecond_that_the_money_does(self, rich, clock, rental, looks):
        """Half an hour's money lasts for half an hour, whoever looks meanwhile."""
        _, http = rich(1)
        offer = http.get("/services/mr").json()[0]
        _, http = rich(offer["total_price_wei"] // 2)
        [created] = http.post("/services/mr", json=rental(offer["node_id"])).json()
        begun = clock.seconds
        for look in looks:
            clock.seconds = begun + look
            http.get("/sessions")
        clock.seconds = begun + 100_000
        assert http.get("/sessions").json() == []
        assert http.get(f"/services/{created['uuid']}/info").status_code == 404
        [bill] = http.get("/sessions?recent=true").json()
        money, price = offer["total_price_wei"] // 2, offer["total_price_wei"]
        assert bill["finished_at"] - bill["started_at"] == 20_000 + money * HOUR_MS // price
        assert bill["termination_reason"] == Reason.OUT_OF_MONEY == 4
        assert bill["charge_amount"] == price * (bill["finished_at"] - bill["started_at"] - 20_000) // HOUR_MS
        assert balance_of(http) == money - bill["charge_amount"] <= price // HOUR_MS
        logs = http.get(f"/services/{created['uuid']}/logs?recent=true").json()
        assert logs["system"][-1]["msg"] == "Session terminated: insufficient balance\n"

    def test_ten_wei_last_ten_seconds_at_one_a_second(self, rich, clock, rental):
        _, http = rich(10)
        node = http.get("/nodes").json()[0]["id"]
        http.patch(f"/nodes/{node}/prices", json={"base": 3600})
        http.post("/services/mr", json=rental(node))
        clock.advance(29.999)
        assert (len(http.get("/sessions").json()), balance_of(http)) == (1, 1)
        clock.advance(0.001)
        assert (http.get("/sessions").json(), balance_of(http)) == ([], 0)
        assert http.get("/sessions?recent=true").json()[0]["duration"] == "30"

    def test_all_that_runs_ends_and_the_machines_are_free_again(self, rich, clock, rental):
        _, http = rich(5 * WEI)
        before = http.get("/services/mr").json()
        for offer in before[:3]:
            assert "uuid" in http.post("/services/mr", json=rental(offer["node_id"])).json()[0]
        clock.advance(3600)
        assert http.get("/services/mr").json() == before
        bills = http.get("/sessions?recent=true").json()
        assert len({bill["finished_at"] for bill in bills}) == 1
        assert balance_of(http) == 5 * WEI - sum(bill["charge_amount"] for bill in bills)

    def test_the_money_of_the_other_account_is_another_matter(self, rich, connect, clock, rental):
        simulator, http = rich(WEI // 1000)
        other = connect(simulator, simulator.second_api_key)
        mine, theirs = (offer["node_id"] for offer in http.get("/services/mr").json()[:2])
        http.post("/services/mr", json=rental(mine))
        other.post("/services/mr", json=rental(theirs))
        clock.advance(3600)
        assert http.get("/sessions").json() == []
        assert [each["node_id"] for each in other.get("/sessions").json()] == [theirs]

    @pytest.mark.parametrize("balance", [0, 1, -5])
    def test_who_cannot_pay_for_a_millisecond_rents_nothing(self, rich, rental, balance):
        _, http = rich(balance)
        offer = http.get("/services/mr").json()[0]
        relay = http.get("/services/vpn").json()[0]["node_id"]
        assert http.post("/services/mr", json=rental(offer["node_id"])).json()[0]["reason"] == "Insufficient balance"
        refused = http.post("/services/vpn", json={"node_id": relay})
        assert (refused.status_code, refused.json()) == (400, {"message": "Insufficient balance"})
        assert balance_of(http) == balance

    def test_money_that_comes_in_time_keeps_a_session_alive(self, rich, clock, rental):
        simulator, http = rich(WEI)
        price = (offer := http.get("/services/mr").json()[0])["total_price_wei"]
        http.post("/services/mr", json=rental(offer["node_id"]))
        simulator.top_up(price)
        clock.advance(3620)
        assert http.get("/sessions").json()[0]["charge_amount"] == price
        assert balance_of(http) == WEI

    def test_money_that_comes_too_late_brings_nothing_back(self, rich, clock, rental):
        simulator, http = rich(WEI // 1000)
        http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"]))
        clock.advance(3600)
        simulator.top_up(WEI)
        assert http.get("/sessions").json() == []
        assert WEI <= balance_of(http) < WEI + WEI // 1000


def test_a_top_up_is_for_an_account_that_exists_and_not_negative(simulator):
    with pytest.raises(ValueError, match="at least 0 Wei, not -1"):
        simulator.top_up(-1)
    with pytest.raises(ValueError, match="no account has this API key"):
        simulator.top_up(1, api_key="nobody's")


PRICES = st.one_of(st.integers(0, 5), st.integers(0, 10**18), st.integers(10**19, 10**26))
NETWORK = make_network(1)
MACHINES = [node for node in NETWORK.offering("mr") if node.booted_at < 1_776_161_866_000 and not node.offline][:6]
RELAYS = [node for node in NETWORK.offering("vpn") if node.outages][:3]


class Conservation(RuleBasedStateMachine):
    """Any order of what people, nodes and time can do. A second set of books is kept here, in the simplest way."""

    running = Bundle("running")

    def __init__(self):
        super().__init__()
        self.seconds = 0.0
        clock = SimulatedClock(lambda: self.seconds, 1.0)
        self.world = World(clock, seed=1, balance=10**18, ready_after=20.0, create_as="array")
        self.paid = {self.world.account: [(0, 10**18)], self.world.second_account: [(0, 250_000 * WEI)]}
        self.sessions = []

    def pass_time(self, milliseconds):
        self.seconds += milliseconds / 1000

    @rule(milliseconds=st.one_of(st.integers(1, 50), st.integers(0, 10**5), st.integers(0, 10**9)))
    def time_passes_and_nobody_looks(self, milliseconds):
        self.pass_time(milliseconds)

    @rule(other=st.booleans(), amount=st.one_of(st.integers(0, 1000), st.integers(0, 10**19)))
    def money_comes_in(self, other, amount):
        account = self.world.second_account if other else self.world.account
        with self.world.transaction():
            self.world.sessions.top_up(account, amount)
            self.paid[account].append((self.world.clock.now_ms(), amount))

    @rule(node=st.sampled_from(MACHINES + RELAYS), price=PRICES)
    def a_price_is_set(self, node, price):
        with self.world.transaction():
            self.world.fleet.set_prices(node, Prices(price, 1, price))

    @rule(chance=st.sampled_from([0.0, 0.5, 1.0]))
    def set_ups_fail(self, chance):
        self.world.sessions.fail_provisioning = chance

    @rule(target=running, node=st.sampled_from(MACHINES + RELAYS), other=st.booleans())
    def somebody_rents(self, node, other):
        account = self.world.second_account if other else self.world.account
        service = "mr" if "mr" in node.features else "vpn"
        with self.world.transaction():
            if self.world.rejection_reason(service, account, node.id) is not None:
                return None
            session = self.world.start(service, account, node.id)
            prices = self.world.fleet.prices(node)
            assert session.price_per_hour == (
                prices.traffic * 3_715_200_000 // 10**9 if service == "vpn" else prices.base
            )
        self.sessions.append(session)
        return session

    @rule(session=consumes(running), score=st.sampled_from([None, 1, 5]))
    def somebody_stops(self, session, score):
        if session is None:
            return
        with self.world.transaction():
            if self.world.sessions.find(session.account, session.uuid) is not None:
                self.world.sessions.stop(session, score)

    @rule(node=st.sampled_from(MACHINES + RELAYS), what=st.sampled_from(["reboot", "take_offline", "bring_online"]))
    def a_node_comes_or_goes(self, node, what):
        with self.world.transaction():
            getattr(self.world, what)(node)

    @rule()
    def somebody_looks(self):
        self.check()

    def teardown(self):
        self.check()

    def check(self):
        with self.world.transaction():
            now = self.world.clock.now_ms()
            for account, paid in self.paid.items():
                own = [session for session in self.sessions if session.account is account]
                charges = {
                    session.uuid: 0
                    if session.fails
                    else session.price_per_hour * self.ready_ms(session, session.finished_at or now) // HOUR_MS
                    for session in own
                }
                balance = self.world.sessions.balance(account)
                assert balance == sum(amount for _, amount in paid) - sum(charges.values())
                assert balance >= 0
                for session in own:
                    assert session.charge(now) == charges[session.uuid]
                active = self.world.sessions.active(account)
                assert active == [session for session in own if session.finished_at is None]
                for session in active:
                    assert self.world.fleet.is_online(session.node, now)
                for at in {each.finished_at for each in own if each.termination_reason == Reason.OUT_OF_MONEY}:
                    self.check_dry(paid, own, at)

    @staticmethod
    def check_dry(paid, own, at):
        """At the end of the money there was some left, and not enough for all that ran to run a millisecond more."""
        stopped = [each for each in own if (each.finished_at, each.termination_reason) == (at, Reason.OUT_OF_MONEY)]
        before = [each for each in own if each not in stopped and each.started_at < at]
        credit = sum(amount for when, amount in paid if when < at) - sum(each.charge(at) for each in before)
        left = credit * HOUR_MS - sum(each.rate * Conservation.ready_ms(each, at) for each in stopped)
        assert 0 <= left < sum(each.rate for each in stopped if each.ready_at <= at + 1)

    @staticmethod
    def ready_ms(session, at):
        return max(0, at - session.started_at - 20_000)


TestConservation = Conservation.TestCase
TestConservation.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, derandomize=True)
