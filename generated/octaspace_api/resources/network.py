"""The resource `network`: Public statistics of the whole network."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import NetworkInfo
from ..operations import network as operations
from ..request import Request

R = TypeVar("R")


class NetworkResource:
    """`network` on a sync client: Public statistics of the whole network."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def info(
        self,
    ) -> NetworkInfo:
        """Return public statistics of the network.

        Needs no API key.

        Returns:
            NetworkInfo: The statistics.

        Raises:
            APIError: HTTP 400: The request is wrong.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /network
        """
        return self._executor.execute(operations.network_info())


class AsyncNetworkResource:
    """`network` on an async client: Public statistics of the whole network."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def info(
        self,
    ) -> NetworkInfo:
        """Return public statistics of the network.

        Needs no API key.

        Returns:
            NetworkInfo: The statistics.

        Raises:
            APIError: HTTP 400: The request is wrong.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /network
        """
        return await self._executor.execute(operations.network_info())


class RawNetworkResource(Generic[R]):
    """`network` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def info(
        self,
    ) -> R:
        """Return public statistics of the network. (GET /network)"""
        return self._execute(operations.network_info())
