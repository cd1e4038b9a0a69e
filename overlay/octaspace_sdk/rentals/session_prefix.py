"""Sessions by the beginning of their UUID, which is looked up before the first request that needs the whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from octaspace_api.operations.sessions import sessions_list
from octaspace_sdk.calls.drivers import SendRequest, Steps, send

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.models import Session

E = TypeVar("E")

_PREFIX = re.compile(r"[0-9a-f-]{1,35}", re.IGNORECASE)


def is_prefix(text: str) -> bool:
    """Return whether a text can be the beginning of a UUID, and no whole one."""
    return bool(_PREFIX.fullmatch(text.strip()))


def by_prefix(executor: E, prefix: str, on_found: Callable[[str], object]) -> E:
    """Return what executes the requests of one session of which only the beginning of its UUID is known.

    Args:
        executor: The executor of the client, sync or async.
        prefix: The beginning of the UUID.
        on_found: Called with the whole UUID.
    """
    made: Any = _PrefixExecutor(executor, prefix, on_found)
    return made  # type: ignore[no-any-return]


class _PrefixExecutor:
    """Serves both clients: what it returns is what their own executor returns, a value or an awaitable."""

    def __init__(self, executor: Any, prefix: str, on_found: Callable[[str], object]) -> None:
        self._executor = executor
        self._prefix = prefix
        self._on_found = on_found
        self._uuid: str | None = None
        self.clock = executor.clock
        self.key_mask = executor.key_mask

    def execute(self, request: Request[Any], /) -> Any:
        """Send a request and return its value."""
        return self.run_steps(send(request))

    def run_steps(self, steps: Steps[Any]) -> Any:
        """Perform steps that send several requests."""
        return self._executor.run_steps(self._with_whole_uuid(steps))

    def _with_whole_uuid(self, steps: Steps[Any]) -> Steps[Any]:
        uuid = self._uuid or (yield from _looked_up(self._prefix))
        if self._uuid is None:
            self._uuid = uuid
            self._on_found(uuid)
        result = None
        with closing(steps):
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as done:
                    return done.value
                if isinstance(step, SendRequest):
                    step = attrs.evolve(step, request=self._completed(step.request, uuid))
                result = yield step

    def _completed(self, request: Request[Any], uuid: str) -> Request[Any]:
        path = "/".join(uuid if part == self._prefix else part for part in request.path.split("/"))
        return attrs.evolve(request, path=path)


def _looked_up(prefix: str) -> Steps[str]:
    """Return the whole UUID, of a session that runs, or else of one that has ended."""
    running = yield from send(sessions_list())
    try:
        return str(with_prefix(running, prefix).uuid)
    except LookupError:
        if any(_begins(session, prefix) for session in running):
            raise
    return str(with_prefix((yield from send(sessions_list(recent=True))), prefix, "session").uuid)


def with_prefix(sessions: Sequence[Session], prefix: str, what: str = "running session") -> Session:
    """Return the session whose UUID begins with a text, or is that text.

    Raises:
        LookupError: There is none, or several; the message names them.
    """
    found = [session for session in sessions if _begins(session, prefix)]
    exact = [session for session in found if len(str(session.uuid)) == len(prefix.strip())]
    if len(exact or found) == 1:
        return (exact or found)[0]
    several = ", ".join(f"{session.uuid} ({session.service} on node {session.node_id})" for session in found)
    problem = f"{len(found)} {what}s begin" if found else f"no {what} begins"
    raise LookupError(f"{problem} with {prefix!r}{f': {several}' if found else ''}")


def _begins(session: Session, prefix: str) -> bool:
    return str(session.uuid).casefold().startswith(prefix.strip().casefold())
