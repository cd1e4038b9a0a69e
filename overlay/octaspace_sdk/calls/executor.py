"""From a `Request` to its value: what a client's resources call, sync and async.

All that both have in common is in `_Sender`; what differs is who waits, in a driver of a few lines each.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Mapping
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode

import attrs

from octaspace_api import API_VERSION, Request
from octaspace_sdk import config
from octaspace_sdk._version import __version__
from octaspace_sdk.calls.drivers import Ask, drive, drive_async
from octaspace_sdk.calls.host_pool import HostPool
from octaspace_sdk.calls.retry_loop import Outgoing, Policy, Sleep, Steps, Surroundings, advised, call
from octaspace_sdk.calls.retry_policy import RetryBudget
from octaspace_sdk.decoding import quirks
from octaspace_sdk.decoding.decoder import Decoder, encode
from octaspace_sdk.errors import ConfigurationError, DecodeError, OctaSpaceError
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.clock import Timing, current_timing
from octaspace_sdk.support.redaction import Headers, Secret
from octaspace_sdk.transport.protocol import Sink

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Settings:
    """What a caller has set for a client."""

    api_key: Secret
    base_urls: tuple[str, ...]
    max_connections: int
    user_agent: str
    policy: Policy
    on_drift: Any = attrs.field(default=None, repr=False)
    pickle_api_key: bool = False

    def headers(self, *, has_body: bool, wants_json: bool) -> Headers:
        return Headers(
            {
                "User-Agent": self.user_agent,
                "Accept": "application/json" if wants_json else "*/*",
                "Accept-Encoding": "gzip, deflate",
                **({"Content-Type": "application/json"} if has_body else {}),
                **({"Authorization": self.api_key.reveal()} if self.api_key else {}),
            }
        )


DEFAULT_USER_AGENT = f"octaspace-sdk/{__version__} (api {API_VERSION})"


class _Sender:
    """What sending a request is, but for the waiting."""

    def __init__(
        self,
        settings: Settings,
        transport: Any,
        around: Surroundings | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.settings = settings
        self.transport = transport
        self.timing = timing or current_timing()
        self.around = around or Surroundings(
            hosts=HostPool(settings.base_urls, self.timing.clock),
            budget=RetryBudget(),
            clock=self.timing.clock,
            now=time.time,
            uniform=random.uniform,
            socket_clock=time.monotonic,
        )
        self._decoder = Decoder(settings.policy.logger, settings.on_drift)
        # By whether there is a body, and whether the answer is JSON: made once, because encoding them takes time.
        self._headers = {
            (has_body, wants_json): settings.headers(has_body=has_body, wants_json=wants_json)
            for has_body in (True, False)
            for wants_json in (True, False)
        }

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """The same with other settings, as `with_options` takes them; the connections are shared."""
        unknown = changes.keys() - _CHANGEABLE.keys()
        if unknown:
            raise TypeError(f"with_options() has no {', '.join(sorted(unknown))}; it takes {', '.join(_CHANGEABLE)}")
        checked = {name: _CHANGEABLE[name](value) for name, value in changes.items()}
        policy = {name: checked.pop(name) for name in list(checked) if name in attrs.fields_dict(Policy)}
        settings = attrs.evolve(self.settings, policy=attrs.evolve(self.settings.policy, **policy), **checked)
        return type(self)(settings, self.transport, self.around, self.timing)

    def within(self, seconds: float) -> Self:
        """The same, for calls that must be over sooner than usual."""
        timeout = self.settings.policy.timeout
        return self.changed({"timeout": seconds if timeout is None else min(timeout, seconds)})

    def steps(self, request: Request[Any], sink: Sink | None = None) -> Steps:
        """The call of a request, for a driver to run."""
        has_body = request.json is not None
        outgoing = Outgoing(
            operation=request.operation,
            method=request.method,
            target=f"{request.path}?{urlencode(request.query, quote_via=quote)}" if request.query else request.path,
            headers=self._headers[has_body, request.response_type is not bytes],
            content=_json(request) if has_body else None,
            idempotent=request.idempotent,
            needs_body=request.response_type is not None,
            advice=request.recovery_hint,
            sink=sink,
        )
        return call(outgoing, self.settings.policy, self.around)

    def value(self, request: Request[T], response: RawResponse) -> T:
        """What an answer means."""

        def read(wanted: Any) -> Any:
            return self._decoder.decode(response, wanted, request.operation)

        adapter = quirks.RESPONSE_ADAPTERS[request.response_adapter] if request.response_adapter else None
        try:
            value: T = adapter(response, read) if adapter else read(request.response_type)
        except DecodeError as error:
            advised(error, request.recovery_hint, idempotent=request.idempotent)
            raise
        return value


class Sender(_Sender):
    """Sends on a sync client."""

    def execute(self, request: Request[T], /) -> T:
        """Sends a request and returns the value of its answer."""
        return self.value(request, self.raw(request))

    __call__ = execute

    def raw(self, request: Request[Any], sink: Sink | None = None) -> RawResponse:
        return drive(self.steps(request, sink), self.transport.send, self.sleep)

    def follow(self, steps: Generator[Ask | Sleep, Any, T]) -> T:
        """Runs steps that ask the API several times."""
        return drive(steps, self._ask, self.sleep)

    def _ask(self, ask: Ask) -> Any:
        try:
            return self.within(ask.seconds).execute(ask.request)
        except OctaSpaceError as error:
            return error

    def sleep(self, seconds: float) -> None:
        self.timing.sleep(seconds)


class AsyncSender(_Sender):
    """Sends on an async client."""

    async def execute(self, request: Request[T], /) -> T:
        """Sends a request and returns the value of its answer."""
        return self.value(request, await self.raw(request))

    __call__ = execute

    async def raw(self, request: Request[Any], sink: Sink | None = None) -> RawResponse:
        return await drive_async(self.steps(request, sink), self.transport.send, self.sleep)

    async def follow(self, steps: Generator[Ask | Sleep, Any, T]) -> T:
        """Runs steps that ask the API several times."""
        return await drive_async(steps, self._ask, self.sleep)

    async def _ask(self, ask: Ask) -> Any:
        try:
            return await self.within(ask.seconds).execute(ask.request)
        except OctaSpaceError as error:
            return error

    async def sleep(self, seconds: float) -> None:
        await self.timing.sleep_async(seconds)


def _json(request: Request[Any]) -> bytes:
    try:
        return encode(request.json)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"{request.operation}: the request body cannot be JSON: {error}") from None


def _hook(place: str) -> Any:
    def checked(value: Any) -> Any:
        if value is not None and not callable(value):
            raise ConfigurationError(f"{place} must be callable, not {type(value).__name__}")
        return value

    return checked


def logger(value: Any) -> Any:
    """The caller's logger, or the package's own."""
    from octaspace_sdk.decoding.decoder import default_logger

    if value is None:
        return default_logger()
    missing = [name for name in ("debug", "error") if not callable(getattr(value, name, None))]
    if missing:
        raise ConfigurationError(f"logger must have the methods debug and error; it lacks {' and '.join(missing)}")
    return value


_CHANGEABLE = {
    "timeout": config.timeout,
    "max_retries": lambda value: config.count("max_retries", value, 0),
    "user_agent": lambda value: config.user_agent(value, DEFAULT_USER_AGENT),
    "logger": logger,
    "on_request": _hook("on_request"),
    "on_response": _hook("on_response"),
    "on_drift": _hook("on_drift"),
}


def settings(
    *,
    api_key: Secret | None,
    base_url: str | None,
    base_urls: Any,
    max_connections: int,
    allow_insecure: bool,
    pickle_api_key: bool,
    **changeable: Any,
) -> Settings:
    """The settings of a new client, each checked."""
    checked = {name: check(changeable[name]) for name, check in _CHANGEABLE.items()}
    return Settings(
        api_key=config.api_key(api_key),
        base_urls=config.base_urls(base_url, base_urls, allow_insecure=allow_insecure),
        max_connections=config.count("max_connections", max_connections, 1),
        user_agent=checked.pop("user_agent"),
        on_drift=checked.pop("on_drift"),
        pickle_api_key=bool(pickle_api_key),
        policy=Policy(**checked),
    )
