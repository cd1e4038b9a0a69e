"""The resource `nodes`: The compute nodes that the account owns."""

import builtins
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import Node, NodeDetail
from ..operations import nodes as operations
from ..request import Request

R = TypeVar("R")


class NodesResource:
    """`nodes` on a sync client: The compute nodes that the account owns."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(self, *, country: str | None = None, app_uuid: str | None = None) -> builtins.list[Node]:
        """List the compute nodes of the account.

        Args:
            country: Only nodes in this country, two-letter ISO code such as DE, 2 characters.
            app_uuid: Only nodes that can run the application with this UUID, not empty.

        Returns:
            list[Node]: The nodes.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes
        """
        return self._executor.execute(operations.nodes_list(country=country, app_uuid=app_uuid))

    def find(self, node_id: int) -> NodeDetail:
        """Return one compute node.

        Answers in another shape than the list of nodes: the system block is under `data` and names its memory
        differently, the agent version is `data.version`, and there are no prices.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            NodeDetail: The node.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}
        """
        return self._executor.execute(operations.nodes_find(node_id))

    def download_ident(self, node_id: int) -> bytes:
        """Download the identity file of a node.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            bytes: The file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/ident
        """
        return self._executor.execute(operations.nodes_download_ident(node_id))

    def download_logs(self, node_id: int) -> bytes:
        """Download the log archive of a node.

        The archive can be large.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            bytes: The file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/logs
        """
        return self._executor.execute(operations.nodes_download_logs(node_id))

    def update_prices(self, node_id: int, prices: Mapping[str, Any] | None = None) -> None:
        """Set the prices of a node.

        Any object is sent as given; without prices the request has no body at all.

        Args:
            node_id: Id of the node, at least 0.
            prices: New prices of a node; other keys than these are sent as given. Programs disagree about the unit,
                Wei or US cents, and some send `gpu_hour` and `cpu_hour`; so read the prices back after a change.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            PATCH /nodes/{id}/prices
        """
        self._executor.execute(operations.nodes_update_prices(node_id, prices=prices))

    def reboot(self, node_id: int) -> None:
        """Reboot a node.

        A GET request that acts, so sending it twice reboots the node twice.

        Args:
            node_id: Id of the node, at least 0.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/reboot
        """
        self._executor.execute(operations.nodes_reboot(node_id))


class AsyncNodesResource:
    """`nodes` on an async client: The compute nodes that the account owns."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(self, *, country: str | None = None, app_uuid: str | None = None) -> builtins.list[Node]:
        """List the compute nodes of the account.

        Args:
            country: Only nodes in this country, two-letter ISO code such as DE, 2 characters.
            app_uuid: Only nodes that can run the application with this UUID, not empty.

        Returns:
            list[Node]: The nodes.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes
        """
        return await self._executor.execute(operations.nodes_list(country=country, app_uuid=app_uuid))

    async def find(self, node_id: int) -> NodeDetail:
        """Return one compute node.

        Answers in another shape than the list of nodes: the system block is under `data` and names its memory
        differently, the agent version is `data.version`, and there are no prices.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            NodeDetail: The node.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}
        """
        return await self._executor.execute(operations.nodes_find(node_id))

    async def download_ident(self, node_id: int) -> bytes:
        """Download the identity file of a node.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            bytes: The file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/ident
        """
        return await self._executor.execute(operations.nodes_download_ident(node_id))

    async def download_logs(self, node_id: int) -> bytes:
        """Download the log archive of a node.

        The archive can be large.

        Args:
            node_id: Id of the node, at least 0.

        Returns:
            bytes: The file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/logs
        """
        return await self._executor.execute(operations.nodes_download_logs(node_id))

    async def update_prices(self, node_id: int, prices: Mapping[str, Any] | None = None) -> None:
        """Set the prices of a node.

        Any object is sent as given; without prices the request has no body at all.

        Args:
            node_id: Id of the node, at least 0.
            prices: New prices of a node; other keys than these are sent as given. Programs disagree about the unit,
                Wei or US cents, and some send `gpu_hour` and `cpu_hour`; so read the prices back after a change.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            PATCH /nodes/{id}/prices
        """
        await self._executor.execute(operations.nodes_update_prices(node_id, prices=prices))

    async def reboot(self, node_id: int) -> None:
        """Reboot a node.

        A GET request that acts, so sending it twice reboots the node twice.

        Args:
            node_id: Id of the node, at least 0.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            NotFoundError: HTTP 404: Nothing exists under this id.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/reboot
        """
        await self._executor.execute(operations.nodes_reboot(node_id))


class RawNodesResource(Generic[R]):
    """`nodes` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def list(self, *, country: str | None = None, app_uuid: str | None = None) -> R:
        """List the compute nodes of the account. (GET /nodes)"""
        return self._execute(operations.nodes_list(country=country, app_uuid=app_uuid))

    def find(self, node_id: int) -> R:
        """Return one compute node. (GET /nodes/{id})"""
        return self._execute(operations.nodes_find(node_id))

    def download_ident(self, node_id: int) -> R:
        """Download the identity file of a node. (GET /nodes/{id}/ident)"""
        return self._execute(operations.nodes_download_ident(node_id))

    def download_logs(self, node_id: int) -> R:
        """Download the log archive of a node. (GET /nodes/{id}/logs)"""
        return self._execute(operations.nodes_download_logs(node_id))

    def update_prices(self, node_id: int, prices: Mapping[str, Any] | None = None) -> R:
        """Set the prices of a node. (PATCH /nodes/{id}/prices)"""
        return self._execute(operations.nodes_update_prices(node_id, prices=prices))

    def reboot(self, node_id: int) -> R:
        """Reboot a node. (GET /nodes/{id}/reboot)"""
        return self._execute(operations.nodes_reboot(node_id))
