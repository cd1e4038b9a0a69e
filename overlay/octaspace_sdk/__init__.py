"""Python SDK for the OctaSpace API.

    from octaspace_sdk import OctaSpace

    with OctaSpace() as client:  # the key is read from OCTA_API_KEY
        for machine in client.services.mr.list():
            print(machine.node_id, machine.country, machine.base_usd_per_hour)

`OctaSpace` is the sync client, `AsyncOctaSpace` the same with `await`; the errors are in `octaspace_sdk.errors` and,
like all that is public, here. The models of the answers are in `octaspace_api.models`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from octaspace_api import __version__

if TYPE_CHECKING:
    from octaspace_sdk.client import AsyncOctaSpace, OctaSpace
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
    from octaspace_sdk.response import RawResponse

__all__ = [
    "SERVICE_MR",
    "SERVICE_RENDER",
    "SERVICE_VPN",
    "APIError",
    "AsyncOctaSpace",
    "Attempt",
    "AuthenticationError",
    "BadGatewayError",
    "ConfigurationError",
    "ConnectionFailedError",
    "DecodeError",
    "Drift",
    "GatewayTimeoutError",
    "NetworkError",
    "NotFoundError",
    "OctaSpace",
    "OctaSpaceError",
    "PermissionDeniedError",
    "ProvisionRejectedError",
    "RateLimitError",
    "RawResponse",
    "RequestEvent",
    "RequestTimeoutError",
    "ResponseEvent",
    "ServerError",
    "ServiceUnavailableError",
    "ValidationError",
    "__version__",
    "is_auth_error",
    "is_not_found",
    "is_rate_limit",
]

# The values of `Session.service`.
SERVICE_MR = "mr"
SERVICE_VPN = "vpn"
SERVICE_RENDER = "render"

_MODULES = {
    "AsyncOctaSpace": "client",
    "OctaSpace": "client",
    "Drift": "events",
    "RawResponse": "response",
    "RequestEvent": "events",
    "ResponseEvent": "events",
}


def __getattr__(name: str) -> object:
    """Imports what is asked for: a script that only catches errors need not load the HTTP library."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_MODULES.get(name, 'errors')}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
