"""Applications of the catalogue: which one is meant, and what a machine that runs it inherits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from octaspace_api.models import App


def find_app(apps: Sequence[App], wanted: str | UUID) -> App:
    """Return the application with this UUID or name; words of the name are enough where they mean only one.

    Raises:
        ValueError: There is none, or several; the message names them.
    """
    text = (wanted if isinstance(wanted, str) else str(wanted)).strip().casefold()
    exact = [app for app in apps if text in (str(app.uuid).casefold(), str(app.name).casefold())]
    if exact:
        return exact[0]
    found = [app for app in apps if all(word in str(app.name).casefold() for word in text.split())]
    if len(found) == 1:
        return found[0]
    problem = "several apps are meant by" if found else "no such app:"
    raise ValueError(f"{problem} {str(wanted)!r}; there are {', '.join(str(app.name) for app in found or apps)}")


def with_app_defaults(app: App, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a rental with what they leave to the application; environment variables are merged."""
    inherited: dict[str, Any] = {
        "image": app.image,
        "disk_size": minimal_disk(app),
        "ports": app.ports,
        "http_ports": app.http_ports,
        "start_command": app.start_command,
    }
    given = {name: value for name, value in arguments.items() if value is not None}
    # Odd values of a changed API are left out.
    envs = {name: text for name, text in (app.envs or {}).items() if isinstance(text, str)}
    merged = {name: value for name, value in inherited.items() if value} | given
    return merged | {"app": str(app.uuid), "envs": envs | dict(given.get("envs") or {})}


def minimal_disk(app: App) -> int | None:
    """Return the disk in gigabytes that an application needs at least, where the catalogue says so."""
    size = app.extra.get("min_disk_size") if isinstance(app.extra, dict) else None
    return size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None


def minimal_vram(app: App) -> float | None:
    """Return the memory of a GPU in GiB that an application needs at least, where the catalogue says so."""
    hardware = app.extra.get("hw") if isinstance(app.extra, dict) else None
    size = hardware.get("min_vram_gb") if isinstance(hardware, dict) else None
    return size if isinstance(size, int | float) and not isinstance(size, bool) and size > 0 else None
