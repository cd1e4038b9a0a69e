"""The requests of `services.session`: One session, its details, its logs and stopping it."""

from typing import Any

from .. import arguments
from ..models import SessionInfo, SessionLogs
from ..request import Request, query_pairs, segment


def services_session_info(uuid: str) -> Request[SessionInfo]:
    """Return the details of a session. (GET /services/{uuid}/info)"""
    arguments.text("uuid", uuid, min_length=1)
    return Request(
        operation="services.session.info",
        method="GET",
        path=f"/services/{segment('uuid', uuid)}/info",
        response_type=SessionInfo,
        idempotent=True,
        needs_key=True,
    )


def services_session_logs(uuid: str, recent: bool | None = None) -> Request[SessionLogs]:
    """Return the logs of a session. (GET /services/{uuid}/logs)"""
    arguments.text("uuid", uuid, min_length=1)
    if recent is not None:
        arguments.boolean("recent", recent)
    return Request(
        operation="services.session.logs",
        method="GET",
        path=f"/services/{segment('uuid', uuid)}/logs",
        query=query_pairs(
            {
                "recent": recent,
            }
        ),
        response_type=SessionLogs,
        idempotent=True,
        needs_key=True,
    )


def services_session_stop(uuid: str, score: int | None = None) -> Request[None]:
    """Stop a session. (POST /services/{uuid}/stop)"""
    arguments.text("uuid", uuid, min_length=1)
    if score is not None:
        arguments.integer("score", score, minimum=1, maximum=5)
    body: dict[str, Any] = {}
    if score is not None:
        body["score"] = score
    return Request(
        operation="services.session.stop",
        method="POST",
        path=f"/services/{segment('uuid', uuid)}/stop",
        json=body or None,
        response_type=None,
        idempotent=True,
        needs_key=True,
        recovery_hint="look at sessions.list() to see whether the session still runs",
        response_adapter="stopped",
    )
