"""Calls each operation that reads once; what needs an id takes it from an earlier answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs

from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import OctaSpaceError

if TYPE_CHECKING:
    from octaspace_api.models import Node, Session, SessionLogs
    from octaspace_sdk.smoke.drift_check import IdleJob

T = TypeVar("T")
Item = TypeVar("Item")
Verdict = Literal["passed", "failed", "skipped"]


@attrs.frozen
class CheckResult:
    """The outcome of one check: `summary` says what came, what went wrong, or why it was skipped."""

    operation: str
    verdict: Verdict
    seconds: float
    summary: str
    error: Exception | None = None


class ReadChecks:
    """The read operations, in an order in which each finds the ids it needs."""

    def __init__(self, client: OctaSpace) -> None:
        self._client = client
        self._nodes: list[Node] = []
        self._running: list[Session] = []
        self._finished: list[Session] = []

    def run(self, idle_job: IdleJob | None) -> Iterator[CheckResult]:
        """Yields a result for each read operation."""
        client = self._client
        yield _check("network.info", client.network.info, lambda info: f"{info.nodes and info.nodes.count} nodes")
        yield _check("apps.list", client.apps.list, _count)
        yield _check("accounts.profile", client.accounts.profile, lambda account: f"account {account.uid}")
        yield _check("accounts.balance", client.accounts.balance, lambda wei: f"{wei / 10**18:.6f} OCTA")
        yield from self._check_nodes()
        yield from self._check_sessions()
        yield _check("services.mr.list", client.services.mr.list, _count)
        yield _check("services.vpn.list", client.services.vpn.list, _count)
        yield _check("services.render.list", client.services.render.list, _count)
        yield from self._check_idle_job(idle_job)

    def _check_nodes(self) -> Iterator[CheckResult]:
        nodes, missing = self._client.nodes, "the account has no node"
        yield _check("nodes.list", lambda: _store(self._nodes, nodes.list()), _count)
        yield _check_first(
            "nodes.find",
            self._nodes,
            missing,
            lambda node: nodes.find(node.id),
            lambda node: f"node {node.id}, {node.state}",
        )
        yield _check_first(
            "nodes.download_ident", self._nodes, missing, lambda node: nodes.download_ident(node.id), _size
        )
        yield _check_first(
            "nodes.download_logs", self._nodes, missing, lambda node: nodes.download_logs(node.id), _size
        )

    def _check_sessions(self) -> Iterator[CheckResult]:
        sessions, handle = self._client.sessions, self._client.services.session
        yield _check("sessions.list", lambda: _store(self._running, sessions.list()), _count)
        yield _check("sessions.list (recent)", lambda: _store(self._finished, sessions.list(recent=True)), _count)
        yield _check_first(
            "services.session.info",
            self._running,
            "no session is running",
            lambda session: handle(session.uuid).info(),
            lambda info: info.progress,
        )
        yield _check_first(
            "services.session.logs",
            self._running,
            "no session is running",
            lambda session: handle(session.uuid).logs(),
            _log_lines,
        )
        yield _check_first(
            "services.session.logs (recent)",
            self._finished,
            "no session has finished",
            lambda session: handle(session.uuid).logs(recent=True),
            _log_lines,
        )

    def _check_idle_job(self, idle_job: IdleJob | None) -> Iterator[CheckResult]:
        idle_jobs, missing = self._client.idle_jobs, "no --idle-job was given"
        given = [idle_job] if idle_job else []
        yield _check_first(
            "idle_jobs.find", given, missing, lambda ids: idle_jobs.find(*ids), lambda job: job.status or ""
        )
        yield _check_first(
            "idle_jobs.logs", given, missing, lambda ids: idle_jobs.logs(*ids), lambda text: f"{len(text)} characters"
        )


def _check(operation: str, call: Callable[[], T], summarize: Callable[[T], str]) -> CheckResult:
    started = time.perf_counter()
    verdict: Verdict = "passed"
    problem: Exception | None = None
    summary = ""
    try:
        value = call()
    except (OctaSpaceError, ValueError) as error:  # ValueError: an id of a listing that no URL can hold
        verdict, summary, problem = "failed", f"{type(error).__name__}: {error}", error
    except (AttributeError, TypeError, LookupError) as error:
        verdict, summary, problem = "failed", "a listing that it takes an id from has another shape; see --drift", error
    else:
        try:
            summary = summarize(value)
        except (AttributeError, TypeError, LookupError, ValueError, OverflowError):
            summary = "it has another shape than is described; see --drift"
    return CheckResult(operation, verdict, time.perf_counter() - started, summary, problem)


def _check_first(
    operation: str,
    items: Sequence[Item],
    missing: str,
    call: Callable[[Item], T],
    summarize: Callable[[T], str],
) -> CheckResult:
    """Checks an operation with the first item; `missing` says why it is skipped when there is none."""
    if not items:
        return CheckResult(operation, "skipped", 0.0, missing)
    return _check(operation, lambda: call(items[0]), summarize)


def _store(target: list[T], items: list[T]) -> list[T]:
    target[:] = items
    return items


def _count(items: Sequence[Any]) -> str:
    return f"{len(items)} entries"


def _size(content: bytes) -> str:
    return f"{len(content):,} bytes"


def _log_lines(logs: SessionLogs) -> str:
    return f"{len(logs.system or [])} lines"
