"""Fault injection: the faults that `Simulator.inject` accepts, and what a fault of your own needs.

A fault is middleware around the simulator: a `Fault`, or any async function that takes an `Exchange` and `call_next`
and returns a `Delivery`.
"""

from __future__ import annotations

from octaspace_sdk.simulator.faults.builtin_faults import (
    ChangedFields,
    ConnectionReset,
    ErrorStatus,
    HostDown,
    JSONType,
    Latency,
    RateLimit,
    RejectRental,
    SlowBody,
    TruncatedBody,
)
from octaspace_sdk.simulator.faults.fault import CallNext, Exchange, Fault, FaultFunction
from octaspace_sdk.simulator.http.delivery import NO_RESPONSE, Delivery

__all__ = [
    "NO_RESPONSE",
    "CallNext",
    "ChangedFields",
    "ConnectionReset",
    "Delivery",
    "ErrorStatus",
    "Exchange",
    "Fault",
    "FaultFunction",
    "HostDown",
    "JSONType",
    "Latency",
    "RateLimit",
    "RejectRental",
    "SlowBody",
    "TruncatedBody",
]
