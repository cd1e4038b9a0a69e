"""Checks a live API, reading only: python -m octaspace_sdk.smoke [--drift] [--base-url URL]

The key is read from OCTA_API_KEY. Each operation that reads is called once; what needs an id takes it from an earlier
answer, and is skipped when there is none. Exit status: 0 when all that could be checked passed, 1 when one failed,
2 when the command cannot run. With --drift, every field that differs from openapi.yaml is printed, as YAML to paste
there, and the status is 3 when there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import ConfigurationError, OctaSpaceError

if TYPE_CHECKING:
    from octaspace_api.models import Node, Session


@attrs.frozen
class Result:
    """What became of one check."""

    operation: str
    verdict: str  # passed, failed or skipped
    seconds: float
    summary: str

    def __str__(self) -> str:
        took = f"{self.seconds * 1000:6.0f} ms" if self.verdict != "skipped" else " " * 9
        return f"{self.verdict:7} {took}  {self.operation:30} {self.summary}"


class Checks:
    """The read operations, in an order in which one finds the ids that another needs."""

    def __init__(self, client: OctaSpace) -> None:
        self._client = client
        self._nodes: list[Node] = []
        self._sessions: list[Session] = []
        self._finished: list[Session] = []

    def run(self, job: tuple[int, int] | None) -> Iterator[Result]:
        """Yields a result for each read operation.

        Args:
            job: Node id and job id of an idle job; no listing of the API names any.
        """
        client = self._client
        yield self._check("network.info", client.network.info, lambda info: f"{info.nodes and info.nodes.count} nodes")
        yield self._check("apps.list", client.apps.list, count)
        yield self._check("accounts.profile", client.accounts.profile, lambda account: f"account {account.uid}")
        yield self._check("accounts.balance", client.accounts.balance, lambda wei: f"{wei / 10**18:.6f} OCTA")
        yield self._check("nodes.list", lambda: self._remember(self._nodes, client.nodes.list()), count)
        yield from self._each_node()
        yield self._check("sessions.list", lambda: self._remember(self._sessions, client.sessions.list()), count)
        yield self._check(
            "sessions.list (recent)", lambda: self._remember(self._finished, client.sessions.list(recent=True)), count
        )
        yield from self._each_session()
        yield self._check("services.mr.list", client.services.mr.list, count)
        yield self._check("services.vpn.list", client.services.vpn.list, count)
        yield self._check("services.render.list", client.services.render.list, count)
        yield from self._idle_job(job)

    def _each_node(self) -> Iterator[Result]:
        nodes, none = self._client.nodes, "the account has no node"
        yield self._with(
            "nodes.find",
            self._nodes,
            none,
            lambda one: nodes.find(one.id),
            lambda node: f"node {node.id}, {node.state}",
        )
        yield self._with("nodes.download_ident", self._nodes, none, lambda one: nodes.download_ident(one.id), size)
        yield self._with("nodes.download_logs", self._nodes, none, lambda one: nodes.download_logs(one.id), size)

    def _each_session(self) -> Iterator[Result]:
        def session(one: Session) -> Any:
            return self._client.services.session(one.uuid)

        running, finished = "no session is running", "no session has finished"
        yield self._with(
            "services.session.info",
            self._sessions,
            running,
            lambda one: session(one).info(),
            lambda info: info.progress,
        )
        yield self._with("services.session.logs", self._sessions, running, lambda one: session(one).logs(), log_lines)
        yield self._with(
            "services.session.logs (recent)",
            self._finished,
            finished,
            lambda one: session(one).logs(recent=True),
            log_lines,
        )

    def _idle_job(self, job: tuple[int, int] | None) -> Iterator[Result]:
        jobs = [job] if job else []
        why, idle_jobs = "no --idle-job was given", self._client.idle_jobs
        yield self._with(
            "idle_jobs.find", jobs, why, lambda one: idle_jobs.find(*one), lambda found: found.status or ""
        )
        yield self._with(
            "idle_jobs.logs", jobs, why, lambda one: idle_jobs.logs(*one), lambda text: f"{len(text)} characters"
        )

    def _with(
        self,
        name: str,
        found: Sequence[Any],
        otherwise: str,
        call: Callable[[Any], Any],
        summary: Callable[[Any], str],
    ) -> Result:
        """Checks on the first of what was found, if anything was."""
        return self._check(name, lambda: call(found[0]), summary) if found else Result(name, "skipped", 0.0, otherwise)

    def _check(self, name: str, call: Callable[[], Any], summary: Callable[[Any], str]) -> Result:
        started = time.perf_counter()
        try:
            verdict, text = "passed", summary(call())
        except OctaSpaceError as error:
            verdict, text = "failed", f"{type(error).__name__}: {error}"
        return Result(name, verdict, time.perf_counter() - started, text)

    @staticmethod
    def _remember(place: list[Any], found: list[Any]) -> list[Any]:
        place[:] = found
        return found


def count(items: Sequence[Any]) -> str:
    return f"{len(items)} entries"


def size(content: bytes) -> str:
    return f"{len(content):,} bytes"


def log_lines(logs: Any) -> str:
    return f"{len(logs.system or [])} lines"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m octaspace_sdk.smoke", description="Check a live API, reading only."
    )
    parser.add_argument("--base-url", help="the API to check (default: OCTA_BASE_URLS, else the public one)")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds for each call (default: %(default)s)")
    parser.add_argument("--allow-insecure", action="store_true", help="send the key over plain http to another machine")
    parser.add_argument("--idle-job", nargs=2, type=int, metavar=("NODE_ID", "JOB_ID"), help="an idle job to look at")
    parser.add_argument("--drift", action="store_true", help="print what differs from openapi.yaml, as YAML")
    given = parser.parse_args(arguments)
    try:
        client = OctaSpace(base_url=given.base_url, timeout=given.timeout, allow_insecure=given.allow_insecure)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    job = tuple(given.idle_job) if given.idle_job else None
    if given.drift:
        from octaspace_sdk.smoke.drift_check import drift

        with client:
            return drift(client, job)
    verdicts = []
    with client:
        for result in Checks(client).run(job):
            print(result, flush=True)
            verdicts.append(result.verdict)
    print(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("passed", "failed", "skipped")))
    return 1 if "failed" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
