"""Which session is meant: by its UUID, or by the beginning of it; or the only one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace


class SessionLookupError(LookupError):
    """No running session is meant, or several are; the message of the program says where sessions are listed."""


def find_session(client: OctaSpace, text: str) -> str:
    """Return the UUID of a session; what is one already is not looked up, so that it may have ended.

    Raises:
        SessionLookupError: No running session begins like this, or several do.
    """
    with suppress(ValueError):
        return str(UUID(text))
    try:
        return client.sessions.find(text).uuid
    except LookupError as error:
        raise SessionLookupError(str(error)) from None


def find_machine(client: OctaSpace, text: str | None) -> str:
    """Return the UUID of a session on a machine: the one that is named, or the only one.

    Raises:
        LookupError: There is none, or several.
    """
    if text is not None:
        return find_session(client, text)
    running = [one.uuid for one in client.sessions.list() if one.service != "vpn"]
    return _only(running, "session on a machine", "`octaspace compute deploy` starts one")


def find_vpn(client: OctaSpace, text: str | None) -> str:
    """Return the UUID of a VPN session: the one that is named, or the only one.

    Raises:
        LookupError: There is none, or several.
    """
    if text is not None:
        return find_session(client, text)
    running = [one.uuid for one in client.sessions.list() if one.service == "vpn"]
    return _only(running, "VPN session", "`octaspace vpn connect` starts one")


def _only(running: list[str], kind: str, hint: str) -> str:
    if not running:
        raise LookupError(f"no {kind} is running; {hint}")
    if len(running) > 1:
        raise LookupError(f"{len(running)} of them are running, say which {kind}: {', '.join(running)}")
    return running[0]
