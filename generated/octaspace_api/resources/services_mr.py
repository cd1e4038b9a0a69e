"""The resource `services.mr`: Machine rental, machines for rent and starting one."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Unpack

from ..criteria import MachineCriteria
from ..executor import AsyncRentalExecutor, RentalExecutor
from ..models import MachineRental
from ..operations import services_mr as operations
from ..operations.apps import apps_list
from ..rental import CreatedSession, RentalRequest, RentalService
from ..request import Request

if TYPE_CHECKING:
    from ..models import SessionInfo

R = TypeVar("R")
S = TypeVar("S")

_CREATE = RentalService(
    create=operations.services_mr_create,
    takes=operations.ServicesMrCreateArguments,
    offer="machine",
    name="mr",
    offers=operations.services_mr_list,
    apps=apps_list,
)


class ServicesMrResource(Generic[S]):
    """`services.mr` on a sync client: Machine rental, machines for rent and starting one."""

    def __init__(self, executor: RentalExecutor[S]) -> None:
        self._executor = executor

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
        return self._executor.execute(operations.services_mr_list(query=query))

    def create(
        self,
        machine: MachineRental | int | None = None,
        *,
        candidates: Sequence[MachineRental | int] = (),
        **arguments: Unpack[operations.ServicesMrCreateArguments],
    ) -> CreatedSession:
        """Rent a machine.

        May refuse inside a successful answer: then the body is a list of rejections in place of the new session.

        An application gives what is left out: its image, minimal disk, environment variables (merged with yours),
        ports and start command; and, without a machine, the cheapest that it can run on.

        Args:
            machine: The machine, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **arguments: What to start.
                node_id: Another way to say which machine.
                disk_size: Disk size in gigabytes, at least 1.
                image: Container image, not empty.
                app: An application by name, UUID or as `apps.list` has it. A UUID beside an image and a disk size is
                    sent as it is; else the catalogue is asked for.
                envs: Environment variables of the container.
                ports: TCP ports to open, 1 to 65535.
                http_ports: HTTP ports to open through the reverse proxy, 1 to 65535.
                start_command: Command to start in the container, empty for the one of the image.
                entrypoint: Entrypoint of the container, empty for the one of the image.
                organization_id: Id of an organization, left out when not given.
                project_id: Id of a project, left out when not given.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            CreatedSession: The new session, with its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range, or there is no such application.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/mr
        """
        return self._executor.create_session(RentalRequest(_CREATE, "create", machine, candidates, arguments))

    def rented(
        self,
        machine: MachineRental | int | None = None,
        *,
        candidates: Sequence[MachineRental | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: Callable[["SessionInfo"], object] | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[operations.ServicesMrCreateArguments],
    ) -> AbstractContextManager[S]:
        """Rent a machine for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end raised together with the
        original error.

        Args:
            machine: The machine, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            ready_timeout: Seconds to wait until the session is ready, above 0; None enters the block as soon as the
                session is known, ready or not.
            poll_interval: Seconds between two requests for its state, above 0.
            on_progress: Called with each `SessionInfo` while waiting.
            score: Rating given when stopping, 1 to 5.
            handle_signals: Whether SIGTERM and SIGHUP leave the block too, with SystemExit(128 + number). Only in the
                main thread, and only while nobody else handles them.
            on_unknown: What to do when the answer gets lost: look for the session in the listing of sessions and
                "raise" with what was found, or "stop" as well the one session that is certainly the new one. For
                that, the sessions are listed before the request too.
            **arguments: The arguments of `create`.

        Returns:
            AbstractContextManager[S]: Gives the block a handle of the session, with `details` as it became ready and
                its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range, or there is no such application.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/mr, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            RentalRequest(_CREATE, "rented", machine, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )

    def search(self, **criteria: Unpack[MachineCriteria]) -> builtins.list[MachineRental]:
        """List the machines for rent, and choose those that meet all criteria, the cheapest first.

        What is not known meets no limit.

        Args:
            **criteria: All optional.
                gpu: Words of the GPU's model, in any case and spelling: "rtx 4090", "4090", "a100 80gb"; or a list of
                    such.
                gpus: Number of GPUs, exactly; 0 for none.
                min_gpus: Number of GPUs, at least.
                min_vram_gb: Memory of each GPU in GiB, as cards are sold, at least.
                country: Name or ISO code: "Germany", "DE"; or a list of such.
                region: Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of
                    such.
                max_price: USD per hour of the whole machine, at most.
                max_price_per_gpu: USD per hour of one GPU, at most.
                min_down_mbps: Download speed in Mbit/s, at least.
                min_up_mbps: Upload speed in Mbit/s, at least.
                min_reliability: Share of the time that it was up, in percent: 99.
                min_disk_gb: Free disk space in gigabytes, at least.
                min_memory_gb: Memory in GiB, at least.
                min_cpu_cores: Number of processor cores, at least.
                order_by: price, price_per_gpu (the lowest first), vram, download, upload, disk or reliability (the
                    highest first).
                limit: How many to return at most, at least 1.

        Returns:
            list[MachineRental]: The machines.

        Raises:
            ValueError: A word matches nothing; the message has those that there are.
            TypeError: There is no such criterion.
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
        return self._executor.search("machine", operations.services_mr_list(), criteria)


class AsyncServicesMrResource(Generic[S]):
    """`services.mr` on an async client: Machine rental, machines for rent and starting one."""

    def __init__(self, executor: AsyncRentalExecutor[S]) -> None:
        self._executor = executor

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
        return await self._executor.execute(operations.services_mr_list(query=query))

    async def create(
        self,
        machine: MachineRental | int | None = None,
        *,
        candidates: Sequence[MachineRental | int] = (),
        **arguments: Unpack[operations.ServicesMrCreateArguments],
    ) -> CreatedSession:
        """Rent a machine.

        May refuse inside a successful answer: then the body is a list of rejections in place of the new session.

        An application gives what is left out: its image, minimal disk, environment variables (merged with yours),
        ports and start command; and, without a machine, the cheapest that it can run on.

        Args:
            machine: The machine, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **arguments: What to start.
                node_id: Another way to say which machine.
                disk_size: Disk size in gigabytes, at least 1.
                image: Container image, not empty.
                app: An application by name, UUID or as `apps.list` has it. A UUID beside an image and a disk size is
                    sent as it is; else the catalogue is asked for.
                envs: Environment variables of the container.
                ports: TCP ports to open, 1 to 65535.
                http_ports: HTTP ports to open through the reverse proxy, 1 to 65535.
                start_command: Command to start in the container, empty for the one of the image.
                entrypoint: Entrypoint of the container, empty for the one of the image.
                organization_id: Id of an organization, left out when not given.
                project_id: Id of a project, left out when not given.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            CreatedSession: The new session, with its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range, or there is no such application.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/mr
        """
        return await self._executor.create_session(RentalRequest(_CREATE, "create", machine, candidates, arguments))

    def rented(
        self,
        machine: MachineRental | int | None = None,
        *,
        candidates: Sequence[MachineRental | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: Callable[["SessionInfo"], object] | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[operations.ServicesMrCreateArguments],
    ) -> AbstractAsyncContextManager[S]:
        """Rent a machine for the time of an `async with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on cancellation, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end raised
        together with the original error.

        Args:
            machine: The machine, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            ready_timeout: Seconds to wait until the session is ready, above 0; None enters the block as soon as the
                session is known, ready or not.
            poll_interval: Seconds between two requests for its state, above 0.
            on_progress: Called with each `SessionInfo` while waiting.
            score: Rating given when stopping, 1 to 5.
            handle_signals: Whether SIGTERM and SIGHUP leave the block too, with SystemExit(128 + number). Only in the
                main thread, and only while nobody else handles them.
            on_unknown: What to do when the answer gets lost: look for the session in the listing of sessions and
                "raise" with what was found, or "stop" as well the one session that is certainly the new one. For
                that, the sessions are listed before the request too.
            **arguments: The arguments of `create`.

        Returns:
            AbstractAsyncContextManager[S]: Gives the block a handle of the session, with `details` as it became ready
                and its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range, or there is no such application.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/mr, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            RentalRequest(_CREATE, "rented", machine, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )

    async def search(self, **criteria: Unpack[MachineCriteria]) -> builtins.list[MachineRental]:
        """List the machines for rent, and choose those that meet all criteria, the cheapest first.

        What is not known meets no limit.

        Args:
            **criteria: All optional.
                gpu: Words of the GPU's model, in any case and spelling: "rtx 4090", "4090", "a100 80gb"; or a list of
                    such.
                gpus: Number of GPUs, exactly; 0 for none.
                min_gpus: Number of GPUs, at least.
                min_vram_gb: Memory of each GPU in GiB, as cards are sold, at least.
                country: Name or ISO code: "Germany", "DE"; or a list of such.
                region: Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of
                    such.
                max_price: USD per hour of the whole machine, at most.
                max_price_per_gpu: USD per hour of one GPU, at most.
                min_down_mbps: Download speed in Mbit/s, at least.
                min_up_mbps: Upload speed in Mbit/s, at least.
                min_reliability: Share of the time that it was up, in percent: 99.
                min_disk_gb: Free disk space in gigabytes, at least.
                min_memory_gb: Memory in GiB, at least.
                min_cpu_cores: Number of processor cores, at least.
                order_by: price, price_per_gpu (the lowest first), vram, download, upload, disk or reliability (the
                    highest first).
                limit: How many to return at most, at least 1.

        Returns:
            list[MachineRental]: The machines.

        Raises:
            ValueError: A word matches nothing; the message has those that there are.
            TypeError: There is no such criterion.
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
        return await self._executor.search("machine", operations.services_mr_list(), criteria)


class RawServicesMrResource(Generic[R]):
    """`services.mr` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def list(self, query: Mapping[str, Any] | None = None) -> R:
        """List the machines for rent. (GET /services/mr)"""
        return self._execute(operations.services_mr_list(query=query))

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
        organization_id: int | str | None = None,
        project_id: int | str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> R:
        """Rent a machine. (POST /services/mr)"""
        return self._execute(
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
                extra=extra,
            )
        )
