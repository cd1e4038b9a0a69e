"""`on_drift="raise"`: what only reads refuses an answer that differs from its description; what acts goes on."""

from __future__ import annotations

import pytest
from tests.support.clients import done
from tests.support.recorder import load

from octaspace_sdk import DecodeError

pytestmark = pytest.mark.anyio

RELAYS = load("services/vpn/list.json")
SESSION = load("sessions/active.json")[0]
INFO = load("services/session/info_mr.json")
MISSING = RELAYS[0] | {"city": 5}
del MISSING["node_id"]


@pytest.fixture
def strict(connect):
    return connect(on_drift="raise")


async def test_an_answer_that_fits_is_returned(server, strict):
    server.answers(RELAYS)
    assert [relay.to_dict() for relay in await done(strict.services.vpn.list())] == RELAYS


async def test_every_place_is_named(server, strict):
    server.answers([MISSING, *RELAYS])
    with pytest.raises(DecodeError) as caught:
        await done(strict.services.vpn.list())
    assert "services.vpn.list: the answer differs from its description" in str(caught.value)
    assert "[].node_id should be integer, but is missing" in str(caught.value)
    assert "[].city should be text, but is integer" in str(caught.value)
    assert {drift.path for drift in caught.value.drifts} == {"[].node_id", "[].city"}
    assert caught.value.body
    with pytest.raises(DecodeError):
        await done(strict.services.vpn.search(limit=1))


async def test_many_places_are_counted(server, strict):
    server.answers([{}])
    with pytest.raises(DecodeError, match=r"; and \d+ more \(HTTP 200\)"):
        await done(strict.services.mr.list())


async def test_a_field_that_is_not_described_is_no_difference_unless_that_is_asked_for(server, strict):
    server.answers([RELAYS[0] | {"new": 1}])
    assert len(await done(strict.services.vpn.list())) == 1
    with pytest.raises(DecodeError, match=r"\[\].new should be absent, but is integer"):
        await done(strict.with_options(report_unknown_fields=True).services.vpn.list())


async def test_a_client_of_other_options_is_tolerant_again(server, strict):
    server.answers([MISSING])
    [relay] = await done(strict.with_options(on_drift=None).services.vpn.list())
    assert (relay.node_id, relay.city) == (None, 5)


async def test_what_acts_has_acted_and_returns_its_value(server, strict):
    server.answers([{"uuid": "u-1", "status": {"odd": []}}], {"email": 5, "address": ["0x"], "balance": "many"})
    assert (await done(strict.services.mr.create(1, disk_size=1, image="i"))).uuid == "u-1"
    await done(strict.accounts.generate_wallet())


async def test_odd_sessions_can_be_waited_for_and_stopped(server, strict, flavour):
    odd = INFO | {"node_id": "first", "duration": []}
    server.answers([{"uuid": INFO["uuid"]}], odd, {"status": "stopped"})
    block = strict.services.mr.rented(1, disk_size=1, image="i")
    if flavour == "sync":
        with block as session:
            assert session.node_id == "first"
    else:
        async with block as session:
            assert session.node_id == "first"
    server.answers([SESSION | {"duration": []}], {"status": "stopped"})
    [report] = await done(strict.sessions.stop_all())
    assert report.stopped
