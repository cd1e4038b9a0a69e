from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SSHEndpoint(Model):
    """Where SSH reaches a session.

    Attributes:
        host: Host name or IP address.
        port: Port.
    """

    host: str
    """Host name or IP address."""

    port: int
    """Port."""
