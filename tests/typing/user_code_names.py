"""The public names and methods that user_code.py has no use for: tests/tools/test_public_api.py asks for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

import pytest

from octaspace_api import models
from octaspace_api.resources import AsyncAccountsResource, ServicesMrResource
from octaspace_sdk import (
    SERVICE_RENDER,
    SERVICE_VPN,
    AnySession,
    Apps,
    AsyncApps,
    AsyncNodes,
    AsyncOctaSpace,
    AsyncRunningSession,
    AsyncServices,
    AsyncSessionHandle,
    AsyncSessions,
    ClientOptions,
    CreatedSession,
    Model,
    Nodes,
    OctaSpace,
    OnBytes,
    OnDrift,
    OnProgress,
    Outcome,
    RawAPI,
    RawResponse,
    ResponseModel,
    RunningSession,
    Service,
    Services,
    ServicesMrCreateArguments,
    ServicesRenderCreateArguments,
    ServicesVpnCreateArguments,
    SessionHandle,
    Sessions,
    StopReport,
    StrPath,
    UnknownKeyWarning,
    errors,
    format_octa,
    format_usd,
    pytest_plugin,
)
from octaspace_sdk.selection import (
    MachineCriteria,
    RelayCriteria,
    search_machines,
    search_relays,
)
from octaspace_sdk.simulator import (
    Clock,
    CreateAs,
    Injection,
    RecordedRequest,
    RequestMatcher,
    Simulator,
    StateError,
    faults,
)
from octaspace_sdk.tables import Table, to_rows


def closing(client: OctaSpace, options: ClientOptions) -> None:
    assert_type(client.with_options(**options), OctaSpace)
    client.close()


async def closing_async(client: AsyncOctaSpace) -> None:
    await client.aclose()


def searches(client: OctaSpace) -> None:
    wanted: MachineCriteria = {"gpu": "rtx 4090", "max_price": Decimal("0.5"), "order_by": "price"}
    assert_type(client.services.mr.search(**wanted), list[models.MachineRental])
    assert_type(client.services.render.search(region="europe"), list[models.MachineRental])
    assert_type(search_machines(client.services.mr.list(), **wanted), list[models.MachineRental])
    relays: RelayCriteria = {"residential": True, "order_by": "download"}
    assert_type(client.services.vpn.search(**relays), list[models.VPNRelay])
    assert_type(search_relays(client.services.vpn.list(), limit=3), list[models.VPNRelay])


async def searches_async(client: AsyncOctaSpace) -> None:
    assert_type(await client.services.mr.search(min_vram_gb=24), list[models.MachineRental])
    assert_type(await client.services.render.search(limit=1), list[models.MachineRental])
    assert_type(await client.services.vpn.search(country="DE"), list[models.VPNRelay])
    async with client.services.mr.rented(node_id=1, disk_size=10, image="i") as machine:
        assert_type(machine, AsyncRunningSession)
        assert_type(machine.port(22), int)
        handle: AsyncSessionHandle = machine
        await handle.stop()
    assert_type(await client.sessions.find("abc"), models.Session)
    assert_type(await client.sessions.stop_all(service=SERVICE_VPN), list[StopReport])


def sessions(client: OctaSpace, folder: Path) -> None:
    [report] = client.sessions.stop_all(service=SERVICE_RENDER, older_than=timedelta(hours=1))
    assert_type(report.error, errors.OctaSpaceError | None)
    found = client.sessions.find("abc")
    assert_type(found.usd(Decimal("0.5")), Decimal)
    assert_type(found.usd_per_hour(Decimal("0.5")), Decimal | None)
    handle: SessionHandle = client.services.session(found)
    assert_type(handle.info(), models.SessionInfo)
    with client.services.vpn.connected(node_id=1, subkind="wg") as relay:
        assert_type(relay, RunningSession)
        assert_type(relay.save_config(folder / "wg.conf"), Path)
        assert_type(relay.ssh_arguments(proxy=True), list[str])
        assert_type(relay.ssh_command(user="root"), str)
        assert_type(relay.url(8888), str)
        relay.keep()
    created = client.services.mr.create(node_id=1, disk_size=10, image="i")
    assert_type(CreatedSession.of(created, node_id=1), CreatedSession)


def resources(client: OctaSpace) -> tuple[Nodes, Sessions, Apps, Services, RawAPI[RawResponse]]:
    machines: ServicesMrResource[RunningSession] = client.services.mr
    assert_type(machines.list(), list[models.MachineRental])
    nodes: Nodes = client.nodes
    return nodes, client.sessions, client.apps, client.services, client.raw


def resources_async(client: AsyncOctaSpace) -> tuple[AsyncNodes, AsyncSessions, AsyncApps, AsyncServices]:
    account: AsyncAccountsResource = client.accounts
    print(account)
    return client.nodes, client.sessions, client.apps, client.services


def rent(
    client: OctaSpace,
    machine: ServicesMrCreateArguments,
    relay: ServicesVpnCreateArguments,
    render: ServicesRenderCreateArguments,
) -> list[CreatedSession]:
    return [
        client.services.mr.create(**machine),
        client.services.vpn.create(**relay),
        client.services.render.create(**render),
    ]


def download(client: OctaSpace, to: StrPath, progress: OnBytes) -> Path:
    return client.nodes.download_ident(1, to=to, progress=progress)


def stop(client: OctaSpace, session: AnySession, service: Service, progress: OnProgress) -> None:
    client.services.session(session).wait_ready(on_progress=progress)
    client.sessions.stop_all(service=service)


def with_drift(on_drift: OnDrift) -> OctaSpace:
    return OctaSpace(on_drift=on_drift)


def plain(model: Model) -> dict[str, Any]:
    unknown = model.unknown_fields if isinstance(model, ResponseModel) else {}
    return {**model.to_dict(), **unknown}


def amounts(amount: Decimal) -> tuple[str, str]:
    return format_usd(amount), format_octa(amount)


def tables(machines: Sequence[models.MachineRental]) -> list[dict[str, Any]]:
    print(Table(machines, columns=("node_id", "price_per_hour")))
    return to_rows(machines)


def every_model(
    accounts: models.Account | models.Balance | models.Wallet,
    apps: models.App,
    idle_jobs: models.IdleJob | models.IdleJobLogs | models.IdleJobLogLine,
    machines: models.MachineRental | models.GPUDetail | models.GPUVendors | models.Reliability | models.Rating,
    network: models.NetworkInfo | models.NetworkBlockchain | models.NetworkMarketplace | models.NetworkMarketplaceGPU,
    more_of_network: models.NetworkNodes | models.NetworkPlatform | models.NetworkPower | models.NetworkRender,
    nodes: models.Node | models.NodeDisk | models.NodeLocation | models.NodeMemory | models.NodePrices | models.GPU,
    node: models.NodeDetail | models.NodeDetailLocation | models.NodeDetailMemory | models.NodeDetailSystem,
    more_of_nodes: models.NodeSystem | models.NodeDevices,
    session: models.SessionInfo | models.SessionGPU | models.SessionHardware | models.SessionPrices,
    endpoints: models.SSHEndpoint | models.ProxyEndpoint | models.VPNRelay,
    logs: models.SessionLogs | models.SessionLogLine,
    started: models.SessionCreated | models.ProvisionRejection,
) -> None:
    for model in (accounts, apps, idle_jobs, machines, network, more_of_network, nodes, node, more_of_nodes):
        assert_type(model.to_dict(), dict[str, Any])
    for other in (session, endpoints, logs, started):
        assert_type(other.to_dict(), dict[str, Any])
    assert_type(models.Account.from_dict({"uid": 1}, strict=True), models.Account)


def every_error(error: BaseException) -> bool:
    match error:
        case errors.AuthenticationError() | errors.PermissionDeniedError() | errors.ValidationError():
            assert_type(error.status_code, int)
        case errors.NotFoundError() | errors.RateLimitError():
            assert_type(error.retry_after, float | None)
        case errors.BadGatewayError() | errors.ServiceUnavailableError() | errors.GatewayTimeoutError():
            assert_type(error.request_id, str | None)
        case errors.ServerError():
            assert_type([attempt.outcome for attempt in error.attempts], list[Outcome])
        case errors.ConnectionFailedError() | errors.RequestTimeoutError():
            assert_type(error.may_have_been_processed, bool)
        case errors.OctaSpaceError():
            assert_type(error.possible_sessions, tuple[str, ...])
        case UnknownKeyWarning() | StateError():
            assert_type(str(error), str)
        case _:
            pass
    assert_type(errors.error_class(404), type[errors.APIError])
    return errors.is_auth_error(error) or errors.is_rate_limit(error)


def simulator(state: Path, create_as: CreateAs) -> None:
    with Simulator(seed=1, state=state, ready_after=0.0, create_as=create_as) as simulated:
        assert_type(simulated.url, str)
        injection = simulated.inject(faults.ErrorStatus(503), operation="nodes.list", times=1)
        assert_type(injection, Injection)
        injection.start_timer()
        matcher: RequestMatcher = injection.matcher
        assert_type(matcher.operation, str | None)
        assert_type([injection.matcher.matches(request) for request in simulated.requests], list[bool])
        injection.remove()
        simulated.inject(own_fault)
        simulated.advance(60.0)
        assert_type(simulated.now, datetime)
        simulated.take_offline(1)
        simulated.bring_online(1)
        simulated.top_up(10**18, simulated.second_api_key)
        simulated.clear_requests()
        assert_type(simulated.leak_report(), str | None)
        simulated.assert_no_leaks()
        clock: Clock = simulated.virtual_clock()
        clock.sleep(1.0)
    simulated.start()
    simulated.close()


def every_fault(changed: faults.JSONType) -> list[faults.Fault]:
    return [
        faults.ChangedFields(remove=["ip"], retype={"id": changed}),
        faults.ConnectionReset(after_processing=True),
        faults.HostDown(),
        faults.Latency(1.0),
        faults.RateLimit(rate=1.0),
        faults.RejectRental(),
        faults.SlowBody(),
        faults.TruncatedBody(bytes=10),
    ]


async def own_fault(exchange: faults.Exchange, call_next: faults.CallNext) -> faults.Delivery:
    assert_type(exchange.request, RecordedRequest)
    await exchange.receive()
    await exchange.sleep(1.0)
    return faults.NO_RESPONSE if exchange.api_key else await call_next()


def plugin(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, fault: faults.FaultFunction
) -> Iterator[OctaSpace]:
    for fixture in (pytest_plugin.octaspace_simulator, pytest_plugin.octaspace, pytest_plugin.async_octaspace):
        print(fixture, fault)
    yield OctaSpace()
