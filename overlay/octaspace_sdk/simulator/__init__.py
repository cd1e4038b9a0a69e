"""A local OctaSpace for tests: `Simulator`, and the `faults` that it can inject."""

from __future__ import annotations

try:
    from octaspace_sdk.simulator import faults
    from octaspace_sdk.simulator.faults.injections import Injection, RequestMatcher
    from octaspace_sdk.simulator.http.request_log import RecordedRequest
    from octaspace_sdk.simulator.persistence.sqlite_store import StateError
    from octaspace_sdk.simulator.simulator import Simulator
    from octaspace_sdk.simulator.world.world import CreateAs
    from octaspace_sdk.support.clock import Clock
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in ("jsonschema_rs", "starlette", "uvicorn"):
        raise
    # With its name, `python -m` has it in one line.
    hint = "the simulator needs more packages: pip install 'octaspace-sdk[simulator]'"
    raise ImportError(hint, name=__name__) from error

__all__ = [
    "Clock",
    "CreateAs",
    "Injection",
    "RecordedRequest",
    "RequestMatcher",
    "Simulator",
    "StateError",
    "faults",
]
