"""The `octaspace` package from PyPI, another project's client, unmodified: it must not notice where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import octaspace
import pytest
from octaspace.models import Account, Balance, Node, Session


@pytest.fixture
def connect(simulator) -> Iterator[Callable[..., octaspace.OctaSpaceClient]]:
    with ExitStack() as stack:

        def make(api_key: str | None = simulator.api_key, **options: Any) -> octaspace.OctaSpaceClient:
            settings = {"base_url": simulator.url, "keep_alive": True, "retry_interval": 0.0, "ssl_verify": False}
            return stack.enter_context(octaspace.OctaSpaceClient(api_key, **settings | options))

        yield make


@pytest.fixture
def client(connect) -> octaspace.OctaSpaceClient:
    return connect()


def test_every_read_succeeds(simulator, client):
    node, job = simulator.idle_jobs[0]
    reads = [
        client.accounts.profile(),
        client.accounts.balance(),
        client.nodes.list(),
        client.nodes.list(country="DE"),
        client.nodes.find(node),
        client.nodes.download_ident(node),
        client.nodes.download_logs(node),
        client.sessions.list(),
        client.sessions.list(recent=True),
        client.apps.list(),
        client.network.info(),
        client.services.mr.list(),
        client.services.vpn.list(country="PL"),
        client.services.render.list(),
        client.idle_jobs.find(node_id=node, job_id=job),
        client.idle_jobs.logs(node_id=node, job_id=job),
    ]
    assert {read.status_code for read in reads} == {200}
    assert all(read.data if "json" in read.headers["content-type"] else read.body for read in reads if read.data != [])


def test_its_models_take_what_it_reads(client):
    assert Account.from_dict(client.accounts.profile().data).email == "ops@example.net"
    assert Balance.from_dict(client.accounts.balance().data).amount > 0
    assert all(Node.from_dict(node).ip for node in client.nodes.list().data)


def test_what_it_changes_on_a_node(simulator, client):
    node = simulator.idle_jobs[0][0]
    assert client.nodes.update_prices(node, base=7, storage="8").is_success
    [prices] = [each["prices"] for each in client.nodes.list().data if each["id"] == node]
    assert (prices["base"], prices["storage"]) == (7, 8)
    assert client.nodes.reboot(node).is_success
    assert client.nodes.find(node).data["state"] == "offline"
    assert client.accounts.generate_wallet().data["address"].startswith("0x")


def test_a_rental(simulator, client, clock):
    machine = client.services.mr.list().data[0]
    created = client.services.mr.create(node_id=machine["node_id"], disk_size=10, image="ubuntu:24.04", ports=[22])
    session = client.services.session(created.data[0]["uuid"])
    assert session.info().data["is_ready"] is False
    clock.advance(30)
    info = session.info().data
    assert info["is_ready"] is True
    assert info["ssh_direct"]["port"]
    assert session.logs().data["system"]
    [active] = client.sessions.list().data
    assert Session.from_dict(active).node_id == machine["node_id"]
    assert session.stop(score=5).is_success
    assert client.sessions.list().data == []
    [finished] = client.sessions.list(recent=True).data
    assert finished["charge_amount"] == machine["base"] * 10 // 3600  # provisioning is free


@pytest.mark.parametrize("kind", ["wg", "openvpn", "ss", "v2ray", "http_proxy"])
def test_a_vpn_session(client, clock, kind):
    relay = client.services.vpn.list().data[0]
    more = {"protocol": "vmess"} if kind == "v2ray" else {}
    created = client.services.vpn.create(node_id=relay["node_id"], subkind=kind, **more)
    session = client.services.session(created.data["uuid"])
    clock.advance(30)
    info = session.info().data
    assert (info["kind"], bool(info["config"])) == (kind, True)
    assert session.stop().is_success
    assert client.sessions.list().data == []


def test_a_render_session(client):
    machine = client.services.render.list().data[0]
    created = client.services.render.create(node_id=machine["node_id"], disk_size=10, **{"multi-gpu-worker": True})
    assert client.services.session(created.data["uuid"]).stop().is_success


def test_its_errors(simulator, connect, client):
    with pytest.raises(octaspace.AuthenticationError, match="invalid api key"):
        connect("no such key").accounts.profile()
    foreign = connect(simulator.second_api_key).nodes.list().data[0]["id"]
    with pytest.raises(octaspace.APIPermissionError, match="forbidden"):
        client.nodes.find(foreign)
    with pytest.raises(octaspace.NotFoundError, match="Session not found") as missing:
        client.services.session("00000000-0000-0000-0000-000000000000").info()
    assert missing.value.request_id.startswith("sim-")
    with pytest.raises(octaspace.ValidationError, match="disk_size"):
        client.services.render.create(node_id=1, disk_size=0)
    with pytest.raises(octaspace.APIError, match="Node not found") as refused:
        client.services.vpn.create(node_id=1, subkind="wg")
    assert refused.value.status_code == 400


def test_a_refusal_inside_a_200_is_a_success_to_it(client):
    refused = client.services.mr.create(node_id=1, disk_size=10, image="ubuntu:24.04")
    assert (refused.status_code, refused.data) == (200, [{"id": 0, "reason": "Node not found", "status": 1}])


def test_it_moves_on_from_a_host_that_is_down(simulator, connect):
    client = connect(base_urls=["http://127.0.0.1:9", simulator.url])
    assert client.accounts.profile().status_code == 200
