"""What a row is given."""

from __future__ import annotations

import attrs

from benchmarks.local import LocalServer


@attrs.frozen
class Setting:
    """The server to ask, and how long to measure."""

    server: LocalServer
    rounds: int

    @property
    def url(self) -> str:
        return self.server.url
