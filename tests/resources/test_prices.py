"""Prices are sent as given; a key that no program is known to send is a warning."""

from __future__ import annotations

import pytest
from tests.support.clients import done

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "prices", [None, {}, {"base": 1, "storage": "2", "traffic": 3}, {"gpu_hour": 0.5, "cpu_hour": 1}]
)
async def test_known_keys_are_sent_without_a_word(server, client, caplog, prices):
    server.answers({})
    await done(client.nodes.update_prices(65, prices))
    assert server.requests[-1].json == prices
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


async def test_unknown_key_is_sent_with_a_warning(server, client, caplog):
    server.answers({})
    await done(client.nodes.update_prices(65, {"bsae": 1}))
    assert server.requests[-1].json == {"bsae": 1}
    assert "'bsae' is sent, but no price of that name is known" in caplog.text


async def test_what_is_no_mapping_is_refused_as_before(server, client):
    with pytest.raises(ValueError, match="prices must be a mapping"):
        await done(client.nodes.update_prices(65, ["base"]))
    assert server.requests == []
