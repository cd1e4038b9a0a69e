"""The interface of a fault: middleware that runs around the handler of a request."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import ClassVar

import attrs
import msgspec
from starlette.types import Receive

from octaspace_sdk.simulator.http.delivery import Delivery, disconnected_within
from octaspace_sdk.simulator.http.request_log import RecordedRequest

CallNext = Callable[[], Awaitable[Delivery]]
"""Runs the next fault, or the handler after the last one."""


@attrs.frozen
class Exchange:
    """The request that a fault is applied to."""

    request: RecordedRequest
    api_key: str = attrs.field(repr=False)
    clock: Callable[[], float]
    """Monotonic seconds as clients measure them, waits skipped by a virtual clock included."""
    receive: Receive = attrs.field(repr=False)

    async def sleep(self, seconds: float) -> None:
        """Wait in real time, or until the client disconnects."""
        await disconnected_within(seconds, self.receive)


FaultFunction = Callable[[Exchange, CallNext], Awaitable[Delivery]]
"""The type of a fault: a `Fault`, or a function of the same signature."""


def _type_name(class_name: str) -> str:
    """Return what a fault is called in text and JSON: `error-status` for ErrorStatus."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", class_name).lower()


class Fault(msgspec.Struct, tag_field="type", tag=_type_name, forbid_unknown_fields=True):
    """Base class of faults. Fields are settings; msgspec checks their types when they arrive as text or JSON.

    A fault may call `call_next` once or not at all, wait before or after it, and change or replace what it returns.
    """

    takes_host_down: ClassVar[bool] = False
    """Whether the whole host refuses connections while the fault applies to every request."""
    default_operation: ClassVar[str | None] = None
    """The only operation it applies to unless the injection says otherwise; None for all."""

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        """Return the response to `exchange` and how it is sent."""
        raise NotImplementedError
