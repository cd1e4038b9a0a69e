"""Python SDK for the OctaSpace API.

    from octaspace_sdk import OctaSpace

    with OctaSpace() as client:  # the key is read from OCTA_API_KEY
        for machine in client.services.mr.search(region="europe"):
            print(machine.node_id, machine.gpu_model, machine.price_per_hour, "USD per hour")

`OctaSpace` is the sync client, `AsyncOctaSpace` the same with `await`. Public are this module, `octaspace_sdk.errors`,
`octaspace_sdk.selection`, `octaspace_sdk.tables`, `octaspace_sdk.simulator`, `octaspace_sdk.pytest_plugin`,
`octaspace_api.models`, the models of the responses, and `octaspace_api.resources`, the types of the resources.
Everything else may move at any time.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from octaspace_api import API_VERSION
from octaspace_sdk._version import __version__

if TYPE_CHECKING:
    from octaspace_api.arguments import UnknownKeyWarning
    from octaspace_api.model import Model, ResponseModel
    from octaspace_api.rental import CreatedSession
    from octaspace_api.resources import (
        RawAPI,
        ServicesMrCreateArguments,
        ServicesRenderCreateArguments,
        ServicesVpnCreateArguments,
    )
    from octaspace_api.units import format_octa, format_usd
    from octaspace_sdk.client import AsyncOctaSpace, OctaSpace
    from octaspace_sdk.config import ClientOptions, OnDrift
    from octaspace_sdk.downloads.file_download import OnBytes, StrPath
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
    from octaspace_sdk.rentals.lifecycle import OnProgress
    from octaspace_sdk.rentals.session_handle import (
        AsyncRunningSession,
        AsyncSessionHandle,
        RunningSession,
        SessionHandle,
    )
    from octaspace_sdk.resources.any_session import AnySession
    from octaspace_sdk.resources.apps import Apps, AsyncApps
    from octaspace_sdk.resources.nodes import AsyncNodes, Nodes
    from octaspace_sdk.resources.services import AsyncServices, Services
    from octaspace_sdk.resources.sessions import AsyncSessions, Service, Sessions, StopReport
    from octaspace_sdk.response import RawResponse

# The values of `Session.service`.
SERVICE_MR = "mr"
SERVICE_VPN = "vpn"
SERVICE_RENDER = "render"

# Where each public name is imported from when it is first used.
_MODULES = {
    **dict.fromkeys(("AsyncOctaSpace", "OctaSpace"), "octaspace_sdk.client"),
    **dict.fromkeys(("ClientOptions", "OnDrift"), "octaspace_sdk.config"),
    **dict.fromkeys(("OnBytes", "StrPath"), "octaspace_sdk.downloads.file_download"),
    **dict.fromkeys(("Drift", "RequestEvent", "ResponseEvent"), "octaspace_sdk.events"),
    **dict.fromkeys(
        ("AsyncRunningSession", "AsyncSessionHandle", "RunningSession", "SessionHandle"),
        "octaspace_sdk.rentals.session_handle",
    ),
    "CreatedSession": "octaspace_api.rental",
    "OnProgress": "octaspace_sdk.rentals.lifecycle",
    "AnySession": "octaspace_sdk.resources.any_session",
    **dict.fromkeys(("Apps", "AsyncApps"), "octaspace_sdk.resources.apps"),
    **dict.fromkeys(("AsyncNodes", "Nodes"), "octaspace_sdk.resources.nodes"),
    **dict.fromkeys(("AsyncServices", "Services"), "octaspace_sdk.resources.services"),
    **dict.fromkeys(("AsyncSessions", "Service", "Sessions", "StopReport"), "octaspace_sdk.resources.sessions"),
    **dict.fromkeys(("Model", "ResponseModel"), "octaspace_api.model"),
    **dict.fromkeys(
        ("RawAPI", "ServicesMrCreateArguments", "ServicesRenderCreateArguments", "ServicesVpnCreateArguments"),
        "octaspace_api.resources",
    ),
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
    "AnySession",
    "Apps",
    "AsyncApps",
    "AsyncNodes",
    "AsyncOctaSpace",
    "AsyncRunningSession",
    "AsyncServices",
    "AsyncSessionHandle",
    "AsyncSessions",
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
    "Model",
    "NetworkError",
    "Nodes",
    "NotFoundError",
    "OctaSpace",
    "OctaSpaceError",
    "OnBytes",
    "OnDrift",
    "OnProgress",
    "Outcome",
    "PermissionDeniedError",
    "ProvisionRejectedError",
    "RateLimitError",
    "RawAPI",
    "RawResponse",
    "RequestEvent",
    "RequestTimeoutError",
    "ResponseEvent",
    "ResponseModel",
    "RunningSession",
    "ServerError",
    "Service",
    "ServiceUnavailableError",
    "Services",
    "ServicesMrCreateArguments",
    "ServicesRenderCreateArguments",
    "ServicesVpnCreateArguments",
    "SessionHandle",
    "Sessions",
    "StopReport",
    "StrPath",
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
    """Import what is asked for: a script that only catches errors need not load the HTTP library."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES.get(name, "octaspace_sdk.errors"))
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
