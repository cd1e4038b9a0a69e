"""A local stand-in for the OctaSpace API that remembers what it is told: see `Simulator`."""

from __future__ import annotations

try:
    from octaspace_sdk.simulator.faults.injections import Injection
    from octaspace_sdk.simulator.faults.scenarios import (
        Down,
        Drift,
        Drip,
        Exchange,
        Latency,
        RateLimit,
        Refuse,
        Reset,
        Scenario,
        Status,
        Truncate,
    )
    from octaspace_sdk.simulator.http.delivery import Answer
    from octaspace_sdk.simulator.http.request_log import RecordedRequest
    from octaspace_sdk.simulator.persistence.sqlite_store import StateError
    from octaspace_sdk.simulator.simulator import Simulator
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in ("jsonschema_rs", "starlette", "uvicorn", "yaml"):
        raise
    raise ImportError("the simulator needs more packages: pip install 'octaspace-sdk[simulator]'") from error

__all__ = [
    "Answer",
    "Down",
    "Drift",
    "Drip",
    "Exchange",
    "Injection",
    "Latency",
    "RateLimit",
    "RecordedRequest",
    "Refuse",
    "Reset",
    "Scenario",
    "Simulator",
    "StateError",
    "Status",
    "Truncate",
]
