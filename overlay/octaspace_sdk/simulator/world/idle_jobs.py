"""Idle jobs, which a node runs while it is not rented: a completed one and a running one."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from octaspace_sdk.simulator.network.entities import EPOCH_MS, HOUR_MS, Node

TRAINING_EPOCH_MS = 60_000
LOG_LINES = 100


@frozen
class IdleJob:
    """A training job that logs a line per simulated minute."""

    id: int
    node: Node
    created_at: int
    finished_at: int | None
    """Both in Unix milliseconds."""

    def status(self, now: int) -> dict[str, Any]:
        """Return the response of GET /idle_jobs/{node_id}/{job_id}, which has few fields for a running job."""
        status: dict[str, Any] = {"is_up": self.finished_at is None, "uptime": self._runtime_ms(now) // 1000}
        if self.finished_at is None:
            return status
        return status | {
            "error": None,
            "id": self.id,
            "node_id": self.node.id,
            "status": "completed",
            "created_at": _format_time(self.created_at),
            "finished_at": _format_time(self.finished_at),
        }

    def logs(self, now: int) -> dict[str, Any]:
        """Return the response of GET /idle_jobs/{node_id}/{job_id}/logs: lines while it runs, an archive afterwards."""
        count = self._runtime_ms(now) // TRAINING_EPOCH_MS
        numbers = range(max(0, count - LOG_LINES) + 1, count + 1)
        lines = [{"line": number, "text": f"Epoch {number} - loss: {8 / (number + 9):.3f}"} for number in numbers]
        if self.finished_at is None:
            return {"data": lines}
        text = "".join(f"{line['text']}\n" for line in lines) + "Training complete.\n"
        return {"data": b64encode(gzip.compress(text.encode(), mtime=0)).decode()}

    def _runtime_ms(self, now: int) -> int:
        return (now if self.finished_at is None else self.finished_at) - self.created_at


def make_idle_jobs(node: Node) -> list[IdleJob]:
    """Return the two jobs of `node`: 42 ended an hour ago, 43 has been running for half an hour."""
    return [
        IdleJob(42, node, EPOCH_MS - 2 * HOUR_MS, EPOCH_MS - HOUR_MS),
        IdleJob(43, node, EPOCH_MS - HOUR_MS // 2, None),
    ]


def _format_time(unix_ms: int) -> str:
    return datetime.fromtimestamp(unix_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
