"""The resource `idle_jobs`: Idle jobs of a node, their status and their logs."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import IdleJob
from ..operations import idle_jobs as operations
from ..request import Request

R = TypeVar("R")


class IdleJobsResource:
    """`idle_jobs` on a sync client: Idle jobs of a node, their status and their logs."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def find(self, node_id: int, job_id: int) -> IdleJob:
        """Return the status of an idle job.

        Args:
            node_id: Id of the node, at least 0.
            job_id: Id of the idle job, at least 0.

        Returns:
            IdleJob: The job.

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
            GET /idle_jobs/{node_id}/{job_id}
        """
        return self._executor.execute(operations.idle_jobs_find(node_id, job_id))

    def logs(self, node_id: int, job_id: int) -> str:
        """Return the logs of an idle job.

        The logs arrive as base64 of gzip of text, or as a list of lines.

        Args:
            node_id: Id of the node, at least 0.
            job_id: Id of the idle job, at least 0.

        Returns:
            str: The logs.

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
            GET /idle_jobs/{node_id}/{job_id}/logs
        """
        return self._executor.execute(operations.idle_jobs_logs(node_id, job_id))


class AsyncIdleJobsResource:
    """`idle_jobs` on an async client: Idle jobs of a node, their status and their logs."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def find(self, node_id: int, job_id: int) -> IdleJob:
        """Return the status of an idle job.

        Args:
            node_id: Id of the node, at least 0.
            job_id: Id of the idle job, at least 0.

        Returns:
            IdleJob: The job.

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
            GET /idle_jobs/{node_id}/{job_id}
        """
        return await self._executor.execute(operations.idle_jobs_find(node_id, job_id))

    async def logs(self, node_id: int, job_id: int) -> str:
        """Return the logs of an idle job.

        The logs arrive as base64 of gzip of text, or as a list of lines.

        Args:
            node_id: Id of the node, at least 0.
            job_id: Id of the idle job, at least 0.

        Returns:
            str: The logs.

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
            GET /idle_jobs/{node_id}/{job_id}/logs
        """
        return await self._executor.execute(operations.idle_jobs_logs(node_id, job_id))


class RawIdleJobsResource(Generic[R]):
    """`idle_jobs` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def find(self, node_id: int, job_id: int) -> R:
        """Return the status of an idle job. (GET /idle_jobs/{node_id}/{job_id})"""
        return self._execute(operations.idle_jobs_find(node_id, job_id))

    def logs(self, node_id: int, job_id: int) -> R:
        """Return the logs of an idle job. (GET /idle_jobs/{node_id}/{job_id}/logs)"""
        return self._execute(operations.idle_jobs_logs(node_id, job_id))
