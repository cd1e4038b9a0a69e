"""The operations of the API, each under its `operationId`: from a checked request to an answer.

They run to their end without awaiting anything, so concurrent requests never see each other's half-done work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen
from starlette.datastructures import QueryParams
from starlette.responses import Response

from octaspace_sdk.simulator.api import account_payloads, listings, node_payloads, session_payloads
from octaspace_sdk.simulator.http.json_messages import JSONAnswer
from octaspace_sdk.simulator.network.entities import Account, Node, Prices
from octaspace_sdk.simulator.world.idle_jobs import IdleJob
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World

MAX_PRICE_DIGITS = 30


@frozen
class Call:
    """A request that has passed all checks."""

    world: World
    key_holder: Account | None
    path: tuple[str, ...]
    """The values of the path parameters in their order; their names are not on the wire."""
    query: QueryParams
    body: Any

    @property
    def account(self) -> Account:
        """The account that asks; public operations must do without."""
        assert self.key_holder is not None
        return self.key_holder

    @property
    def recent(self) -> bool:
        """Whether finished sessions are asked for."""
        return self.query.get("recent") == "true"


class RefusedError(Exception):
    """Ends an operation with an error status."""

    def __init__(self, status: int, payload: Mapping[str, Any]) -> None:
        super().__init__(payload)
        self.response = JSONAnswer(payload, status)


def invalid(errors: Mapping[str, list[str]], status: int = 422) -> RefusedError:
    """Return the refusal of a request whose fields named in `errors` are wrong."""
    message = "; ".join(f"{name}: {', '.join(reasons)}" for name, reasons in errors.items())
    return RefusedError(status, {"message": message, "code": "validation_failed", "errors": errors})


Operation = Callable[[Call], Response]
OPERATIONS: dict[str, Operation] = {}


def operation(operation_id: str) -> Callable[[Operation], Operation]:
    """Enter the decorated function under `operation_id`."""

    def enter(function: Operation) -> Operation:
        OPERATIONS[operation_id] = function
        return function

    return enter


@operation("accounts.profile")
def _profile(call: Call) -> Response:
    return JSONAnswer(account_payloads.profile(call.account, call.world.sessions.balance(call.account)))


@operation("accounts.balance")
def _balance(call: Call) -> Response:
    return JSONAnswer(account_payloads.balance_only(call.account, call.world.sessions.balance(call.account)))


@operation("accounts.generate_wallet")
def _generate_wallet(call: Call) -> Response:
    call.world.new_wallet(call.account)
    return _profile(call) if call.account.early else JSONAnswer({"address": call.account.wallet}, 201)


@operation("nodes.list")
def _list_nodes(call: Call) -> Response:
    nodes = [node for node in call.world.market.nodes.values() if node.owner == call.account.uid]
    if country := call.query.get("country"):
        nodes = [node for node in nodes if node.place.iso == country.upper()]
    if app_uuid := call.query.get("app_uuid"):
        app = call.world.market.apps.get(app_uuid)
        nodes = [node for node in nodes if app is not None and app.runs_on(node)]
    return _json(listings.own_nodes(call.world, nodes))


@operation("nodes.find")
def _find_node(call: Call) -> Response:
    node = _own_node(call)
    uptime = call.world.fleet.uptime(node, call.world.clock.now_ms())
    return JSONAnswer(node_payloads.node_detail(node, call.world.state(node), uptime))


@operation("nodes.download_ident")
def _download_ident(call: Call) -> Response:
    return _file(_own_node(call).ident)


@operation("nodes.download_logs")
def _download_logs(call: Call) -> Response:
    node = _own_node(call)
    now = call.world.clock.now_ms()
    return _file(node_payloads.log_archive(node, call.world.state(node), call.world.fleet.uptime(node, now), now))


@operation("nodes.update_prices")
def _update_prices(call: Call) -> Response:
    node = _own_node(call)
    given = {name: value for name, value in (call.body or {}).items() if name in Prices._fields}
    if wrong := {name: [reason] for name, value in given.items() if (reason := _why_no_price(value))}:
        raise invalid(wrong)
    if not given:
        return _nothing()
    prices = {name: int(value) for name, value in given.items()}
    call.world.fleet.set_prices(node, call.world.fleet.prices(node)._replace(**prices))
    return JSONAnswer({"status": "updated"})


@operation("nodes.reboot")
def _reboot(call: Call) -> Response:
    call.world.reboot(_own_node(call))
    return _nothing()


@operation("sessions.list")
def _list_sessions(call: Call) -> Response:
    sessions, now = call.world.sessions, call.world.clock.now_ms()
    if call.recent:
        return _json(listings.finished_sessions(sessions.recent(call.account)))
    return JSONAnswer([session_payloads.active_session(each, now) for each in sessions.active(call.account)])


@operation("apps.list")
def _list_apps(call: Call) -> Response:
    return JSONAnswer([account_payloads.app(app) for app in call.world.market.apps.values()])


@operation("network.info")
def _network_info(call: Call) -> Response:
    world = call.world
    return JSONAnswer(account_payloads.network(list(world.market.nodes.values()), world.fleet, world.clock.now_ms()))


@operation("services.mr.list")
def _list_machines(call: Call) -> Response:
    return _json(listings.offers(call.world, "mr"))


@operation("services.render.list")
def _list_renderers(call: Call) -> Response:
    return _json(listings.offers(call.world, "render"))


@operation("services.vpn.list")
def _list_relays(call: Call) -> Response:
    return _json(listings.offers(call.world, "vpn"))


@operation("services.mr.create")
def _rent_machine(call: Call) -> Response:
    [rental] = call.body
    app = call.world.market.apps.get(rental["app"])
    reason = call.world.why_not("mr", call.account, rental["node_id"], rental["disk_size"])
    if reason is None and rental["app"] and app is None:
        reason = "App not found"
    if reason is not None:
        return JSONAnswer([{"id": rental["id"], "reason": reason, "status": 1}])
    session = call.world.start("mr", call.account, rental["node_id"])
    session.app = app
    session.image = rental["image"]
    session.disk_size = rental["disk_size"]
    session.envs = {**(app.envs if app else {}), **rental["envs"]}
    session.ports = tuple(rental["ports"]) or (app.ports if app else ())
    session.http_ports = tuple(rental["http_ports"]) or (app.http_ports if app else ())
    if call.world.create_as == "array":
        return JSONAnswer([{"uuid": session.uuid}])
    return JSONAnswer({"uuid": session.uuid, "status": "starting"}, 201)


@operation("services.vpn.create")
def _connect_vpn(call: Call) -> Response:
    kind, protocol = call.body.get("subkind", "wg"), call.body.get("protocol", "")
    if kind not in session_payloads.VPN_KINDS:
        raise invalid({"subkind": [f"must be one of {', '.join(session_payloads.VPN_KINDS)}"]})
    if kind == "v2ray" and protocol not in session_payloads.V2RAY_PROTOCOLS:
        raise invalid({"protocol": [f"must be one of {', '.join(session_payloads.V2RAY_PROTOCOLS)}"]})
    session = call.world.start("vpn", call.account, _free_node(call, "vpn"), kind)
    session.protocol = protocol
    return JSONAnswer({"uuid": session.uuid})


@operation("services.render.create")
def _start_render(call: Call) -> Response:
    session = call.world.start("render", call.account, _free_node(call, "render", call.body["disk_size"]))
    session.image = "octaspace/render:latest"
    session.disk_size = call.body["disk_size"]
    session.envs = call.body.get("envs", {})
    return JSONAnswer({"uuid": session.uuid, "status": "queued"}, 201)


@operation("services.session.info")
def _session_info(call: Call) -> Response:
    return JSONAnswer(session_payloads.session_info(_own_session(call), call.world.clock.now_ms()))


@operation("services.session.logs")
def _session_logs(call: Call) -> Response:
    session = _own_session(call, finished=call.recent)
    return JSONAnswer(session_payloads.session_logs(session, call.world.clock.now_ms()))


@operation("services.session.stop")
def _stop_session(call: Call) -> Response:
    call.world.sessions.stop(_own_session(call), (call.body or {}).get("score"))
    return JSONAnswer({"status": "stopped"})


@operation("idle_jobs.find")
def _find_idle_job(call: Call) -> Response:
    return JSONAnswer(_own_idle_job(call).status(call.world.clock.now_ms()))


@operation("idle_jobs.logs")
def _idle_job_logs(call: Call) -> Response:
    return JSONAnswer(_own_idle_job(call).logs(call.world.clock.now_ms()))


def _own_node(call: Call) -> Node:
    node = call.world.market.nodes.get(int(call.path[0]))
    if node is None:
        raise RefusedError(404, {"error": "Node not found"})
    if node.owner != call.account.uid:
        raise RefusedError(403, {"error": "forbidden", "message": "account is not the owner of this node"})
    return node


def _why_no_price(value: int | str) -> str | None:
    if (isinstance(value, str) and len(value) > MAX_PRICE_DIGITS) or int(value) >= 10**MAX_PRICE_DIGITS:
        return f"must not have more than {MAX_PRICE_DIGITS} digits"
    return None


def _free_node(call: Call, service: str, disk_gb: int = 0) -> int:
    node_id: int = call.body["node_id"]
    reason = call.world.why_not(service, call.account, node_id, disk_gb)
    if reason is not None:
        raise RefusedError(400, {"message": reason})
    return node_id


def _own_session(call: Call, *, finished: bool = False) -> Session:
    session = call.world.sessions.find(call.account, call.path[0], finished=finished)
    if session is None:
        raise RefusedError(404, {"error": "Session not found"})
    return session


def _own_idle_job(call: Call) -> IdleJob:
    job = call.world.idle_jobs.get((_own_node(call).id, int(call.path[1])))
    if job is None:
        raise RefusedError(404, {"error": "Job not found"})
    return job


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _file(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")


def _nothing() -> Response:
    return Response(b"", media_type="text/plain")
