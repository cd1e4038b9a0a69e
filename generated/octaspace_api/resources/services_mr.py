"""The resource `services.mr`: Machine rental, machines for rent and starting one."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from ..client import AsyncSend, Send
from ..models import MachineRental, SessionCreated
from ..operations import services_mr as operations
from ..request import Request

R = TypeVar("R")


class ServicesMrResource:
    """`services.mr` on a sync client: Machine rental, machines for rent and starting one."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[MachineRental]:
        """List the machines for rent.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[MachineRental]: The machines.

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
            GET /services/mr
        """
        return self._send(operations.services_mr_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        image: str,
        app: str = "",
        envs: Mapping[str, str] | None = None,
        ports: Sequence[int] | None = None,
        http_ports: Sequence[int] | None = None,
        start_command: str = "",
        entrypoint: str = "",
        organization_id: str | None = None,
        project_id: str | None = None,
    ) -> SessionCreated:
        """Rent a machine.

        May refuse inside a successful answer: then the body is a list of rejections in place of the new session.

        Args:
            node_id: Id of the node, at least 0.
            disk_size: Disk size in gigabytes, at least 1.
            image: Container image, not empty.
            app: UUID of the application, empty for an image of one's own.
            envs: Environment variables of the container.
            ports: TCP ports to open, 1 to 65535.
            http_ports: HTTP ports to open through the reverse proxy, 1 to 65535.
            start_command: Command to start in the container, empty for the one of the image.
            entrypoint: Entrypoint of the container, empty for the one of the image.
            organization_id: Id of an organization, left out when not given.
            project_id: Id of a project, left out when not given.

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
            POST /services/mr
        """
        return self._send(
            operations.services_mr_create(
                node_id=node_id,
                disk_size=disk_size,
                image=image,
                app=app,
                envs=envs,
                ports=ports,
                http_ports=http_ports,
                start_command=start_command,
                entrypoint=entrypoint,
                organization_id=organization_id,
                project_id=project_id,
            )
        )


class AsyncServicesMrResource:
    """`services.mr` on an async client: Machine rental, machines for rent and starting one."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[MachineRental]:
        """List the machines for rent.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[MachineRental]: The machines.

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
            GET /services/mr
        """
        return await self._send(operations.services_mr_list(query=query))

    async def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        image: str,
        app: str = "",
        envs: Mapping[str, str] | None = None,
        ports: Sequence[int] | None = None,
        http_ports: Sequence[int] | None = None,
        start_command: str = "",
        entrypoint: str = "",
        organization_id: str | None = None,
        project_id: str | None = None,
    ) -> SessionCreated:
        """Rent a machine.

        May refuse inside a successful answer: then the body is a list of rejections in place of the new session.

        Args:
            node_id: Id of the node, at least 0.
            disk_size: Disk size in gigabytes, at least 1.
            image: Container image, not empty.
            app: UUID of the application, empty for an image of one's own.
            envs: Environment variables of the container.
            ports: TCP ports to open, 1 to 65535.
            http_ports: HTTP ports to open through the reverse proxy, 1 to 65535.
            start_command: Command to start in the container, empty for the one of the image.
            entrypoint: Entrypoint of the container, empty for the one of the image.
            organization_id: Id of an organization, left out when not given.
            project_id: Id of a project, left out when not given.

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
            POST /services/mr
        """
        return await self._send(
            operations.services_mr_create(
                node_id=node_id,
                disk_size=disk_size,
                image=image,
                app=app,
                envs=envs,
                ports=ports,
                http_ports=http_ports,
                start_command=start_command,
                entrypoint=entrypoint,
                organization_id=organization_id,
                project_id=project_id,
            )
        )


class RawServicesMrResource(Generic[R]):
    """`services.mr` with the untouched response (R) in place of the model, sync or async as `send` is."""

    def __init__(self, send: Callable[[Request[Any]], R]) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> R:
        """List the machines for rent. (GET /services/mr)"""
        return self._send(operations.services_mr_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        image: str,
        app: str = "",
        envs: Mapping[str, str] | None = None,
        ports: Sequence[int] | None = None,
        http_ports: Sequence[int] | None = None,
        start_command: str = "",
        entrypoint: str = "",
        organization_id: str | None = None,
        project_id: str | None = None,
    ) -> R:
        """Rent a machine. (POST /services/mr)"""
        return self._send(
            operations.services_mr_create(
                node_id=node_id,
                disk_size=disk_size,
                image=image,
                app=app,
                envs=envs,
                ports=ports,
                http_ports=http_ports,
                start_command=start_command,
                entrypoint=entrypoint,
                organization_id=organization_id,
                project_id=project_id,
            )
        )
