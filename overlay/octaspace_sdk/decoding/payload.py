"""The body of a response, parsed at most once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from octaspace_api.lock_free import LockFree
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.json_codec import parse_lenient


class Payload(LockFree):
    """A response to decode; its plain view is shared by all that need one."""

    def __init__(self, response: RawResponse, deadline: Deadline | None = None) -> None:
        self.response = response
        self.deadline = deadline or Deadline(None)
        """When it must be decoded."""

    @property
    def content(self) -> bytes:
        return self.response.content

    @cached_property
    def plain(self) -> Any:
        """The body as plain Python values.

        Raises:
            ValueError: It is not JSON, or nested too deeply.
        """
        return parse_lenient(self.content)
