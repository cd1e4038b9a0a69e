"""The resource `services.render`: Machines for rendering and starting a render session."""

import builtins
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ..client import AsyncSend, Send
from ..models import MachineRental, SessionCreated
from ..operations import services_render as operations
from ..request import Request

R = TypeVar("R")


class ServicesRenderResource:
    """`services.render` on a sync client: Machines for rendering and starting a render session."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[MachineRental]:
        """List the machines for rendering.

        Answers in the shape of the machines for rent.

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
            GET /services/render
        """
        return self._send(operations.services_render_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        envs: Mapping[str, str] | None = None,
        multi_gpu_worker: bool | None = None,
    ) -> SessionCreated:
        """Start a render session.

        Args:
            node_id: Id of the node, at least 0.
            disk_size: Disk size in gigabytes, at least 1.
            envs: Environment variables of the container.
            multi_gpu_worker: Whether to run a worker for several GPUs.

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
            POST /services/render
        """
        return self._send(
            operations.services_render_create(
                node_id=node_id, disk_size=disk_size, envs=envs, multi_gpu_worker=multi_gpu_worker
            )
        )


class AsyncServicesRenderResource:
    """`services.render` on an async client: Machines for rendering and starting a render session."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[MachineRental]:
        """List the machines for rendering.

        Answers in the shape of the machines for rent.

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
            GET /services/render
        """
        return await self._send(operations.services_render_list(query=query))

    async def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        envs: Mapping[str, str] | None = None,
        multi_gpu_worker: bool | None = None,
    ) -> SessionCreated:
        """Start a render session.

        Args:
            node_id: Id of the node, at least 0.
            disk_size: Disk size in gigabytes, at least 1.
            envs: Environment variables of the container.
            multi_gpu_worker: Whether to run a worker for several GPUs.

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
            POST /services/render
        """
        return await self._send(
            operations.services_render_create(
                node_id=node_id, disk_size=disk_size, envs=envs, multi_gpu_worker=multi_gpu_worker
            )
        )


class RawServicesRenderResource(Generic[R]):
    """`services.render` with the untouched response (R) in place of the model, sync or async as `send` is."""

    def __init__(self, send: Callable[[Request[Any]], R]) -> None:
        self._send = send

    def list(self, query: Mapping[str, Any] | None = None) -> R:
        """List the machines for rendering. (GET /services/render)"""
        return self._send(operations.services_render_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        disk_size: int,
        envs: Mapping[str, str] | None = None,
        multi_gpu_worker: bool | None = None,
    ) -> R:
        """Start a render session. (POST /services/render)"""
        return self._send(
            operations.services_render_create(
                node_id=node_id, disk_size=disk_size, envs=envs, multi_gpu_worker=multi_gpu_worker
            )
        )
