"""Which session is meant: by its UUID, or by the beginning of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace


def find_session(client: OctaSpace, text: str) -> str:
    """Returns the UUID of a session; what is one already is not looked up, so that it may have ended.

    Raises:
        LookupError: No running session begins like this, or several do.
    """
    try:
        return str(UUID(text))
    except ValueError:
        return client.sessions.find(text).uuid
