"""From what a renter says, an offer, an application or both, to the requests that are tried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from inspect import Parameter, signature
from typing import Any
from uuid import UUID

from octaspace_api import Request
from octaspace_api.models import App, MachineRental, SessionCreated
from octaspace_api.rental import CreatedSession, RentalRequest, RentalService
from octaspace_sdk.calls.drivers import SendRequest, send
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.rentals.app_defaults import find_app, minimal_disk, minimal_vram, with_app_defaults
from octaspace_sdk.rentals.defaults import CANDIDATES
from octaspace_sdk.rentals.rental_plan import RentalPlan, is_refusal, node_id, note_candidates
from octaspace_sdk.selection import search_machines
from octaspace_sdk.support.uuid_text import UUID_TEXT


def plan_of(rental: RentalRequest) -> RentalPlan:
    """Return what may start the session; a request that cannot be served is refused before anything is sent.

    Raises:
        ValueError: A value is of the wrong kind or out of range.
        TypeError: There is no such argument, or one is missing.
    """
    _check_names(rental)
    arguments = dict(rental.arguments)
    nodes = _node_ids(rental, arguments.pop("node_id", None))
    if rental.service.apps is not None:
        return _plan_with_app(rental, rental.service.apps, nodes, arguments)
    if not nodes:
        raise _missing(rental, "node_id")
    _check_complete(rental, arguments)
    return _tried_in_order(rental.service, nodes, arguments)


def creating(rental: RentalRequest) -> Generator[SendRequest, Any, CreatedSession]:
    """Start a session with the first request that is not refused."""
    requests = yield from plan_of(rental).requests()
    result: Any = None
    for request in requests:
        result = yield SendRequest(request)
        if not isinstance(result, OctaSpaceError):
            return CreatedSession.of(result, node_id(request))
        if not is_refusal(result):
            break
    note_candidates(result, requests)
    raise result


def _plan_with_app(
    rental: RentalRequest, apps: Callable[[], Request[list[App]]], nodes: Sequence[Any], arguments: dict[str, Any]
) -> RentalPlan:
    """Return the plan of a service whose sessions can inherit from an application."""
    service, offers = rental.service, rental.service.offers
    left_out = {name for name, default in _defaults(service).items() if default in (None, Parameter.empty)}
    arguments = {name: value for name, value in arguments.items() if value is not None or name not in left_out}
    app = arguments.pop("app", "")
    if isinstance(app, UUID):
        app = str(app)
    if isinstance(app, App):
        arguments = with_app_defaults(app, arguments)
    elif not isinstance(app, str) or not app.strip() or _is_complete(app, arguments):
        arguments["app"] = app.strip() if isinstance(app, str) else app
        app = None
    if not nodes and (app is None or offers is None):
        raise _missing(rental, "node_id")
    if not isinstance(app, str):
        _check_complete(rental, arguments)
        if nodes:
            return _tried_in_order(service, nodes, arguments)
    # Placeholders for the values that are looked up later: all other arguments are checked now.
    stand_in = {"disk_size": 1, "image": "of the app"} | arguments
    wanted = app

    def look_up() -> Generator[SendRequest, Any, Sequence[Request[SessionCreated]]]:
        found = wanted
        if isinstance(found, str):
            found = find_app((yield from send(apps())), found)
        assert isinstance(found, App)
        complete = with_app_defaults(found, arguments)
        _check_complete(rental, complete)
        chosen = nodes
        if not chosen and offers is not None:
            chosen = _fitting(found, (yield from send(offers())), complete["disk_size"])
        return _requests(service, chosen, complete)

    return RentalPlan(_requests(service, nodes or [0], stand_in)[0], service.name, look_up)


def _check_names(rental: RentalRequest) -> None:
    """Refuse unknown arguments."""
    known = rental.service.takes.__annotations__
    unknown = rental.arguments.keys() - known.keys()
    if unknown:
        raise TypeError(f"{rental.method}() has no {', '.join(sorted(unknown))}; it takes {', '.join(known)}")


def _node_ids(rental: RentalRequest, node_id: Any) -> list[Any]:
    """Return the ids of the nodes that were named in one of the three ways; none when there are none.

    Raises:
        ValueError: They were named in more than one way.
    """
    given = [[offer] for offer in (rental.offer, node_id) if offer is not None]
    candidates = rental.candidates
    if not isinstance(candidates, Collection) or isinstance(candidates, str | bytes | bytearray | Mapping):
        raise ValueError(f"candidates must be a list of {rental.service.offer}s, not {type(candidates).__name__}")
    given += [list(candidates)] if len(candidates) else []
    if len(given) > 1:
        raise ValueError(f"{rental.method}() takes one of a {rental.service.offer}, node_id= and candidates=")
    return [getattr(offer, "node_id", offer) for offers in given for offer in offers]


def _check_complete(rental: RentalRequest, arguments: Mapping[str, Any]) -> None:
    """Refuse a request that lacks an argument without a default."""
    for name, default in _defaults(rental.service).items():
        if default is Parameter.empty and name not in arguments and name != "node_id":
            raise _missing(rental, name)


def _defaults(service: RentalService) -> dict[str, Any]:
    """Return what each argument is when it is left out; `Parameter.empty` when it must not be."""
    return {name: parameter.default for name, parameter in signature(service.create).parameters.items()}


def _missing(rental: RentalRequest, name: str) -> Exception:
    """Return the error of an argument that is missing: a TypeError as Python has it, or a ValueError for a None."""
    what = _NEEDED.get(name, f"{name}=")
    if name == "node_id" and rental.service.apps is not None:
        what = f"a {rental.service.offer}: one of search(), its node_id=, or an app= to find one for"
    elif name == "node_id":
        what = f"a {rental.service.offer}: one of search(), or its node_id="
    kind = ValueError if name in rental.arguments else TypeError
    return kind(f"{rental.method}() needs {what}")


_NEEDED = {"image": "an image= such as 'ubuntu:24.04', or an app=", "disk_size": "a disk_size= in GB"}


def _is_complete(app: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether the application needs no look-up: it is a UUID, and what it must say is said."""
    return bool(UUID_TEXT.fullmatch(app.strip())) and "image" in arguments and "disk_size" in arguments


def _requests(
    service: RentalService, nodes: Sequence[int], arguments: Mapping[str, Any]
) -> list[Request[SessionCreated]]:
    return [service.create(node_id=node, **arguments) for node in nodes]


def _tried_in_order(service: RentalService, nodes: Sequence[int], arguments: Mapping[str, Any]) -> RentalPlan:
    requests = _requests(service, nodes, arguments)

    def known() -> Generator[SendRequest, Any, Sequence[Request[SessionCreated]]]:
        yield from ()
        return requests

    return RentalPlan(requests[0], service.name, None if len(requests) == 1 else known)


def _fitting(app: App, machines: Sequence[MachineRental], disk_size: int) -> list[int]:
    """Return the cheapest machines that an application can run on."""
    vram, disk = minimal_vram(app), max(disk_size, minimal_disk(app) or 0)
    found = search_machines(machines, min_vram_gb=vram, min_disk_gb=disk, limit=CANDIDATES)
    if not found:
        raise ValueError(f"no machine that is for rent can run {app.name}: GPU memory {vram or 0:g} GB, disk {disk} GB")
    return [machine.node_id for machine in found]
