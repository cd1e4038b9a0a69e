"""The system's SSH, on a session: directly, or through the proxy of the service."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

from octaspace_sdk.cli.exit_codes import ExternalCommandError

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

_PATIENCE = 5.0  # seconds for a connection to the machine itself


def log_in(details: SessionInfo) -> int:
    """Opens a shell in a session; returns the exit status of ssh."""
    return run(ssh_arguments(details))


def ssh_arguments(
    details: SessionInfo, *, proxy: bool | None = None, user: str = "root", identity: str | None = None
) -> list[str]:
    """Returns the words of an ssh command.

    Args:
        details: The session.
        proxy: Whether to go through the proxy; None for the machine itself where it can be reached, else the proxy.
        user: The user to log in as.
        identity: Path of a private key.

    Raises:
        LookupError: The session has no SSH, or not yet.
    """
    if proxy is None:
        proxy = not _is_reachable(details) and details.ssh_proxy is not None
    return details.ssh_arguments(proxy=proxy, user=user, identity=identity)


def run(arguments: Sequence[str]) -> int:
    """Runs a program on the terminal of this one; returns its exit status.

    Raises:
        ExternalCommandError: It is not installed.
    """
    if shutil.which(arguments[0]) is None:
        raise ExternalCommandError(
            f"{arguments[0]} is not installed; `octaspace compute connect --print` shows where to go"
        )
    return subprocess.run(arguments, check=False).returncode  # noqa: S603 (the words of a command of the user's)


def _is_reachable(details: SessionInfo) -> bool:
    endpoint = details.ssh_direct
    host, port = getattr(endpoint, "host", None), getattr(endpoint, "port", None)
    if not isinstance(host, str) or not isinstance(port, int):
        return False
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except (OSError, ValueError, OverflowError):  # the last two: a host or a port that is none
        return False
    return True
