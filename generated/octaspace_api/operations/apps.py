"""The requests of `apps`: The catalogue of applications that can be started on a machine."""

from ..models import App
from ..request import Request


def apps_list() -> Request[list[App]]:
    """List the application catalogue. (GET /apps)"""
    return Request(
        operation="apps.list",
        method="GET",
        path="/apps",
        response_type=list[App],
        idempotent=True,
    )
