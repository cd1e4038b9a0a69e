"""The tree of resources, as attributes of a client. A resource is imported when it is first used."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..executor import AsyncRentalExecutor, RentalExecutor
from ..lock_free import LockFree
from ..request import Request

if TYPE_CHECKING:
    from .accounts import AccountsResource, AsyncAccountsResource, RawAccountsResource
    from .apps import AppsResource, AsyncAppsResource, RawAppsResource
    from .idle_jobs import AsyncIdleJobsResource, IdleJobsResource, RawIdleJobsResource
    from .network import AsyncNetworkResource, NetworkResource, RawNetworkResource
    from .nodes import AsyncNodesResource, NodesResource, RawNodesResource
    from .services_mr import (
        AsyncServicesMrResource,
        RawServicesMrResource,
        ServicesMrResource,
    )
    from .services_render import (
        AsyncServicesRenderResource,
        RawServicesRenderResource,
        ServicesRenderResource,
    )
    from .services_session import (
        AsyncServicesSessionResource,
        RawServicesSessionResource,
        ServicesSessionResource,
    )
    from .services_vpn import (
        AsyncServicesVpnResource,
        RawServicesVpnResource,
        ServicesVpnResource,
    )
    from .sessions import AsyncSessionsResource, RawSessionsResource, SessionsResource

R = TypeVar("R")
S = TypeVar("S")


class ServicesNamespace(LockFree, Generic[S]):
    """The resources below `services`, on a sync client, whose rentals give sessions of type S."""

    def __init__(self, executor: RentalExecutor[S]) -> None:
        self._executor = executor

    @cached_property
    def mr(self) -> "ServicesMrResource[S]":
        """Machine rental, machines for rent and starting one."""
        from .services_mr import ServicesMrResource

        return ServicesMrResource(self._executor)

    @cached_property
    def render(self) -> "ServicesRenderResource[S]":
        """Machines for rendering and starting a render session."""
        from .services_render import ServicesRenderResource

        return ServicesRenderResource(self._executor)

    def session(self, uuid: str) -> "ServicesSessionResource":
        """One session, its details, its logs and stopping it."""
        from .services_session import ServicesSessionResource

        return ServicesSessionResource(self._executor, uuid)

    @cached_property
    def vpn(self) -> "ServicesVpnResource[S]":
        """VPN relays and starting a VPN session."""
        from .services_vpn import ServicesVpnResource

        return ServicesVpnResource(self._executor)


class AsyncServicesNamespace(LockFree, Generic[S]):
    """The resources below `services`, on an async client, whose rentals give sessions of type S."""

    def __init__(self, executor: AsyncRentalExecutor[S]) -> None:
        self._executor = executor

    @cached_property
    def mr(self) -> "AsyncServicesMrResource[S]":
        """Machine rental, machines for rent and starting one."""
        from .services_mr import AsyncServicesMrResource

        return AsyncServicesMrResource(self._executor)

    @cached_property
    def render(self) -> "AsyncServicesRenderResource[S]":
        """Machines for rendering and starting a render session."""
        from .services_render import AsyncServicesRenderResource

        return AsyncServicesRenderResource(self._executor)

    def session(self, uuid: str) -> "AsyncServicesSessionResource":
        """One session, its details, its logs and stopping it."""
        from .services_session import AsyncServicesSessionResource

        return AsyncServicesSessionResource(self._executor, uuid)

    @cached_property
    def vpn(self) -> "AsyncServicesVpnResource[S]":
        """VPN relays and starting a VPN session."""
        from .services_vpn import AsyncServicesVpnResource

        return AsyncServicesVpnResource(self._executor)


class RawServicesNamespace(LockFree, Generic[R]):
    """The resources below `services`, with the untouched response (R) in place of the models."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    @cached_property
    def mr(self) -> "RawServicesMrResource[R]":
        """Machine rental, machines for rent and starting one."""
        from .services_mr import RawServicesMrResource

        return RawServicesMrResource(self._execute)

    @cached_property
    def render(self) -> "RawServicesRenderResource[R]":
        """Machines for rendering and starting a render session."""
        from .services_render import RawServicesRenderResource

        return RawServicesRenderResource(self._execute)

    def session(self, uuid: str) -> "RawServicesSessionResource[R]":
        """One session, its details, its logs and stopping it."""
        from .services_session import RawServicesSessionResource

        return RawServicesSessionResource(self._execute, uuid)

    @cached_property
    def vpn(self) -> "RawServicesVpnResource[R]":
        """VPN relays and starting a VPN session."""
        from .services_vpn import RawServicesVpnResource

        return RawServicesVpnResource(self._execute)


