"""The resource `sessions`: The sessions of the account, running and finished."""

import builtins
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import Session
from ..operations import sessions as operations
from ..request import Request

R = TypeVar("R")


class SessionsResource:
    """`sessions` on a sync client: The sessions of the account, running and finished."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(self, recent: bool | None = None) -> builtins.list[Session]:
        """List the sessions of the account.

        Lists the running sessions, or the finished ones with `recent=true`. The two listings have overlapping, not
        equal fields; a field that one of them does not have is simply absent.

        Args:
            recent: True lists the finished sessions in place of the running ones.

        Returns:
            list[Session]: The sessions.

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
            GET /sessions
        """
        return self._executor.execute(operations.sessions_list(recent=recent))


class AsyncSessionsResource:
    """`sessions` on an async client: The sessions of the account, running and finished."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(self, recent: bool | None = None) -> builtins.list[Session]:
        """List the sessions of the account.

        Lists the running sessions, or the finished ones with `recent=true`. The two listings have overlapping, not
        equal fields; a field that one of them does not have is simply absent.

        Args:
            recent: True lists the finished sessions in place of the running ones.

        Returns:
            list[Session]: The sessions.

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
            GET /sessions
        """
        return await self._executor.execute(operations.sessions_list(recent=recent))


class RawSessionsResource(Generic[R]):
    """`sessions` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def list(self, recent: bool | None = None) -> R:
        """List the sessions of the account. (GET /sessions)"""
        return self._execute(operations.sessions_list(recent=recent))
