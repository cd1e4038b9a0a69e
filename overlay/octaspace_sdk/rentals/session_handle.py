"""Handles of one session."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from octaspace_api.resources.services_session import AsyncServicesSessionResource, ServicesSessionResource
from octaspace_sdk.rentals import lifecycle
from octaspace_sdk.rentals.defaults import READY_TIMEOUT
from octaspace_sdk.rentals.lifecycle import OnProgress
from octaspace_sdk.rentals.session_prefix import by_prefix

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo
    from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor


class SessionHandle(ServicesSessionResource):
    """One session, on a sync client."""

    _executor: RequestExecutor

    def __init__(self, executor: RequestExecutor, uuid: str, *, is_prefix: bool = False) -> None:
        super().__init__(executor, uuid)
        if is_prefix:
            self._executor = by_prefix(executor, uuid, self._complete)

    def _complete(self, uuid: str) -> None:
        self._uuid = uuid

    def __repr__(self) -> str:
        return _shown(self, "_uuid", str)

    def wait_ready(
        self, *, timeout: float = READY_TIMEOUT, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Wait until the session can be used. A session that does not become ready is not stopped.

        Args:
            timeout: Seconds to wait at most, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` on the way.

        Returns:
            SessionInfo: The session, ready.

        Raises:
            ValueError: A number is not above 0.
            RequestTimeoutError: It was not ready in time; it may still run, and cost money.
            NotFoundError: There is no such session, for 15 seconds (a new one may be unknown first), or it has ended.
            APIError: The server answered with another error status. HTTP 408, 429 and 5XX are waited out, as is a
                network that fails.

        Endpoint:
            GET /services/{uuid}/info
        """
        steps = lifecycle.wait_ready(
            self.uuid,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            clock=self._executor.clock.monotonic,
            key_mask=self._executor.key_mask,
        )
        return self._executor.run_steps(steps)


class AsyncSessionHandle(AsyncServicesSessionResource):
    """One session, on an async client."""

    _executor: AsyncRequestExecutor

    def __init__(self, executor: AsyncRequestExecutor, uuid: str, *, is_prefix: bool = False) -> None:
        super().__init__(executor, uuid)
        if is_prefix:
            self._executor = by_prefix(executor, uuid, self._complete)

    def _complete(self, uuid: str) -> None:
        self._uuid = uuid

    def __repr__(self) -> str:
        return _shown(self, "_uuid", str)

    async def wait_ready(
        self, *, timeout: float = READY_TIMEOUT, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Wait until the session can be used. A session that does not become ready is not stopped.

        Args:
            timeout: Seconds to wait at most, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` on the way.

        Returns:
            SessionInfo: The session, ready.

        Raises:
            ValueError: A number is not above 0.
            RequestTimeoutError: It was not ready in time; it may still run, and cost money.
            NotFoundError: There is no such session, for 15 seconds (a new one may be unknown first), or it has ended.
            APIError: The server answered with another error status. HTTP 408, 429 and 5XX are waited out, as is a
                network that fails.

        Endpoint:
            GET /services/{uuid}/info
        """
        steps = lifecycle.wait_ready(
            self.uuid,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            clock=self._executor.clock.monotonic,
            key_mask=self._executor.key_mask,
        )
        return await self._executor.run_steps(steps)


class _Ready:
    """The endpoints and the node of a session that is ready, by its details."""

    details: SessionInfo
    _keep: Callable[[], None]

    def keep(self) -> None:
        """Let the session run on when the block is left; to stop it is then yours."""
        self._keep()

    def __repr__(self) -> str:
        return _shown(self, "details", repr)

    @property
    def node_id(self) -> int:
        """Id of the node: with several candidates, the one that did not refuse."""
        return self.details.node_id

    def ssh_arguments(self, *, proxy: bool = False, user: str = "root", identity: str | None = None) -> list[str]:
        """Return the words of a command that opens a shell in the session; see `SessionInfo.ssh_arguments`."""
        return self.details.ssh_arguments(proxy=proxy, user=user, identity=identity)

    def ssh_command(self, *, proxy: bool = False, user: str = "root", identity: str | None = None) -> str:
        """Return a command that opens a shell in the session; see `SessionInfo.ssh_arguments`."""
        return self.details.ssh_command(proxy=proxy, user=user, identity=identity)

    def port(self, port: int) -> int:
        """Return the public port for a port of the container; a LookupError names those that there are."""
        return self.details.port(port)

    def url(self, port: int) -> str:
        """Return the public URL for an HTTP port of the container; a LookupError names those that there are."""
        return self.details.url(port)

    @property
    def config_text(self) -> str:
        """VPN configuration as text, of an HTTP proxy its URL; empty when there is none."""
        return self.details.config_text

    def save_config(self, path: str | PathLike[str]) -> Path:
        """Write the VPN configuration into a file that only its owner can read, and return its path."""
        return self.details.save_config(path)


class RunningSession(_Ready, SessionHandle):
    """A session that is stopped at the end of its `with` block."""

    def __init__(self, executor: RequestExecutor, uuid: str, details: SessionInfo, keep: Callable[[], None]) -> None:
        super().__init__(executor, uuid)
        self.details = details
        """The session as it was when its block was entered; `info()` asks anew."""
        self._keep = keep


class AsyncRunningSession(_Ready, AsyncSessionHandle):
    """A session that is stopped at the end of its `async with` block."""

    def __init__(
        self, executor: AsyncRequestExecutor, uuid: str, details: SessionInfo, keep: Callable[[], None]
    ) -> None:
        super().__init__(executor, uuid)
        self.details = details
        """The session as it was when its block was entered; `info()` asks anew."""
        self._keep = keep


def _shown(handle: object, attribute: str, show: Callable[[object], str]) -> str:
    """Return the repr of a handle; when its constructor has failed, a traceback still shows it."""
    name, found = type(handle).__name__, vars(handle)
    return f"<{name} {show(found[attribute])}>" if attribute in found else f"<{name}, not made>"
