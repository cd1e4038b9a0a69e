"""The system's OpenSSH on a session: directly where that is reachable, else through the proxy of the service."""

from __future__ import annotations

import shlex
import shutil
import socket
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from octaspace_sdk.cli.exit_codes import ExternalCommandError

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

_CONNECT_TIMEOUT = 5.0  # seconds for a connection to the machine itself


@attrs.frozen
class Endpoint:
    """The SSH endpoint of a session."""

    command: list[str]
    """`ssh`, its options, and last the user and the host."""

    @property
    def target(self) -> str:
        """The user and the host."""
        return self.command[-1]

    def ssh(self, *options: str, remote: Sequence[str] = ()) -> list[str]:
        """Return an ssh command with more options, and what to run there.

        Args:
            *options: Of ssh.
            remote: One word is a line for the shell there; several are the words of a command.
        """
        line = list(remote) if len(remote) < 2 else [shlex.join(remote)]
        return [*self.command[:-1], *options, self.target, *line]

    def scp(self, source: str, destination: str) -> list[str]:
        """Return a command that copies files and folders; a path in the session begins with `target:`."""
        options = ["-P" if word == "-p" else word for word in self.command[1:-1]]
        return ["scp", "-r", *options, "--", source, destination]

    def rsync(self, source: str, destination: str) -> list[str]:
        """Return the same with rsync, which copies only what has changed."""
        return ["rsync", "-az", "--info=progress2", "-e", shlex.join(self.command[:-1]), "--", source, destination]

    def path(self, path: str) -> str:
        """Return a path in the session as scp and rsync write it."""
        user, _, host = self.target.rpartition("@")
        return f"{user}@[{host}]:{path}" if ":" in host else f"{self.target}:{path}"


def endpoint(
    details: SessionInfo, *, proxy: bool | None = None, user: str = "root", identity: str | None = None
) -> Endpoint:
    """Return where SSH reaches a session.

    Args:
        details: The session.
        proxy: Whether to go through the proxy; None for the machine itself where it can be reached, else the proxy.
        user: The user to log in as.
        identity: Path of a private key.

    Raises:
        LookupError: The session has no SSH, or not yet.
    """
    if proxy is None:
        proxy = details.ssh_proxy is not None and not _is_reachable(details)
    return Endpoint(details.ssh_arguments(proxy=proxy, user=user, identity=identity))


def run(arguments: Sequence[str]) -> int:
    """Run a program on the terminal of this one; return its exit status.

    Raises:
        ExternalCommandError: It is not installed.
    """
    check_installed(arguments[0], f"; it would run: {shlex.join(arguments)}")
    return subprocess.run(arguments, check=False).returncode  # noqa: S603 (what the user has asked for)


def check_installed(program: str, advice: str = "") -> None:
    """Refuses to go on without a program.

    Raises:
        ExternalCommandError: It is not installed.
    """
    if shutil.which(program) is None:
        raise ExternalCommandError(f"{program} is not installed{advice}")


def _is_reachable(details: SessionInfo) -> bool:
    direct = details.ssh_direct
    host, port = getattr(direct, "host", None), getattr(direct, "port", None)
    if not isinstance(host, str) or not isinstance(port, int):
        return False
    try:
        socket.create_connection((host, port), timeout=_CONNECT_TIMEOUT).close()
    except (OSError, ValueError, OverflowError):  # the last two: a host or a port that is none
        return False
    return True
