"""The control endpoint of a running simulator: its scenarios, its time and its records over HTTP.

GET    /_simulator/injections            the scenarios in force
POST   /_simulator/injections            {"scenario": {"kind": ...} or text, "operation":, "method":, "path":,
                                         "times":, "lasting":}
DELETE /_simulator/injections[/{number}] ends one of them, or all
POST   /_simulator/advance               {"seconds": ...}
GET    /_simulator/requests              what was asked
GET    /_simulator/leaks                 {"message": null, or what is still running}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import msgspec
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from octaspace_sdk.simulator.faults.injections import Injection, Terms
from octaspace_sdk.simulator.faults.scenario_syntax import parse_scenario, to_scenario
from octaspace_sdk.simulator.faults.scenarios import Scenario

if TYPE_CHECKING:
    from octaspace_sdk.simulator.simulator import Simulator

CONTROL = "/_simulator"


def control_route(simulator: Simulator) -> BaseRoute:
    """Return the route under which `simulator` is told what to do."""

    async def listed(request: Request) -> Response:
        return JSONResponse([_shown(injection) for injection in simulator.injections])

    async def inject(request: Request) -> Response:
        try:
            values = await request.json()
            scenario, terms = _read(values)
            if scenario.takes_host_down and terms == Terms(lasting=terms.lasting):
                if terms.lasting is None:
                    raise ValueError("a host that is down cannot be told to come back: give `lasting`, in seconds")
                # Once this is answered: it cuts this connection as well.
                task = BackgroundTask(simulator.inject, scenario, lasting=terms.lasting)
                return JSONResponse({"lasting": terms.lasting}, 202, background=task)
            injection = simulator.inject(scenario, **msgspec.structs.asdict(terms))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(_shown(injection), 201)

    async def end(request: Request) -> Response:
        number = request.path_params.get("number")
        ended = [injection for injection in simulator.injections if number in (None, injection.number)]
        for injection in ended:
            injection.remove()
        if number is not None and not ended:
            return JSONResponse({"error": f"no scenario has the number {number}"}, 404)
        return JSONResponse([_shown(injection) for injection in ended])

    async def advance(request: Request) -> Response:
        try:
            simulator.advance(msgspec.convert((await request.json())["seconds"], float))
        except (KeyError, TypeError, ValueError):
            return JSONResponse({"error": "the body must be an object with `seconds`, a number of at least 0"}, 400)
        return JSONResponse({"now": simulator.now.isoformat()})

    async def requests(request: Request) -> Response:
        fields = [attrs.asdict(each) | {"at": each.at.isoformat()} for each in simulator.requests]
        return JSONResponse(fields)

    async def leaks(request: Request) -> Response:
        return JSONResponse({"message": simulator.leak()})

    return Mount(
        CONTROL,
        routes=[
            Route("/injections", listed, methods=["GET"]),
            Route("/injections", inject, methods=["POST"]),
            Route("/injections", end, methods=["DELETE"]),
            Route("/injections/{number:int}", end, methods=["DELETE"]),
            Route("/advance", advance, methods=["POST"]),
            Route("/requests", requests, methods=["GET"]),
            Route("/leaks", leaks, methods=["GET"]),
        ],
    )


def _read(values: Any) -> tuple[Scenario, Terms]:
    if not isinstance(values, dict) or "scenario" not in values:
        raise ValueError("the body must be an object with a `scenario`")
    scenario = values.pop("scenario")
    terms = msgspec.convert(values, Terms, strict=False)
    return parse_scenario(scenario) if isinstance(scenario, str) else to_scenario(scenario), terms


def _shown(injection: Injection) -> dict[str, Any]:
    scenario = injection.scenario
    told = msgspec.to_builtins(scenario) if isinstance(scenario, Scenario) else {"kind": repr(scenario)}
    given = {name: value for name, value in msgspec.structs.asdict(injection.terms).items() if value is not None}
    return {"number": injection.number, "scenario": told, **given, "hits": injection.hits}
