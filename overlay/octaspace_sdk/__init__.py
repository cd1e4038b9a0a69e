"""Python SDK for the OctaSpace API.

    from octaspace_sdk import OctaSpace

    with OctaSpace() as client:  # the key is read from OCTA_API_KEY
        for machine in client.services.mr.search(region="europe"):
            print(machine.node_id, machine.gpu_model, machine.price_per_hour, "USD per hour")

`OctaSpace` is the sync client, `AsyncOctaSpace` the same with `await`. Public are this module, `octaspace_sdk.errors`,
`octaspace_sdk.selection`, `octaspace_sdk.tables`, `octaspace_sdk.simulator`, `octaspace_sdk.pytest_plugin` and
`octaspace_api.models`, the models of the responses.
Everything else may move at any time.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from octaspace_api import API_VERSION
from octaspace_sdk._version import __version__

if TYPE_CHECKING:
    from octaspace_api.arguments import UnknownKeyWarning
    from octaspace_api.rental import CreatedSession
    from octaspace_api.units import format_octa, format_usd
    from octaspace_sdk.client import AsyncOctaSpace, OctaSpace
    from octaspace_sdk.config import ClientOptions
    from octaspace_sdk.errors import (
        APIError,
        Attempt,
        AuthenticationError,
        BadGatewayError,
        ConfigurationError,
        ConnectionFailedError,
        DecodeError,
        GatewayTimeoutError,
        NetworkError,
        NotFoundError,
        OctaSpaceError,
        Outcome,
        PermissionDeniedError,
        ProvisionRejectedError,
        RateLimitError,
        RequestTimeoutError,
        ServerError,
        ServiceUnavailableError,
        ValidationError,
        is_auth_error,
        is_not_found,
        is_rate_limit,
    )
    from octaspace_sdk.events import Drift, RequestEvent, ResponseEvent
    from octaspace_sdk.rentals.session_handle import (
        AsyncRunningSession,
        AsyncSessionHandle,
        RunningSession,
        SessionHandle,
    )
    from octaspace_sdk.resources.sessions import StopReport
    from octaspace_sdk.response import RawResponse

# The values of `Session.service`.
SERVICE_MR = "mr"
SERVICE_VPN = "vpn"
SERVICE_RENDER = "render"

# Where each public name is imported from when it is first used.
_MODULES = {
    **dict.fromkeys(("AsyncOctaSpace", "OctaSpace"), "octaspace_sdk.client"),
    "ClientOptions": "octaspace_sdk.config",
    **dict.fromkeys(("Drift", "RequestEvent", "ResponseEvent"), "octaspace_sdk.events"),
    **dict.fromkeys(
        ("AsyncRunningSession", "AsyncSessionHandle", "RunningSession", "SessionHandle"),
        "octaspace_sdk.rentals.session_handle",
    ),
    "CreatedSession": "octaspace_api.rental",
    "StopReport": "octaspace_sdk.resources.sessions",
    "RawResponse": "octaspace_sdk.response",
    "UnknownKeyWarning": "octaspace_api.arguments",
    **dict.fromkeys(("format_octa", "format_usd"), "octaspace_api.units"),
}

__all__ = [
    "API_VERSION",
    "SERVICE_MR",
    "SERVICE_RENDER",
    "SERVICE_VPN",
    "APIError",
    "AsyncOctaSpace",
    "AsyncRunningSession",
    "AsyncSessionHandle",
    "Attempt",
    "AuthenticationError",
    "BadGatewayError",
    "ClientOptions",
    "ConfigurationError",
    "ConnectionFailedError",
    "CreatedSession",
    "DecodeError",
    "Drift",
    "GatewayTimeoutError",
    "NetworkError",
    "NotFoundError",
    "OctaSpace",
    "OctaSpaceError",
    "Outcome",
    "PermissionDeniedError",
    "ProvisionRejectedError",
    "RateLimitError",
    "RawResponse",
    "RequestEvent",
    "RequestTimeoutError",
    "ResponseEvent",
    "RunningSession",
    "ServerError",
    "ServiceUnavailableError",
    "SessionHandle",
    "StopReport",
    "UnknownKeyWarning",
    "ValidationError",
    "__version__",
    "format_octa",
    "format_usd",
    "is_auth_error",
    "is_not_found",
    "is_rate_limit",
]


def __getattr__(name: str) -> object:
    """Imports what is asked for: a script that only catches errors need not load the HTTP library."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES.get(name, "octaspace_sdk.errors"))
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
