from __future__ import annotations

from typing import Any

import attrs

from ..model import ResponseModel, masked


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class App(ResponseModel):
    """An application of the catalogue.

    Attributes:
        uuid: UUID of the application.
        name: Name of the application.
        image: Container image.
        category: Category of the application; an open set of words.
        description: What the application is, may be empty.
        envs: Environment variables and their default values.
        ports: TCP ports that the application listens on.
        http_ports: HTTP ports that the application listens on.
        personal: Whether the application is a personal one.
        start_command: Command that starts the application, may be empty.
        extra: More about the application, an open object.
    """

    _summary = (
        "name",
        "category",
        "uuid",
        "image",
    )

    uuid: str
    """UUID of the application."""

    name: str
    """Name of the application."""

    image: str
    """Container image."""

    category: str
    """Category of the application; an open set of words."""

    description: str
    """What the application is, may be empty."""

    envs: dict[str, Any] | None = attrs.field(repr=masked)
    """Environment variables and their default values."""

    ports: list[int]
    """TCP ports that the application listens on."""

    http_ports: list[int]
    """HTTP ports that the application listens on."""

    personal: bool
    """Whether the application is a personal one."""

    start_command: str | None = None
    """Command that starts the application, may be empty."""

    extra: dict[str, Any]
    """More about the application, an open object."""
