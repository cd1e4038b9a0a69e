"""Sessions: a handle of one, and waiting until it can be used."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from octaspace_api.resources.services_session import AsyncServicesSessionResource, ServicesSessionResource

from .call import Sleep
from .errors import NetworkError, NotFoundError, OctaSpaceError, RateLimitError, RequestTimeoutError, ServerError

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

    from .sender import AsyncSender, Sender

OnProgress = Callable[["SessionInfo"], object]

GRACE = 15.0  # seconds in which a session that was just created may not be known to every host yet
_TRANSIENT = (NetworkError, ServerError, RateLimitError)


class SessionHandle(ServicesSessionResource):
    """One session, on a sync client."""

    def __init__(self, sender: Sender, uuid: str) -> None:
        super().__init__(sender, uuid)
        self._sender = sender

    def wait_ready(
        self, *, timeout: float = 600.0, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Waits until the session can be used. It does not stop a session that does not become ready.

        Args:
            timeout: Seconds to wait at most, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` on the way.

        Returns:
            SessionInfo: The session, ready.

        Raises:
            ValueError: A number is not above 0.
            RequestTimeoutError: It was not ready in time; it still runs, and costs money.
            NotFoundError: There is no such session, or it has ended.

        Endpoint:
            GET /services/{uuid}/info
        """
        steps = _wait(self.uuid, timeout, poll_interval, on_progress, self._sender.around.clock)
        step = next(steps)
        try:
            while True:
                if isinstance(step, Sleep):
                    self._sender.sleep(step.seconds)
                    step = steps.send(None)
                    continue
                try:
                    found: Any = self._look(step)
                except OctaSpaceError as error:
                    found = error
                step = steps.send(found)
        except StopIteration as done:
            info: SessionInfo = done.value
            return info

    def _look(self, seconds: float) -> SessionInfo:
        return ServicesSessionResource(self._sender.within(seconds), self.uuid).info()


class AsyncSessionHandle(AsyncServicesSessionResource):
    """One session, on an async client."""

    def __init__(self, sender: AsyncSender, uuid: str) -> None:
        super().__init__(sender, uuid)
        self._sender = sender

    async def wait_ready(
        self, *, timeout: float = 600.0, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Waits until the session can be used; see `SessionHandle.wait_ready`. (GET /services/{uuid}/info)"""
        steps = _wait(self.uuid, timeout, poll_interval, on_progress, self._sender.around.clock)
        step = next(steps)
        try:
            while True:
                if isinstance(step, Sleep):
                    await self._sender.sleep(step.seconds)
                    step = steps.send(None)
                    continue
                try:
                    found: Any = await self._look(step)
                except OctaSpaceError as error:
                    found = error
                step = steps.send(found)
        except StopIteration as done:
            info: SessionInfo = done.value
            return info

    async def _look(self, seconds: float) -> SessionInfo:
        return await AsyncServicesSessionResource(self._sender.within(seconds), self.uuid).info()


def _wait(
    uuid: str, timeout: float, poll_interval: float, on_progress: OnProgress | None, clock: Callable[[], float]
) -> Generator[Sleep | float, Any, SessionInfo]:
    """Yields the seconds that a look may take, or a `Sleep`; is told what a look found, or the error it met."""
    for name, value in (("timeout", timeout), ("poll_interval", poll_interval)):
        if not value > 0:
            raise ValueError(f"{name} must be above 0 seconds, not {value}")
    started = clock()
    last: SessionInfo | None = None
    problem: OctaSpaceError | None = None
    while (left := started + timeout - clock()) > 0:
        found = yield left
        if isinstance(found, OctaSpaceError):
            early = isinstance(found, NotFoundError) and last is None and clock() - started < GRACE
            if not early and not isinstance(found, _TRANSIENT):
                raise found
            problem = found
        else:
            last = found
            if on_progress is not None:
                on_progress(found)
            if found.is_ready is True:
                return found
        left = started + timeout - clock()
        yield Sleep(max(0.0, min(poll_interval, left)))
    progress = f" (last seen: {last.progress or 'no progress given'})" if last else ""
    raise RequestTimeoutError(
        f"session {uuid} was not ready within {timeout:g} s{progress}; it may still run and cost money"
    ) from problem
