"""The resource `services.vpn`: VPN relays and starting a VPN session."""

import builtins
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ..client import AsyncSend, Send
from ..models import SessionCreated, VPNRelay
from ..operations import services_vpn as operations
from ..request import Request

R = TypeVar("R")


class ServicesVpnResource:
    """`services.vpn` on a sync client: VPN relays and starting a VPN session."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[VPNRelay]:
        """List the VPN relays.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return self._send(operations.services_vpn_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        subkind: str | None = None,
        protocol: str | None = None,
        organization_id: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> SessionCreated:
        """Start a VPN session.

        The subkind v2ray needs a protocol. Unknown keys are accepted.

        Args:
            node_id: Id of the node, at least 0.
            subkind: Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come.
            protocol: Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others may
                come.
            organization_id: Id of an organization, left out when not given.
            project_id: Id of a project, left out when not given.
            extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            SessionCreated: The new session, alone or in a list of one, or the reason why there is none.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        return self._send(
            operations.services_vpn_create(
                node_id=node_id,
                subkind=subkind,
                protocol=protocol,
                organization_id=organization_id,
                project_id=project_id,
                extra=extra,
            )
        )


class AsyncServicesVpnResource:
    """`services.vpn` on an async client: VPN relays and starting a VPN session."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[VPNRelay]:
        """List the VPN relays.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return await self._send(operations.services_vpn_list(query=query))

    async def create(
        self,
        *,
        node_id: int,
        subkind: str | None = None,
        protocol: str | None = None,
        organization_id: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> SessionCreated:
        """Start a VPN session.

        The subkind v2ray needs a protocol. Unknown keys are accepted.

        Args:
            node_id: Id of the node, at least 0.
            subkind: Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come.
            protocol: Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others may
                come.
            organization_id: Id of an organization, left out when not given.
            project_id: Id of a project, left out when not given.
            extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            SessionCreated: The new session, alone or in a list of one, or the reason why there is none.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        return await self._send(
            operations.services_vpn_create(
                node_id=node_id,
                subkind=subkind,
                protocol=protocol,
                organization_id=organization_id,
                project_id=project_id,
                extra=extra,
            )
        )


class RawServicesVpnResource(Generic[R]):
    """`services.vpn` with the untouched response (R) in place of the model, sync or async as `send` is."""

    def __init__(self, send: Callable[[Request[Any]], R]) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> R:
        """List the VPN relays. (GET /services/vpn)"""
        return self._send(operations.services_vpn_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        subkind: str | None = None,
        protocol: str | None = None,
        organization_id: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> R:
        """Start a VPN session. (POST /services/vpn)"""
        return self._send(
            operations.services_vpn_create(
                node_id=node_id,
                subkind=subkind,
                protocol=protocol,
                organization_id=organization_id,
                project_id=project_id,
                extra=extra,
            )
        )