class SyncAPI(LockFree, Generic[S]):
    """All resources, on a sync client, whose rentals give sessions of type S."""

    def __init__(self, executor: RentalExecutor[S]) -> None:
        self._executor = executor

    @cached_property
    def accounts(self) -> "AccountsResource":
        """The account that the API key belongs to, its balance and its wallet."""
        from .accounts import AccountsResource

        return AccountsResource(self._executor)

    @cached_property
    def apps(self) -> "AppsResource":
        """The catalogue of applications that can be started on a machine."""
        from .apps import AppsResource

        return AppsResource(self._executor)

    @cached_property
    def idle_jobs(self) -> "IdleJobsResource":
        """Idle jobs of a node, their status and their logs."""
        from .idle_jobs import IdleJobsResource

        return IdleJobsResource(self._executor)

    @cached_property
    def network(self) -> "NetworkResource":
        """Public statistics of the whole network."""
        from .network import NetworkResource

        return NetworkResource(self._executor)

    @cached_property
    def nodes(self) -> "NodesResource":
        """The compute nodes that the account owns."""
        from .nodes import NodesResource

        return NodesResource(self._executor)

    @cached_property
    def sessions(self) -> "SessionsResource":
        """The sessions of the account, running and finished."""
        from .sessions import SessionsResource

        return SessionsResource(self._executor)

    @cached_property
    def services(self) -> "ServicesNamespace[S]":
        """The resources below `services`."""
        return ServicesNamespace(self._executor)


class AsyncAPI(LockFree, Generic[S]):
    """All resources, on an async client, whose rentals give sessions of type S."""

    def __init__(self, executor: AsyncRentalExecutor[S]) -> None:
        self._executor = executor

    @cached_property
    def accounts(self) -> "AsyncAccountsResource":
        """The account that the API key belongs to, its balance and its wallet."""
        from .accounts import AsyncAccountsResource

        return AsyncAccountsResource(self._executor)

    @cached_property
    def apps(self) -> "AsyncAppsResource":
        """The catalogue of applications that can be started on a machine."""
        from .apps import AsyncAppsResource

        return AsyncAppsResource(self._executor)

    @cached_property
    def idle_jobs(self) -> "AsyncIdleJobsResource":
        """Idle jobs of a node, their status and their logs."""
        from .idle_jobs import AsyncIdleJobsResource

        return AsyncIdleJobsResource(self._executor)

    @cached_property
    def network(self) -> "AsyncNetworkResource":
        """Public statistics of the whole network."""
        from .network import AsyncNetworkResource

        return AsyncNetworkResource(self._executor)

    @cached_property
    def nodes(self) -> "AsyncNodesResource":
        """The compute nodes that the account owns."""
        from .nodes import AsyncNodesResource

        return AsyncNodesResource(self._executor)

    @cached_property
    def sessions(self) -> "AsyncSessionsResource":
        """The sessions of the account, running and finished."""
        from .sessions import AsyncSessionsResource

        return AsyncSessionsResource(self._executor)

    @cached_property
    def services(self) -> "AsyncServicesNamespace[S]":
        """The resources below `services`."""
        return AsyncServicesNamespace(self._executor)


class RawAPI(LockFree, Generic[R]):
    """All resources, with the untouched response (R) in place of the models."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    @cached_property
    def accounts(self) -> "RawAccountsResource[R]":
        """The account that the API key belongs to, its balance and its wallet."""
        from .accounts import RawAccountsResource

        return RawAccountsResource(self._execute)

    @cached_property
    def apps(self) -> "RawAppsResource[R]":
        """The catalogue of applications that can be started on a machine."""
        from .apps import RawAppsResource

        return RawAppsResource(self._execute)

    @cached_property
    def idle_jobs(self) -> "RawIdleJobsResource[R]":
        """Idle jobs of a node, their status and their logs."""
        from .idle_jobs import RawIdleJobsResource

        return RawIdleJobsResource(self._execute)

    @cached_property
    def network(self) -> "RawNetworkResource[R]":
        """Public statistics of the whole network."""
        from .network import RawNetworkResource

        return RawNetworkResource(self._execute)

    @cached_property
    def nodes(self) -> "RawNodesResource[R]":
        """The compute nodes that the account owns."""
        from .nodes import RawNodesResource

        return RawNodesResource(self._execute)

    @cached_property
    def sessions(self) -> "RawSessionsResource[R]":
        """The sessions of the account, running and finished."""
        from .sessions import RawSessionsResource

        return RawSessionsResource(self._execute)

    @cached_property
    def services(self) -> "RawServicesNamespace[R]":
        """The resources below `services`."""
        return RawServicesNamespace(self._execute)
