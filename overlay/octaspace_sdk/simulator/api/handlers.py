"""The handlers of the API's operations, by `operationId`: each turns a validated request into a response.

Handlers do not await, so concurrent requests never see each other's unfinished work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, fields_dict, frozen
from starlette.datastructures import QueryParams
from starlette.responses import Response

from octaspace_sdk.simulator.api import account_payloads, listings, node_payloads, session_payloads
from octaspace_sdk.simulator.http.json_messages import MsgspecJSONResponse
from octaspace_sdk.simulator.network.entities import Account, Node, Prices
from octaspace_sdk.simulator.world.idle_jobs import IdleJob
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World

MAX_PRICE_DIGITS = 4000  # fewer than Python refuses to make a number of (4300)
MIN_DISK_GB = 10

RENTAL_DEFAULTS: dict[str, Any] = {
    "id": 0,
    "disk_size": 0,
    "image": "",
    "app": "",
    "envs": {},
    "ports": [],
    "http_ports": [],
}
"""Defaults of the fields that a request for a single rental may leave out."""


@frozen
class Call:
    """A validated request."""

    world: World
    key_holder: Account | None
    path: tuple[str, ...]
    """The values of the path parameters, in order."""
    query: QueryParams
    body: Any

    @property
    def account(self) -> Account:
        """The account of the API key; public operations must not use it."""
        assert self.key_holder is not None
        return self.key_holder

    @property
    def legacy(self) -> bool:
        """Whether the response is in the legacy format."""
        return self.key_holder is not None and self.key_holder.legacy

    @property
    def recent(self) -> bool:
        """Whether the request is about finished sessions."""
        return self.query.get("recent") == "true"


class RequestError(Exception):
    """Ends a handler with an error response."""

    def __init__(self, status: int, payload: Mapping[str, Any]) -> None:
        super().__init__(payload)
        self.response = MsgspecJSONResponse(payload, status)


def validation_error(errors: Mapping[str, list[str]], status: int = 422) -> RequestError:
    """Return the error for a request with invalid fields; `errors` has the messages by field."""
    message = "; ".join(f"{name}: {', '.join(reasons)}" for name, reasons in errors.items())
    return RequestError(status, {"message": message, "code": "validation_failed", "errors": errors})


Handler = Callable[[Call], Response]
HANDLERS: dict[str, Handler] = {}


def handles(operation_id: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of `operation_id`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[operation_id] = handler
        return handler

    return register


@handles("accounts.profile")
def _profile(call: Call) -> Response:
    return MsgspecJSONResponse(account_payloads.profile(call.account, call.world.sessions.balance(call.account)))


@handles("accounts.balance")
def _balance(call: Call) -> Response:
    return MsgspecJSONResponse(account_payloads.balance_only(call.account, call.world.sessions.balance(call.account)))


@handles("accounts.generate_wallet")
def _generate_wallet(call: Call) -> Response:
    call.world.new_wallet(call.account)
    return _profile(call) if call.account.legacy else MsgspecJSONResponse({"address": call.account.wallet}, 201)


@handles("nodes.list")
def _list_nodes(call: Call) -> Response:
    nodes = [node for node in call.world.network.nodes.values() if node.owner == call.account.uid]
    if country := call.query.get("country"):
        nodes = [node for node in nodes if node.location.iso == country.upper()]
    if app_uuid := call.query.get("app_uuid"):
        app = call.world.network.apps.get(app_uuid)
        nodes = [node for node in nodes if app is not None and app.runs_on(node)]
    return _json_response(listings.own_nodes(call.world, nodes))


@handles("nodes.find")
def _find_node(call: Call) -> Response:
    node = _own_node(call)
    uptime = call.world.fleet.uptime(node, call.world.clock.now_ms())
    return MsgspecJSONResponse(node_payloads.node_detail(node, call.world.node_status(node), uptime))


@handles("nodes.download_ident")
def _download_ident(call: Call) -> Response:
    return _file_response(_own_node(call).ident)


@handles("nodes.download_logs")
def _download_logs(call: Call) -> Response:
    node, now = _own_node(call), call.world.clock.now_ms()
    status, uptime = call.world.node_status(node), call.world.fleet.uptime(node, now)
    return _file_response(node_payloads.log_archive(node, status, uptime, now))


@handles("nodes.update_prices")
def _update_prices(call: Call) -> Response:
    node = _own_node(call)
    changes = {name: value for name, value in (call.body or {}).items() if name in fields_dict(Prices)}
    if errors := {name: [error] for name, value in changes.items() if (error := _price_error(value))}:
        raise validation_error(errors)
    if not changes:
        return _empty_response()
    prices = {name: int(value) for name, value in changes.items()}
    call.world.fleet.set_prices(node, evolve(call.world.fleet.prices(node), **prices))
    return MsgspecJSONResponse({"status": "updated"})


@handles("nodes.reboot")
def _reboot(call: Call) -> Response:
    call.world.reboot(_own_node(call))
    return _empty_response()


@handles("sessions.list")
def _list_sessions(call: Call) -> Response:
    sessions, now = call.world.sessions, call.world.clock.now_ms()
    if call.recent:
        return _json_response(listings.finished_sessions(sessions.recent(call.account)))
    return MsgspecJSONResponse([session_payloads.active_session(each, now) for each in sessions.active(call.account)])


@handles("apps.list")
def _list_apps(call: Call) -> Response:
    return MsgspecJSONResponse(
        [account_payloads.app(app, legacy=call.legacy) for app in call.world.network.apps.values()]
    )


@handles("network.info")
def _network_info(call: Call) -> Response:
    nodes, now = list(call.world.network.nodes.values()), call.world.clock.now_ms()
    return MsgspecJSONResponse(account_payloads.network_info(nodes, call.world.fleet, now))


@handles("services.mr.list")
def _list_machines(call: Call) -> Response:
    return _json_response(listings.offers(call.world, "mr", legacy=call.legacy))


@handles("services.render.list")
def _list_renderers(call: Call) -> Response:
    return _json_response(listings.offers(call.world, "render", legacy=call.legacy))


@handles("services.vpn.list")
def _list_relays(call: Call) -> Response:
    return _json_response(listings.offers(call.world, "vpn", legacy=call.legacy))


@handles("services.mr.create")
def _rent_machine(call: Call) -> Response:
    alone = isinstance(call.body, dict)
    rental = RENTAL_DEFAULTS | (call.body if alone else call.body[0])
    app = call.world.network.apps.get(rental["app"])
    disk_size = rental["disk_size"] or (app.min_disk_gb if app else MIN_DISK_GB)
    reason = call.world.rejection_reason("mr", call.account, rental["node_id"], disk_size)
    if reason is None and rental["app"] and app is None:
        reason = "App not found"
    if reason is None and not rental["image"] and app is None:
        reason = "Neither an image nor an app is given"
    if reason is not None:
        name = "message" if call.legacy else "reason"
        return MsgspecJSONResponse([{"id": rental["id"], name: reason, "status": 1}])
    session = call.world.start("mr", call.account, rental["node_id"])
    session.app = app
    session.image = rental["image"] or (app.image if app else "")
    session.disk_size = disk_size
    session.envs = {**(app.envs if app else {}), **rental["envs"]}
    session.ports = tuple(rental["ports"]) or (app.ports if app else ())
    session.http_ports = tuple(rental["http_ports"]) or (app.http_ports if app else ())
    if call.world.create_as == "array" and not alone:
        return MsgspecJSONResponse([{"uuid": session.uuid}])
    return MsgspecJSONResponse({"uuid": session.uuid, "status": "starting"}, 201)


@handles("services.vpn.create")
def _connect_vpn(call: Call) -> Response:
    kind, protocol = call.body.get("subkind", "wg"), call.body.get("protocol", "trojan")
    if kind not in session_payloads.VPN_KINDS:
        raise validation_error({"subkind": [f"must be one of {', '.join(session_payloads.VPN_KINDS)}"]})
    if kind == "v2ray" and protocol not in session_payloads.V2RAY_PROTOCOLS:
        raise validation_error({"protocol": [f"must be one of {', '.join(session_payloads.V2RAY_PROTOCOLS)}"]})
    session = call.world.start("vpn", call.account, _rentable_node(call, "vpn"), kind)
    session.protocol = protocol
    return MsgspecJSONResponse({"uuid": session.uuid}, 201)


@handles("services.render.create")
def _start_render(call: Call) -> Response:
    session = call.world.start("render", call.account, _rentable_node(call, "render", call.body["disk_size"]))
    session.image = "octaspace/render:latest"
    session.disk_size = call.body["disk_size"]
    session.envs = call.body.get("envs", {})
    return MsgspecJSONResponse({"uuid": session.uuid, "status": "queued"}, 201)


@handles("services.session.info")
def _session_info(call: Call) -> Response:
    return MsgspecJSONResponse(session_payloads.session_info(_own_session(call), call.world.clock.now_ms()))


@handles("services.session.logs")
def _session_logs(call: Call) -> Response:
    session = _own_session(call, finished=call.recent)
    return MsgspecJSONResponse(session_payloads.session_logs(session, call.world.clock.now_ms()))


@handles("services.session.stop")
def _stop_session(call: Call) -> Response:
    call.world.sessions.stop(_own_session(call), (call.body or {}).get("score"))
    return MsgspecJSONResponse({"status": "stopped"})


@handles("idle_jobs.find")
def _find_idle_job(call: Call) -> Response:
    return MsgspecJSONResponse(_own_idle_job(call).status(call.world.clock.now_ms()))


@handles("idle_jobs.logs")
def _idle_job_logs(call: Call) -> Response:
    return MsgspecJSONResponse(_own_idle_job(call).logs(call.world.clock.now_ms()))


def _own_node(call: Call) -> Node:
    node = call.world.network.nodes.get(_integer(call.path[0]))
    if node is None:
        raise RequestError(404, {"error": "Node not found"})
    if node.owner != call.account.uid:
        raise RequestError(403, {"error": "forbidden", "message": "account is not the owner of this node"})
    return node


def _integer(text: str) -> int:
    """Return the integer in a valid path parameter; JSON Schema counts 65.0 as one."""
    return int(text.partition(".")[0])


def _price_error(value: int | str) -> str | None:
    if (isinstance(value, str) and len(value) > MAX_PRICE_DIGITS) or int(value) >= 10**MAX_PRICE_DIGITS:
        return f"must not have more than {MAX_PRICE_DIGITS} digits"
    return None


def _rentable_node(call: Call, service: str, disk_gb: int = 0) -> int:
    node_id: int = call.body["node_id"]
    reason = call.world.rejection_reason(service, call.account, node_id, disk_gb)
    if reason is not None:
        raise RequestError(400, {"message": reason})
    return node_id


def _own_session(call: Call, *, finished: bool = False) -> Session:
    session = call.world.sessions.find(call.account, call.path[0], finished=finished)
    if session is None:
        raise RequestError(404, {"error": "Session not found"})
    return session


def _own_idle_job(call: Call) -> IdleJob:
    job = call.world.idle_jobs.get((_own_node(call).id, _integer(call.path[1])))
    if job is None:
        raise RequestError(404, {"error": "Job not found"})
    return job


def _json_response(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _file_response(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")


def _empty_response() -> Response:
    return Response(b"", media_type="text/plain")
