"""The resource `apps`: The catalogue of applications that can be started on a machine."""

import builtins
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import App
from ..operations import apps as operations
from ..request import Request

R = TypeVar("R")


class AppsResource:
    """`apps` on a sync client: The catalogue of applications that can be started on a machine."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(
        self,
    ) -> builtins.list[App]:
        """List the application catalogue.

        Needs no API key. The live service sends the ports as JSON text, its documentation shows arrays.

        Returns:
            list[App]: The applications.

        Raises:
            APIError: HTTP 400: The request is wrong.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /apps
        """
        return self._executor.execute(operations.apps_list())


class AsyncAppsResource:
    """`apps` on an async client: The catalogue of applications that can be started on a machine."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(
        self,
    ) -> builtins.list[App]:
        """List the application catalogue.

        Needs no API key. The live service sends the ports as JSON text, its documentation shows arrays.

        Returns:
            list[App]: The applications.

        Raises:
            APIError: HTTP 400: The request is wrong.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /apps
        """
        return await self._executor.execute(operations.apps_list())


class RawAppsResource(Generic[R]):
    """`apps` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def list(
        self,
    ) -> R:
        """List the application catalogue. (GET /apps)"""
        return self._execute(operations.apps_list())
