from __future__ import annotations

import attrs

from ..model import Model
from .idle_job_log_line import IdleJobLogLine


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class IdleJobLogs(Model):
    """The logs of an idle job.

    Attributes:
        data: Base64 of gzip of text, or a list of lines.
    """

    data: list[IdleJobLogLine] | str
    """Base64 of gzip of text, or a list of lines."""
