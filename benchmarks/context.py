"""The context in which a row is measured."""

from __future__ import annotations

import attrs

from benchmarks.local_server import LocalServer


@attrs.frozen
class Context:
    """The server to ask, and how long to measure."""

    server: LocalServer
    rounds: int

    @property
    def url(self) -> str:
        return self.server.url
