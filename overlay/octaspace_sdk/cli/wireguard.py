"""`wg-quick`, which makes a network interface of a WireGuard configuration."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from octaspace_sdk.cli.credentials import config_file
from octaspace_sdk.cli.exit_codes import ExternalCommandError
from octaspace_sdk.cli.ssh import run

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

INTERFACE = "octaspace"


def up(details: SessionInfo) -> int:
    """Hands the configuration of a session to `wg-quick up`; returns its exit status.

    The configuration, which has a private key, stays for `down` only where the interface is up.

    Raises:
        ExternalCommandError: There is no wg-quick, or a VPN is up.
    """
    command, path = _command("up"), _configuration()
    if _is_up():
        raise ExternalCommandError("a VPN is up; `octaspace vpn down` ends it")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    details.save_config(path)
    status = 1
    try:
        status = run([*command, str(path)])
    finally:
        if status != 0 and not _is_up():
            path.unlink()
    return status


def down() -> int:
    """End what `up` has begun, and remove its configuration; return the exit status of `wg-quick`.

    Raises:
        ExternalCommandError: There is no wg-quick.
        LookupError: No VPN is up, such as after a restart of this machine.
    """
    path = _configuration()
    if not path.exists():
        raise LookupError(_NOTHING_UP)
    status = run([*_command("down"), str(path)])
    if status != 0 and _is_up():
        return status
    path.unlink()
    if status != 0:
        raise LookupError(_NOTHING_UP)
    return status


_NOTHING_UP = "no VPN is up; `octaspace vpn up` starts it"


def _is_up() -> bool:
    """Return whether there is the interface; on macOS it has another name, and a file with that."""
    names = [name for _, name in socket.if_nameindex()] if hasattr(socket, "if_nameindex") else []
    return INTERFACE in names or Path(f"/var/run/wireguard/{INTERFACE}.name").exists()


def _configuration() -> Path:
    """Return the file, whose name wg-quick gives to the interface."""
    return config_file().with_name(f"{INTERFACE}.conf")


def _command(verb: str) -> list[str]:
    if shutil.which("wg-quick") is None:
        raise ExternalCommandError(
            "wg-quick is not installed (it comes with wireguard-tools); "
            "`octaspace vpn config --out wg.conf` writes the configuration for another WireGuard client"
        )
    as_root = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo"]
    return [*as_root, "wg-quick", verb]
