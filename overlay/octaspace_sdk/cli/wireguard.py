"""`wg-quick`, which makes a network interface of a WireGuard configuration."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from octaspace_sdk.cli.credentials import config_file
from octaspace_sdk.cli.exit_codes import ExternalCommandError
from octaspace_sdk.cli.ssh import run

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

INTERFACE = "octaspace"


def up(details: SessionInfo) -> int:
    """Hands the configuration of a session to `wg-quick up`; returns its exit status."""
    command = _command("up")
    path = _configuration()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    details.save_config(path)
    return run([*command, str(path)])


def down() -> int:
    """Ends what `up` has begun, and removes its configuration; returns the exit status of `wg-quick`."""
    path = _configuration()
    if not path.exists():
        raise LookupError("no VPN is up; `octaspace vpn up` starts it")
    status = run([*_command("down"), str(path)])
    if status == 0:
        path.unlink()
    return status


def _configuration() -> Path:
    """Returns the file, whose name wg-quick gives to the interface."""
    return config_file().with_name(f"{INTERFACE}.conf")


def _command(verb: str) -> list[str]:
    if shutil.which("wg-quick") is None:
        raise ExternalCommandError(
            "wg-quick is not installed (it comes with wireguard-tools); "
            "`octaspace vpn config --out wg.conf` writes the configuration for another WireGuard client"
        )
    as_root = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo"]
    return [*as_root, "wg-quick", verb]
