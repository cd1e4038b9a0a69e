"""The operations by tag, as methods that hand their request to an executor: sync, async, and raw.

The types are here to be named in annotations; each is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..operations.services_mr import (
        ServicesMrCreateArguments as ServicesMrCreateArguments,
    )
    from ..operations.services_render import (
        ServicesRenderCreateArguments as ServicesRenderCreateArguments,
    )
    from ..operations.services_vpn import (
        ServicesVpnCreateArguments as ServicesVpnCreateArguments,
    )
    from ._namespaces import AsyncAPI as AsyncAPI
    from ._namespaces import AsyncServicesNamespace as AsyncServicesNamespace
    from ._namespaces import RawAPI as RawAPI
    from ._namespaces import RawServicesNamespace as RawServicesNamespace
    from ._namespaces import ServicesNamespace as ServicesNamespace
    from ._namespaces import SyncAPI as SyncAPI
    from .accounts import AccountsResource as AccountsResource
    from .accounts import AsyncAccountsResource as AsyncAccountsResource
    from .accounts import RawAccountsResource as RawAccountsResource
    from .apps import AppsResource as AppsResource
    from .apps import AsyncAppsResource as AsyncAppsResource
    from .apps import RawAppsResource as RawAppsResource
    from .idle_jobs import AsyncIdleJobsResource as AsyncIdleJobsResource
    from .idle_jobs import IdleJobsResource as IdleJobsResource
    from .idle_jobs import RawIdleJobsResource as RawIdleJobsResource
    from .network import AsyncNetworkResource as AsyncNetworkResource
    from .network import NetworkResource as NetworkResource
    from .network import RawNetworkResource as RawNetworkResource
    from .nodes import AsyncNodesResource as AsyncNodesResource
    from .nodes import NodesResource as NodesResource
    from .nodes import RawNodesResource as RawNodesResource
    from .services_mr import AsyncServicesMrResource as AsyncServicesMrResource
    from .services_mr import RawServicesMrResource as RawServicesMrResource
    from .services_mr import ServicesMrResource as ServicesMrResource
    from .services_render import (
        AsyncServicesRenderResource as AsyncServicesRenderResource,
    )
    from .services_render import RawServicesRenderResource as RawServicesRenderResource
    from .services_render import ServicesRenderResource as ServicesRenderResource
    from .services_session import (
        AsyncServicesSessionResource as AsyncServicesSessionResource,
    )
    from .services_session import (
        RawServicesSessionResource as RawServicesSessionResource,
    )
    from .services_session import ServicesSessionResource as ServicesSessionResource
    from .services_vpn import AsyncServicesVpnResource as AsyncServicesVpnResource
    from .services_vpn import RawServicesVpnResource as RawServicesVpnResource
    from .services_vpn import ServicesVpnResource as ServicesVpnResource
    from .sessions import AsyncSessionsResource as AsyncSessionsResource
    from .sessions import RawSessionsResource as RawSessionsResource
    from .sessions import SessionsResource as SessionsResource

_MODULES = {
    "AccountsResource": ".accounts",
    "AsyncAccountsResource": ".accounts",
    "RawAccountsResource": ".accounts",
    "AppsResource": ".apps",
    "AsyncAppsResource": ".apps",
    "RawAppsResource": ".apps",
    "IdleJobsResource": ".idle_jobs",
    "AsyncIdleJobsResource": ".idle_jobs",
    "RawIdleJobsResource": ".idle_jobs",
    "NetworkResource": ".network",
    "AsyncNetworkResource": ".network",
    "RawNetworkResource": ".network",
    "NodesResource": ".nodes",
    "AsyncNodesResource": ".nodes",
    "RawNodesResource": ".nodes",
    "ServicesMrResource": ".services_mr",
    "AsyncServicesMrResource": ".services_mr",
    "RawServicesMrResource": ".services_mr",
    "ServicesMrCreateArguments": "..operations.services_mr",
    "ServicesRenderResource": ".services_render",
    "AsyncServicesRenderResource": ".services_render",
    "RawServicesRenderResource": ".services_render",
    "ServicesRenderCreateArguments": "..operations.services_render",
    "ServicesSessionResource": ".services_session",
    "AsyncServicesSessionResource": ".services_session",
    "RawServicesSessionResource": ".services_session",
    "ServicesVpnResource": ".services_vpn",
    "AsyncServicesVpnResource": ".services_vpn",
    "RawServicesVpnResource": ".services_vpn",
    "ServicesVpnCreateArguments": "..operations.services_vpn",
    "SessionsResource": ".sessions",
    "AsyncSessionsResource": ".sessions",
    "RawSessionsResource": ".sessions",
    "ServicesNamespace": "._namespaces",
    "AsyncServicesNamespace": "._namespaces",
    "RawServicesNamespace": "._namespaces",
    "SyncAPI": "._namespaces",
    "AsyncAPI": "._namespaces",
    "RawAPI": "._namespaces",
}

__all__ = [
    "AccountsResource",
    "AsyncAccountsResource",
    "RawAccountsResource",
    "AppsResource",
    "AsyncAppsResource",
    "RawAppsResource",
    "IdleJobsResource",
    "AsyncIdleJobsResource",
    "RawIdleJobsResource",
    "NetworkResource",
    "AsyncNetworkResource",
    "RawNetworkResource",
    "NodesResource",
    "AsyncNodesResource",
    "RawNodesResource",
    "ServicesMrResource",
    "AsyncServicesMrResource",
    "RawServicesMrResource",
    "ServicesMrCreateArguments",
    "ServicesRenderResource",
    "AsyncServicesRenderResource",
    "RawServicesRenderResource",
    "ServicesRenderCreateArguments",
    "ServicesSessionResource",
    "AsyncServicesSessionResource",
    "RawServicesSessionResource",
    "ServicesVpnResource",
    "AsyncServicesVpnResource",
    "RawServicesVpnResource",
    "ServicesVpnCreateArguments",
    "SessionsResource",
    "AsyncSessionsResource",
    "RawSessionsResource",
    "ServicesNamespace",
    "AsyncServicesNamespace",
    "RawServicesNamespace",
    "SyncAPI",
    "AsyncAPI",
    "RawAPI",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
