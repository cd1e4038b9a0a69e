"""The jobs that a node runs while nobody rents it: one that ended and one that is running."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from octaspace_sdk.simulator.network.entities import HOUR_MS, Node
from octaspace_sdk.simulator.world.clock import EPOCH_MS

EPOCH_OF_TRAINING_MS = 60_000
SHOWN_LINES = 100


@frozen
class IdleJob:
    """A training job that writes a line per simulated minute."""

    id: int
    node: Node
    created_at: int
    finished_at: int | None
    """Both in Unix milliseconds."""

    def status(self, now: int) -> dict[str, Any]:
        """Return the answer of GET /idle_jobs/{node_id}/{job_id}; a running job says little."""
        status: dict[str, Any] = {"is_up": self.finished_at is None, "uptime": self._ran_for(now) // 1000}
        if self.finished_at is None:
            return status
        return status | {
            "error": None,
            "id": self.id,
            "node_id": self.node.id,
            "status": "completed",
            "created_at": _text(self.created_at),
            "finished_at": _text(self.finished_at),
        }

    def logs(self, now: int) -> dict[str, Any]:
        """Return the answer of GET /idle_jobs/{node_id}/{job_id}/logs: lines while it runs, an archive afterwards."""
        count = self._ran_for(now) // EPOCH_OF_TRAINING_MS
        numbers = range(max(0, count - SHOWN_LINES) + 1, count + 1)
        lines = [{"line": number, "text": f"Epoch {number} - loss: {8 / (number + 9):.3f}"} for number in numbers]
        if self.finished_at is None:
            return {"data": lines}
        text = "".join(f"{line['text']}\n" for line in lines) + "Training complete.\n"
        return {"data": b64encode(gzip.compress(text.encode(), mtime=0)).decode()}

    def _ran_for(self, now: int) -> int:
        return (now if self.finished_at is None else self.finished_at) - self.created_at


def make_idle_jobs(node: Node) -> list[IdleJob]:
    """Make the two jobs of `node`: number 42 ended an hour ago, number 43 has been running for half an hour."""
    return [
        IdleJob(42, node, EPOCH_MS - 2 * HOUR_MS, EPOCH_MS - HOUR_MS),
        IdleJob(43, node, EPOCH_MS - HOUR_MS // 2, None),
    ]


def _text(unix_ms: int) -> str:
    return datetime.fromtimestamp(unix_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
