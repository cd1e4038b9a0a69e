"""What a user's type checker sees; `make check` runs mypy --strict and pyright over it, nothing executes it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

import httpx
import httpx2

from octaspace_api.models import (
    GPU,
    Account,
    App,
    IdleJob,
    MachineRental,
    NetworkInfo,
    Node,
    NodeDetail,
    ProvisionRejection,
    ProxyEndpoint,
    Reliability,
    Session,
    SessionInfo,
    SessionLogs,
    VPNRelay,
    Wallet,
)
from octaspace_sdk import (
    API_VERSION,
    SERVICE_MR,
    APIError,
    AsyncOctaSpace,
    Attempt,
    ConfigurationError,
    CreatedSession,
    DecodeError,
    Drift,
    NetworkError,
    OctaSpace,
    ProvisionRejectedError,
    RateLimitError,
    RawResponse,
    RequestEvent,
    ResponseEvent,
    __version__,
    is_not_found,
)


def on_request(event: RequestEvent) -> None:
    assert_type(event.attempt, int)


def on_response(event: ResponseEvent) -> None:
    assert_type(event.status, int | None)
    assert_type(event.seconds, float)


def on_drift(drift: Drift) -> None:
    assert_type(drift.path, str)


def on_bytes(received: int, total: int | None) -> None:
    pass


def make() -> None:
    OctaSpace()
    OctaSpace("key", base_url="https://a.example", timeout=None, max_retries=0, max_connections=5, user_agent="a/1")
    OctaSpace(api_key="", base_urls=("https://a.example",), on_request=on_request, on_response=on_response)
    OctaSpace(http_client=httpx.Client(), on_drift=on_drift, on_response=print)
    OctaSpace(on_drift="raise").with_options(on_drift=None)
    AsyncOctaSpace(http_client=httpx2.AsyncClient(), allow_insecure=True)
    assert_type(OctaSpace().with_options(timeout=5), OctaSpace)
    assert_type(AsyncOctaSpace().with_options(timeout=5), AsyncOctaSpace)


def constants() -> tuple[str, str]:
    return SERVICE_MR, f"{__version__} {API_VERSION}"


def sync_calls(client: OctaSpace, path: Path) -> None:
    with client as entered:
        assert_type(entered, OctaSpace)
    assert_type(client.accounts.profile(), Account)
    assert_type(client.accounts.balance(), int)
    assert_type(client.accounts.generate_wallet(), Wallet)
    assert_type(client.nodes.list(), list[Node])
    assert_type(client.nodes.list(country="DE", app_uuid=None), list[Node])
    assert_type(client.nodes.find(65), NodeDetail)
    assert_type(client.nodes.download_ident(65), bytes)
    assert_type(client.nodes.download_logs(65, to=path), Path)
    assert_type(client.nodes.download_logs(65, to="logs.tar.gz", progress=on_bytes), Path)
    client.nodes.update_prices(65, {"base": 5 * 10**16})
    client.nodes.update_prices(65)
    client.nodes.reboot(65)
    assert_type(client.sessions.list(), list[Session])
    assert_type(client.sessions.list(recent=True), list[Session])
    assert_type(client.apps.list(), list[App])
    assert_type(client.network.info(), NetworkInfo)
    assert_type(client.services.mr.list({"gpu": "4090"}), list[MachineRental])
    assert_type(client.services.mr.create(node_id=1, disk_size=10, image="i", ports=[22], envs={}), CreatedSession)
    assert_type(client.services.vpn.list(), list[VPNRelay])
    assert_type(client.services.vpn.create(node_id=1, subkind="wg", extra={"a": 1}), CreatedSession)
    assert_type(client.services.render.list(), list[MachineRental])
    assert_type(client.services.render.create(node_id=1, disk_size=10, multi_gpu_worker=True), CreatedSession)
    session = client.services.session("uuid")
    assert_type(session.uuid, str)
    assert_type(session.info(), SessionInfo)
    assert_type(session.logs(recent=True), SessionLogs)
    assert_type(session.wait_ready(timeout=60, poll_interval=1, on_progress=print), SessionInfo)
    session.stop(score=5)
    assert_type(client.idle_jobs.find(69, 42), IdleJob)
    assert_type(client.idle_jobs.logs(69, 42), str)
    assert_type(client.request("GET", "/x", params={"a": 1}), RawResponse)
    with client.services.mr.rented(node_id=1, disk_size=10, image="i") as machine:
        assert_type(machine.details, SessionInfo)
        assert_type(machine.logs(), SessionLogs)


def raw_calls(client: OctaSpace) -> None:
    response = client.raw.nodes.list(country="DE")
    assert_type(response, RawResponse)
    assert_type(response.status, int)
    assert_type(response.content, bytes)
    assert_type(response.request_id, str | None)
    assert_type(response.attempts, tuple[Attempt, ...])
    assert_type(response.json(), Any)
    assert_type(client.raw.services.mr.create(node_id=1, disk_size=10, image="i"), RawResponse)
    assert_type(client.raw.services.session("uuid").stop(), RawResponse)
    assert_type(client.raw.nodes.download_ident(65), RawResponse)


async def async_calls(client: AsyncOctaSpace, path: Path) -> None:
    async with client as entered:
        assert_type(entered, AsyncOctaSpace)
    assert_type(await client.accounts.profile(), Account)
    assert_type(await client.accounts.balance(), int)
    assert_type(await client.accounts.generate_wallet(), Wallet)
    assert_type(await client.nodes.list(country="DE"), list[Node])
    assert_type(await client.nodes.find(65), NodeDetail)
    assert_type(await client.nodes.download_ident(65), bytes)
    assert_type(await client.nodes.download_logs(65, to=path, progress=on_bytes), Path)
    await client.nodes.update_prices(65, {"base": 5 * 10**16})
    await client.nodes.reboot(65)
    assert_type(await client.sessions.list(recent=True), list[Session])
    assert_type(await client.apps.list(), list[App])
    assert_type(await client.network.info(), NetworkInfo)
    assert_type(await client.services.mr.list(), list[MachineRental])
    assert_type(await client.services.mr.create(node_id=1, disk_size=10, image="i"), CreatedSession)
    assert_type(await client.services.vpn.list(), list[VPNRelay])
    assert_type(await client.services.vpn.create(node_id=1, subkind="v2ray", protocol="vmess"), CreatedSession)
    assert_type(await client.services.render.create(node_id=1, disk_size=10), CreatedSession)
    session = client.services.session("uuid")
    assert_type(await session.info(), SessionInfo)
    assert_type(await session.logs(), SessionLogs)
    assert_type(await session.wait_ready(), SessionInfo)
    await session.stop()
    assert_type(await client.idle_jobs.find(69, 42), IdleJob)
    assert_type(await client.idle_jobs.logs(69, 42), str)
    assert_type(await client.request("POST", "/x", json={}, idempotent=True), RawResponse)
    assert_type(await client.raw.nodes.list(), RawResponse)
    assert_type(await client.raw.services.session("uuid").info(), RawResponse)
    async with client.services.vpn.connected(node_id=1, subkind="wg") as relay:
        assert_type(relay.details, SessionInfo)
        assert_type(await relay.info(), SessionInfo)


def values(client: OctaSpace) -> None:
    account = client.accounts.profile()
    assert_type(account.balance, int)
    assert_type(account.balance_octa, Decimal)
    assert_type(account.ref_code, str | None)
    [node] = client.nodes.list()
    assert_type(node.system.gpus, list[GPU])
    assert_type(node.vrf_dt_utc, datetime | None)
    assert_type(node.prices.base_octa, Decimal)
    [machine] = client.services.mr.list()
    assert_type(machine.base_usd_per_hour, Decimal | None)
    assert_type(machine.price_per_hour, Decimal | None)
    assert_type(machine.total_price_usd, Decimal)
    assert_type(machine.net_down_mbps, float)
    assert_type(machine.reliability, float | Reliability)
    [session] = client.sessions.list()
    assert_type(session.duration, int | None)
    assert_type(session.container_id, list[str] | None)
    assert_type(session.started_at_utc, datetime | None)
    assert_type(client.services.session(session.uuid).info().config, ProxyEndpoint | str | None)
    assert_type(client.apps.list()[0].ports, list[int])
    assert_type(session.to_dict(), dict[str, Any])


def errors(client: OctaSpace) -> None:
    try:
        client.services.vpn.create(node_id=1)
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except APIError as error:
        assert_type(error.status_code, int)
        assert_type(error.message, str)
        assert_type(error.code, str | None)
        assert_type(error.attempts, tuple[Attempt, ...])
    except ProvisionRejectedError as error:
        assert_type(error.rejections, tuple[ProvisionRejection, ...])
    except NetworkError as error:
        assert_type(error.may_have_been_processed, bool)
    except DecodeError as error:
        assert_type(error.body, bytes)
    except ConfigurationError as error:
        assert_type(is_not_found(error), bool)


def mistakes(client: OctaSpace, concurrent: AsyncOctaSpace) -> None:
    """Each line below must be an error: an ignore that is not needed is one itself."""
    client.nodes.download_logs(65, progress=print)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.nodes.find("65")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.nodes.list("DE")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.services.mr.create(node_id="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.services.session()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.nodes.lst()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.accounts.profile().balanc  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    client.accounts.profile().balance = 5  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    _ = concurrent.accounts.balance() + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
