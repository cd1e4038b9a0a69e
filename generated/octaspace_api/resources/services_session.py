"""The resource `services.session`: One session, its details, its logs and stopping it."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from .. import arguments
from ..executor import AsyncExecutor, Executor
from ..models import SessionInfo, SessionLogs
from ..operations import services_session as operations
from ..request import Request

R = TypeVar("R")


class ServicesSessionResource:
    """`services.session` on a sync client: One session, its details, its logs and stopping it."""

    def __init__(self, executor: Executor, uuid: str) -> None:
        arguments.text("uuid", uuid, min_length=1)
        self._executor = executor
        self._uuid = uuid

    @property
    def uuid(self) -> str:
        """What this handle is bound to."""
        return self._uuid

    def info(
        self,
    ) -> SessionInfo:
        """Return the details of a session.

        The VPN configuration is text under `config`, or an address and a port for an HTTP proxy.

        Returns:
            SessionInfo: The session.

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
            GET /services/{uuid}/info
        """
        return self._executor.execute(operations.services_session_info(self._uuid))

    def logs(self, recent: bool | None = None) -> SessionLogs:
        """Return the logs of a session.

        A finished session needs `recent=true`; a running one is asked without it.

        Args:
            recent: True for a finished session, left out for a running one.

        Returns:
            SessionLogs: The logs.

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
            GET /services/{uuid}/logs
        """
        return self._executor.execute(operations.services_session_logs(self._uuid, recent=recent))

    def stop(self, score: int | None = None) -> None:
        """Stop a session.

        Sends no body, or the score of the session. The service also takes GET on this path, which older programs
        send: it stops the session as well, so nothing must follow or repeat it as if it only read. An answer with
        words of its own that does not say `stopped` is no success: a page of a proxy stops nothing.

        Safe to repeat: a session that has ended stays ended; a second stop is answered with 404 and changes nothing.

        Args:
            score: Score of the session, 1 to 5, 1 to 5.

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
            POST /services/{uuid}/stop
        """
        self._executor.execute(operations.services_session_stop(self._uuid, score=score))


class AsyncServicesSessionResource:
    """`services.session` on an async client: One session, its details, its logs and stopping it."""

    def __init__(self, executor: AsyncExecutor, uuid: str) -> None:
        arguments.text("uuid", uuid, min_length=1)
        self._executor = executor
        self._uuid = uuid

    @property
    def uuid(self) -> str:
        """What this handle is bound to."""
        return self._uuid

    async def info(
        self,
    ) -> SessionInfo:
        """Return the details of a session.

        The VPN configuration is text under `config`, or an address and a port for an HTTP proxy.

        Returns:
            SessionInfo: The session.

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
            GET /services/{uuid}/info
        """
        return await self._executor.execute(operations.services_session_info(self._uuid))

    async def logs(self, recent: bool | None = None) -> SessionLogs:
        """Return the logs of a session.

        A finished session needs `recent=true`; a running one is asked without it.

        Args:
            recent: True for a finished session, left out for a running one.

        Returns:
            SessionLogs: The logs.

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
            GET /services/{uuid}/logs
        """
        return await self._executor.execute(operations.services_session_logs(self._uuid, recent=recent))

    async def stop(self, score: int | None = None) -> None:
        """Stop a session.

        Sends no body, or the score of the session. The service also takes GET on this path, which older programs
        send: it stops the session as well, so nothing must follow or repeat it as if it only read. An answer with
        words of its own that does not say `stopped` is no success: a page of a proxy stops nothing.

        Safe to repeat: a session that has ended stays ended; a second stop is answered with 404 and changes nothing.

        Args:
            score: Score of the session, 1 to 5, 1 to 5.

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
            POST /services/{uuid}/stop
        """
        await self._executor.execute(operations.services_session_stop(self._uuid, score=score))


class RawServicesSessionResource(Generic[R]):
    """`services.session` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R], uuid: str) -> None:
        arguments.text("uuid", uuid, min_length=1)
        self._execute = execute
        self._uuid = uuid

    def info(
        self,
    ) -> R:
        """Return the details of a session. (GET /services/{uuid}/info)"""
        return self._execute(operations.services_session_info(self._uuid))

    def logs(self, recent: bool | None = None) -> R:
        """Return the logs of a session. (GET /services/{uuid}/logs)"""
        return self._execute(operations.services_session_logs(self._uuid, recent=recent))

    def stop(self, score: int | None = None) -> R:
        """Stop a session. (POST /services/{uuid}/stop)"""
        return self._execute(operations.services_session_stop(self._uuid, score=score))
