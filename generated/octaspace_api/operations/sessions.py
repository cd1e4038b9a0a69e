"""The requests of `sessions`: The sessions of the account, running and finished."""

from .. import arguments
from ..models import Session
from ..request import Request, query_pairs


def sessions_list(recent: bool | None = None) -> Request[list[Session]]:
    """List the sessions of the account. (GET /sessions)"""
    if recent is not None:
        arguments.boolean("recent", recent)
    return Request(
        operation="sessions.list",
        method="GET",
        path="/sessions",
        query=query_pairs(
            {
                "recent": recent,
            }
        ),
        response_type=list[Session],
        idempotent=True,
        needs_key=True,
    )
