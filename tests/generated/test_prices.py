"""No price is a 0 that means "in the other currency"; amounts are Decimal, exact, and print with the digits that matter."""

from __future__ import annotations

import json
from decimal import Decimal

import attrs
import pytest
from tests.support.decoding import decode
from tests.support.recorder import load
from tests.support.samples import TABLE

from octaspace_api.models import MachineRental, NetworkInfo, Session, SessionInfo, SessionPrices, VPNRelay
from octaspace_api.units import format_octa, format_usd, price

IN_USD, IN_OCTA = load("services/mr/list.json")
MONEY = ("total_price_usd", "total_price_ether", "base_ether", "storage_ether", "traffic_ether", "market_price")


def machine(sample=IN_OCTA, **changes):
    return decode(sample | changes, MachineRental)


def test_a_price_in_octa_is_converted_by_the_market_price():
    assert machine().base_usd == 0
    assert machine().base_usd_per_hour == Decimal("3.269230769") * Decimal("0.104")
    assert machine().storage_usd_per_hour == Decimal("0.001923") * Decimal("0.104")
    assert machine().traffic_usd_per_hour == Decimal("0.000961") * Decimal("0.104")


def test_a_price_in_usd_is_as_it_was_sent():
    assert machine(IN_USD).base_usd_per_hour == Decimal("0.34")
    assert machine(IN_USD).price_per_hour == Decimal("0.34")
    assert machine(IN_USD, base_usd=0).base_usd_per_hour == 0  # free, because it is set in USD


def test_the_total_price_is_right_in_both_currencies():
    assert machine().price_per_hour == Decimal("0.0217")
    assert machine(total_price_usd=0).price_per_hour == Decimal("3.269230769") * Decimal("0.104")
    assert machine(total_price_usd=0, total_price_wei=0).price_per_hour == 0


@pytest.mark.parametrize("rate", [0, -1, "dear", None, [], True])
def test_without_a_market_price_a_price_in_octa_is_unknown(rate):
    found = machine(market_price=rate, total_price_usd=0)
    assert (found.base_usd_per_hour, found.price_per_hour, found.price_per_gpu_hour) == (None, None, None)
    assert found.base_octa == Decimal("3.269230769")


def test_the_price_of_a_gpu():
    gpus = [IN_USD["gpus"][0]] * 4
    assert machine(IN_USD, gpus=gpus).price_per_gpu_hour == Decimal("0.085")
    assert machine(IN_OCTA).price_per_gpu_hour is None


def test_a_relay_is_priced_by_traffic():
    relay = decode(load("services/vpn/list.json")[1], VPNRelay)
    assert (relay.price_per_gb, relay.price_per_hour) == (Decimal("0.0104"), None)
    assert attrs.evolve(relay, traffic_price_usd=Decimal(0)).price_per_gb is None


def test_amounts_are_decimal_to_the_last_digit_and_plain_numbers_in_json():
    content = json.dumps(IN_USD).replace('"total_price_usd": 0.34', '"total_price_usd": 0.30000000000000000001')
    assert decode(content.encode(), MachineRental).total_price_usd == Decimal("0.30000000000000000001")
    for name in MONEY:
        assert isinstance(getattr(machine(), name), Decimal)
        assert isinstance(machine().to_dict()[name], float)


def test_amounts_of_an_answer_that_has_drifted_are_decimal_too():
    drifted = machine(node_id="node", total_price_usd="0.0217", base_ether=1)
    assert (drifted.total_price_usd, drifted.base_ether) == (Decimal("0.0217"), Decimal(1))
    assert isinstance(drifted.base_ether, Decimal)


@pytest.mark.parametrize("odd", [b"NaN", b'"NaN"', b"1e999999999", b'"-Infinity"'])
def test_an_amount_that_is_no_number_is_no_price(odd):
    content = json.dumps(IN_USD).encode().replace(b'"total_price_usd": 0.34', b'"total_price_usd": ' + odd)
    found = decode(content, MachineRental)
    assert format_usd(found.price_per_hour) is not None
    assert repr(found)
    json.dumps(found.to_dict())


def session(kind=Session, **changes):
    sample = load("sessions/active.json")[0] | {"tx": 0, "rx": 0}
    return decode(sample | changes, kind)


