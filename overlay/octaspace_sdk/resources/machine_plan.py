"""From what a renter says, a machine, an application or both, to the requests that are tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypedDict, Unpack
from uuid import UUID

import attrs

from octaspace_api import Request
from octaspace_api.models import App, MachineRental, SessionCreated
from octaspace_api.operations.apps import apps_list
from octaspace_api.operations.services_mr import services_mr_create, services_mr_list
from octaspace_sdk.calls.drivers import SendRequest
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.rentals.rental_plan import RentalPlan
from octaspace_sdk.resources.app_defaults import find_app, minimal_disk, minimal_vram, with_app_defaults
from octaspace_sdk.selection import search_machines

CANDIDATES = 5
"""How many machines are tried for an application without a machine."""

Machine = MachineRental | int


class MachineWishes(TypedDict, total=False):
    """What `services.mr.create` and `rented` take."""

    node_id: Machine | None
    disk_size: int | None
    image: str | None
    app: str | UUID | App
    envs: Mapping[str, str] | None
    ports: Sequence[int] | None
    http_ports: Sequence[int] | None
    start_command: str
    entrypoint: str
    organization_id: int | str | None
    project_id: int | str | None
    extra: Mapping[str, Any] | None


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class CreatedSession(SessionCreated):
    """A session that was created, and the node that it runs on."""

    node_id: int
    """Id of the node: with several candidates, the one that did not refuse."""

    @classmethod
    def of(cls, created: SessionCreated, node_id: int) -> CreatedSession:
        """Returns the session with its node."""
        session = cls.__new__(cls)
        session.__setstate__({**created.__getstate__(), "node_id": node_id})
        return session


_MAY_BE_NONE = MachineWishes.__annotations__.keys() - {"app", "start_command", "entrypoint"}


def machine_plan(
    method: str, machine: Machine | None, candidates: Sequence[Machine], **wishes: Unpack[MachineWishes]
) -> RentalPlan:
    """Returns what may start the session; wishes that cannot be are refused before anything is sent.

    Args:
        method: Who asks, for messages.
        machine: The machine, or its node's id.
        candidates: Several machines instead, tried in order.
        **wishes: What the machine is to be like.

    Raises:
        ValueError: A value is of the wrong kind or out of range.
        TypeError: There is no such argument, or there is neither an image nor an app.
    """
    _check_names(method, wishes, MachineWishes)
    arguments: dict[str, Any] = {
        name: value for name, value in wishes.items() if value is not None or name not in _MAY_BE_NONE
    }
    nodes = node_ids(method, machine, arguments.pop("node_id", None), candidates)
    app = arguments.pop("app", "")
    if isinstance(app, UUID):
        app = str(app)
    if isinstance(app, App):
        arguments = with_app_defaults(app, arguments)
    elif not isinstance(app, str) or not app.strip() or _is_complete(app, arguments):
        arguments["app"] = app.strip() if isinstance(app, str) else app
        app = None
    if app is None and not nodes:
        raise _missing(
            method, "node_id", "a machine: one of search(), its node_id=, or an app= to find one for", wishes
        )
    if not isinstance(app, str):
        _check_complete(method, arguments, wishes)
        if nodes:
            requests = _requests(nodes, arguments)
            return RentalPlan(requests[0], None if len(requests) == 1 else lambda: _known(requests))
    # What is looked up stands in for itself, so that all that was said is checked now.
    stand_in = {"disk_size": 1, "image": "of the app"} | arguments
    wanted = app

    def look_up() -> Generator[SendRequest, Any, Sequence[Request[SessionCreated]]]:
        found = wanted
        if isinstance(found, str):
            found = find_app((yield from _asked(apps_list())), found)
        assert isinstance(found, App)
        complete = with_app_defaults(found, arguments)
        _check_complete(method, complete, wishes)
        chosen = nodes or _fitting(found, (yield from _asked(services_mr_list())), complete["disk_size"])
        return _requests(chosen, complete)

    return RentalPlan(_requests(nodes or [0], stand_in)[0], look_up)


def node_ids(method: str, machine: Any, node_id: Any, candidates: Sequence[Any]) -> list[Any]:
    """Returns the ids of the nodes that were named in one of the three ways; none when there are none.

    Raises:
        ValueError: They were named in more than one way.
    """
    given = [[one] for one in (machine, node_id) if one is not None] + ([list(candidates)] if len(candidates) else [])
    if len(given) > 1:
        raise ValueError(f"{method}() takes one of a machine, node_id= and candidates=")
    return [getattr(one, "node_id", one) for machines in given for one in machines]


def simple_plan(
    method: str,
    build: Callable[..., Request[SessionCreated]],
    known: type,
    machine: Any,
    candidates: Sequence[Any],
    arguments: Mapping[str, Any],
) -> RentalPlan:
    """Returns what may start a session of a service without applications.

    Raises:
        ValueError: A value is of the wrong kind or out of range.
        TypeError: There is no such argument, or no machine is named.
    """
    _check_names(method, arguments, known)
    rest = dict(arguments)
    nodes = node_ids(method, machine, rest.pop("node_id", None), candidates)
    if not nodes:
        raise _missing(method, "node_id", "a machine: one of search(), or its node_id=", arguments)
    requests = [build(node_id=node, **rest) for node in nodes]
    return RentalPlan(requests[0], None if len(requests) == 1 else lambda: _known(requests))


def _check_names(method: str, given: Mapping[str, Any], known: type) -> None:
    """Refuses arguments that a TypedDict does not have."""
    unknown = given.keys() - known.__annotations__.keys()
    if unknown:
        raise TypeError(f"{method}() has no {', '.join(sorted(unknown))}; it takes {', '.join(known.__annotations__)}")


def _is_complete(app: str, arguments: Mapping[str, Any]) -> bool:
    """Returns whether the application needs no look-up: it is a UUID, and what it must say is said."""
    return bool(_UUID.fullmatch(app.strip())) and "image" in arguments and "disk_size" in arguments


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _check_complete(method: str, arguments: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    for name, what in (("image", "an image= such as 'ubuntu:24.04', or an app="), ("disk_size", "a disk_size= in GB")):
        if name not in arguments:
            raise _missing(method, name, what, given)


def _missing(method: str, name: str, what: str, given: Mapping[str, Any]) -> Exception:
    """Returns the error of an argument that is missing: a TypeError as Python has it, or a ValueError for a None."""
    kind = ValueError if name in given else TypeError
    return kind(f"{method}() needs {what}")


def _requests(nodes: Sequence[int], arguments: Mapping[str, Any]) -> list[Request[SessionCreated]]:
    return [services_mr_create(node_id=node, **arguments) for node in nodes]


def _known(
    requests: Sequence[Request[SessionCreated]],
) -> Generator[SendRequest, Any, Sequence[Request[SessionCreated]]]:
    yield from ()
    return requests


def _asked(request: Request[Any]) -> Generator[SendRequest, Any, Any]:
    result = yield SendRequest(request)
    if isinstance(result, OctaSpaceError):
        raise result
    return result


def _fitting(app: App, machines: Sequence[MachineRental], disk_size: int) -> list[int]:
    """Returns the cheapest machines that an application can run on."""
    vram, disk = minimal_vram(app), max(disk_size, minimal_disk(app) or 0)
    found = search_machines(machines, min_vram_gb=vram, min_disk_gb=disk, limit=CANDIDATES)
    if not found:
        raise ValueError(f"no machine that is for rent can run {app.name}: GPU memory {vram or 0:g} GB, disk {disk} GB")
    return [machine.node_id for machine in found]
