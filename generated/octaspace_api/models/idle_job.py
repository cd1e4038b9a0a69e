from __future__ import annotations

from datetime import datetime

import attrs

from .. import units
from ..model import ResponseModel


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class IdleJob(ResponseModel):
    """The status of an idle job.

    Attributes:
        is_up: Whether the job is running.
        uptime: How long the job has been up, in seconds, not always there.
        error: Why the job failed, if it did.
        id: Id of the job.
        node_id: Id of the node that runs the job.
        status: Status of the job; an open set of words.
        command: Command that the job runs, not always there.
        created_at: When the job was created, as text.
        finished_at: When the job ended, as text.
    """

    _summary = (
        "id",
        "node_id",
        "status",
        "is_up",
        "uptime",
        "command",
        "error",
    )

    # May be left out, and may be null as well.
    _nullable = (
        "error",
        "command",
        "created_at",
        "finished_at",
    )

    is_up: bool
    """Whether the job is running."""

    uptime: int | None = None
    """How long the job has been up, in seconds, not always there."""

    error: str | None = None
    """Why the job failed, if it did."""

    id: int | None = None
    """Id of the job."""

    node_id: int | None = None
    """Id of the node that runs the job."""

    status: str | None = None
    """Status of the job; an open set of words."""

    command: str | None = None
    """Command that the job runs, not always there."""

    created_at: str | None = None
    """When the job was created, as text."""

    finished_at: str | None = None
    """When the job ended, as text."""

    @property
    def created_at_utc(self) -> datetime | None:
        """`created_at` as an aware datetime; None if unreadable."""
        return units.utc_from_text(self.created_at)

    @property
    def finished_at_utc(self) -> datetime | None:
        """`finished_at` as an aware datetime; None if unreadable."""
        return units.utc_from_text(self.finished_at)
