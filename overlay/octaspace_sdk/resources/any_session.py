"""What `services.session` takes; a module of its own, because only annotations need all of it."""

from uuid import UUID

from octaspace_api.models import Session, SessionCreated, SessionInfo
from octaspace_sdk.rentals.session_handle import AsyncSessionHandle, SessionHandle

AnySession = str | UUID | Session | SessionInfo | SessionCreated | SessionHandle | AsyncSessionHandle
"""A session: its UUID or the beginning of it, a model that has the UUID, or a handle."""