@pytest.mark.parametrize("kind", [Session, SessionInfo])
def test_a_running_session_knows_its_price_and_cost(kind):
    assert session(kind).price_per_hour == Decimal("0.34")
    assert session(kind).charge_amount_usd == Decimal("3.268515009558328176608")
    network = decode(load("network/info.json"), NetworkInfo)
    assert session(kind).usd(network.market_price) == session(kind).charge_amount_usd


@pytest.mark.parametrize("kind", [Session, SessionInfo])
def test_a_session_priced_in_octa_costs_what_it_has_cost_so_far(kind):
    prices = {"base_usd": 0, "currency_usd": False, "market_price": 0.104}
    assert session(kind, prices=prices).prices.base_usd_per_hour is None
    assert session(kind, prices=prices, charge_amount=10**18, duration=1800).price_per_hour == Decimal("0.208")
    assert session(kind, prices=prices, charge_amount=0).price_per_hour is None
    assert session(kind, prices=prices, duration=0).price_per_hour is None


def test_a_finished_session_has_its_cost_at_a_rate():
    finished = decode(load("sessions/recent.json")[1], Session)
    assert (finished.charge_amount_usd, finished.price_per_hour) == (None, None)
    assert finished.usd(0.104) == finished.usd(Decimal("0.104")) == Decimal("0.742404") * Decimal("0.104")
    for rate in (0, -1, None, "0.1"):
        with pytest.raises(ValueError, match="rate must be above 0"):
            finished.usd(rate)
    prices = SessionPrices(base_usd=0, currency_usd=False, market_price=Decimal("0.104"))
    assert attrs.evolve(finished, prices=prices).charge_amount_usd == finished.usd(0.104)


@pytest.mark.parametrize("amount", [None, "much"])
def test_a_session_without_a_cost_does_not_blame_the_rate(amount):
    finished = attrs.evolve(decode(load("sessions/recent.json")[1], Session), charge_amount=amount)
    with pytest.raises(ValueError, match=f"charge_amount must be a whole number of Wei, not {amount!r}"):
        finished.usd(0.104)


def test_a_finished_session_says_what_it_cost_per_hour_at_a_rate():
    finished = decode(load("sessions/recent.json")[1], Session)
    per_hour = finished.usd_per_hour(0.104)
    assert round(per_hour * finished.duration / 3600, 10) == round(finished.usd(0.104), 10)
    assert finished.price_per_hour is None
    with pytest.raises(ValueError, match="rate must be above 0"):
        finished.usd_per_hour(0)


def test_a_running_session_has_its_own_price_at_any_rate():
    running = session()
    assert running.usd_per_hour(5) == running.price_per_hour == Decimal("0.34")


def test_hardware_that_is_not_said_is_not_no_gpu():
    assert Session.from_dict(load("sessions/recent.json")[0]).gpu_count is None
    assert session().gpu_count == 1


def test_amounts_can_be_added_and_subtracted():
    assert machine(IN_USD).total_price_usd - session().charge_amount_usd < 0
    assert session().charge_amount_octa * machine().market_price == session().charge_amount_usd


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234.5", "$1,234.50"), ("0.34", "$0.34"), ("0.0217", "$0.0217"), ("0.339999999976", "$0.34"), ("0", "$0.00"),
        ("0.005366743801677206", "$0.00537"), ("-0.5", "-$0.50"), ("99.999", "$100.00"), ("1e30", "$1e+30"),
    ],
)  # fmt: skip
def test_usd_with_the_digits_that_matter(amount, text):
    assert format_usd(Decimal(amount)) == text


def test_octa_with_the_digits_that_matter():
    assert format_octa(Decimal("31.428028938060847852")) == "31.428 OCTA"
    assert format_octa(31428028938060847852) == "31.428 OCTA"  # Wei, as a balance is
    assert format_octa(Decimal("0.000104")) == "0.000104 OCTA"
    assert format_octa(None) == format_usd(None) == "unknown"


def test_price_without_any_fact_is_unknown():
    assert price(None) is None
    assert price(Decimal(0)) is None
    assert price(Decimal(0), in_usd=True) == 0


def test_every_price_of_the_samples_is_a_decimal_or_unknown():
    for _, name, kind, _ in TABLE:
        if kind in (MachineRental, VPNRelay, Session, SessionInfo):
            found = decode(load(name), kind)
            for model in found if isinstance(found, list) else [found]:
                assert model.price_per_hour is None or isinstance(model.price_per_hour, Decimal)
