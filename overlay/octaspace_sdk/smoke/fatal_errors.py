"""Errors after which no other request to the same API can succeed."""

from __future__ import annotations

from typing import Literal

from octaspace_sdk.errors import AuthenticationError, ConfigurationError, NetworkError

FatalReason = Literal["unreachable", "key refused"]


def fatal_reason(error: Exception | None) -> FatalReason | None:
    """Return why no other request can succeed after this error; None where one can."""
    if isinstance(error, AuthenticationError) or (isinstance(error, ConfigurationError) and error.concerns_key):
        return "key refused"
    return "unreachable" if isinstance(error, NetworkError) and not error.may_have_been_processed else None
