"""A block can be entered before its session is ready, and can let it run on."""

from __future__ import annotations

import pytest
from tests.rentals.conftest import entered
from tests.support.clients import done
from tests.support.relay import RENTALS

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_kept_session_runs_on(client, relay, running, service):
    async with entered(RENTALS[service](client)) as session:
        session.keep()
    assert running() == [session.uuid]
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 0)


async def test_kept_session_runs_on_after_an_exception(client, relay, running):
    with pytest.raises(RuntimeError, match="mine"):
        async with entered(RENTALS["mr"](client)) as session:
            session.keep()
            raise RuntimeError("mine")
    assert running() == [session.uuid]


async def test_block_is_entered_once_the_session_is_known(client, running):
    async with entered(RENTALS["mr"](client, ready_timeout=None)) as session:
        assert session.details.is_ready is False
        assert running() == [session.uuid]
        assert (await done(session.wait_ready(poll_interval=0.001))).is_ready is True
    assert running() == []
