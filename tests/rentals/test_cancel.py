"""Cancelling, in each way there is and at each stage there is: one creation, nothing left running, and what comes out
is what whoever cancelled waits for."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import attrs
import pytest
import trio
from anyio.lowlevel import checkpoint
from tests.support.relay import RENTALS, Hold, Relay, pass_on, refuse
from tests.support.waiting import until

from octaspace_sdk import ServiceUnavailableError

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Work = Callable[[], Awaitable[object]]
Arm = Callable[[Callable[[], object]], None]


# --- the ways to cancel -----------------------------------------------------------------------------------------------


async def by_task_cancel(work: Work, arm: Arm) -> None:
    task = asyncio.current_task()
    assert task is not None
    arm(task.cancel)
    await work()


async def by_asyncio_timeout(work: Work, arm: Arm) -> None:
    async with asyncio.timeout(None) as timeout:
        arm(lambda: timeout.reschedule(0.0))
        await work()


async def by_asyncio_task_group(work: Work, arm: Arm) -> None:
    """Another task of the group fails."""
    failed = asyncio.Event()

    async def fail() -> None:
        await failed.wait()
        raise ArithmeticError("the neighbour")

    async with asyncio.TaskGroup() as group:
        group.create_task(fail())
        group.create_task(coroutine(work))
        arm(failed.set)


async def coroutine(work: Work) -> None:
    await work()


async def by_anyio_scope(work: Work, arm: Arm) -> None:
    with anyio.CancelScope() as scope:
        arm(scope.cancel)
        await work()
        await checkpoint()
    assert scope.cancelled_caught


async def by_anyio_timeout(work: Work, arm: Arm) -> None:
    with anyio.fail_after(None) as scope:
        arm(lambda: setattr(scope, "deadline", anyio.current_time()))
        await work()
        await checkpoint()


async def by_anyio_move_on(work: Work, arm: Arm) -> None:
    with anyio.move_on_after(None) as scope:
        arm(lambda: setattr(scope, "deadline", anyio.current_time()))
        await work()
        await checkpoint()
    assert scope.cancelled_caught


async def by_anyio_task_group(work: Work, arm: Arm) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(work)
        arm(group.cancel_scope.cancel)


async def by_trio_scope(work: Work, arm: Arm) -> None:
    with trio.CancelScope() as scope:
        arm(scope.cancel)
        await work()
        await checkpoint()
    assert scope.cancelled_caught


async def by_trio_timeout(work: Work, arm: Arm) -> None:
    with trio.fail_after(math.inf) as scope:
        arm(lambda: setattr(scope, "deadline", trio.current_time()))
        await work()
        await checkpoint()


async def by_trio_nursery(work: Work, arm: Arm) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)
        arm(nursery.cancel_scope.cancel)


WAYS = {
    "asyncio": {
        by_task_cancel: asyncio.CancelledError,
        by_asyncio_timeout: TimeoutError,
        by_asyncio_task_group: ExceptionGroup,
        by_anyio_scope: None,
        by_anyio_timeout: TimeoutError,
        by_anyio_move_on: None,
        by_anyio_task_group: None,
    },
    "trio": {
        by_anyio_scope: None,
        by_anyio_timeout: TimeoutError,
        by_anyio_move_on: None,
        by_anyio_task_group: None,
        by_trio_scope: None,
        by_trio_timeout: trio.TooSlowError,
        by_trio_nursery: None,
    },
}


def each(*chosen: Any) -> Any:
    """A test for each way to cancel, or for those that are chosen."""
    pairs = [(flavour, way) for flavour, ways in WAYS.items() for way in ways if not chosen or way in chosen]
    return pytest.mark.parametrize(("flavour", "way"), pairs, ids=[f"{one}-{way.__name__}" for one, way in pairs])


# These are told once, and are lost where another exception takes the place of the cancellation; a scope tells again.
told_once = each(by_task_cancel, by_asyncio_timeout, by_asyncio_task_group)


# --- the stages -------------------------------------------------------------------------------------------------------


@attrs.define
class Stage:
    """A moment in the life of a rental that a test can wait for."""

    name: str
    relay: Relay
    hold: Hold | None = None
    in_block: bool = False

    @property
    def times(self) -> dict[str, float]:
        """How to wait: in the stage of that name, between two looks."""
        return {"poll_interval": 60.0 if self.name == "wait" else 0.001}

    def reached(self) -> bool:
        if self.hold is not None:
            return self.hold.reached.is_set()
        return self.in_block if self.name == "block" else self.relay.counts["info"] > 0

    def release(self) -> None:
        if self.hold is not None:
            self.hold.release()

    async def block(self) -> None:
        self.in_block = True
        if self.name == "block":
            await anyio.sleep_forever()


STAGES = ["create", "create, unprocessed", "look", "wait", "block", "stop", "stop, unprocessed"]
UNINTERRUPTED = ("create", "create, unprocessed", "stop", "stop, unprocessed")


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, relay: Relay) -> Stage:
    name = request.param
    stage = Stage(name, relay)
    if name in ("look", *UNINTERRUPTED):
        stage.hold = Hold(then=pass_on) if "unprocessed" in name else Hold()
        relay.meets({"look": "info"}.get(name, name.partition(",")[0]), stage.hold)
    if name == "wait":
        relay.ready = False
    return stage


@attrs.define
class Outcome:
    """What came of a cancelled rental."""

    out: BaseException | None = None
    """What came out of the way of cancelling."""
    inside: BaseException | None = None
    """What came out of the `async with` statement."""
    done: bool = False


async def cancelled(way: Any, stage: Stage, manager: Any) -> Outcome:
    """Runs a rental in a task and cancels it at a stage."""
    outcome = Outcome()
    interrupt: list[Callable[[], object]] = []

    async def work() -> None:
        try:
            async with manager:
                await stage.block()
        except BaseException as error:
            outcome.inside = error
            raise

    async def run() -> None:
        try:
            await way(work, interrupt.append)
        except BaseException as error:
            outcome.out = error
        outcome.done = True

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        try:
            await until(lambda: stage.reached() or outcome.done)
            assert not outcome.done, f"it was over before: {outcome.out!r}"
            interrupt[0]()
            if stage.name in UNINTERRUPTED:
                for _ in range(10):
                    await checkpoint()
                assert not outcome.done, "it did not wait for the answer"
                stage.release()
            await until(lambda: outcome.done)
        finally:
            stage.release()
    return outcome


@each()
async def test_cancelled_rental_leaves_nothing_running(client, relay, running, flavour, way, stage):
    outcome = await cancelled(way, stage, RENTALS["mr"](client, **stage.times))
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)
    assert stage.in_block == (stage.name in ("block", "stop", "stop, unprocessed"))
    expected = WAYS[flavour][way]
    assert type(outcome.out) is (type(None) if expected is None else expected)
    if outcome.inside is not None:
        assert isinstance(outcome.inside, (asyncio.CancelledError, trio.Cancelled))
        assert not hasattr(outcome.inside, "__notes__")


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
@pytest.mark.parametrize("service", ["vpn", "render"])
async def test_all_services_are_alike(client, relay, running, service, stage):
    await cancelled(by_anyio_scope, stage, RENTALS[service](client, **stage.times))
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


@each(by_task_cancel, by_anyio_scope)
async def test_cancelled_client_goes_on_working(client, relay, running, way, stage):
    await cancelled(way, stage, RENTALS["mr"](client, **stage.times))
    relay.ready = True
    async with RENTALS["mr"](client) as session:
        assert running() == [session.uuid]
    assert running() == []


@pytest.mark.parametrize("flavour", ["asyncio"])
async def test_cancelling_twice_is_as_good_as_once(client, relay, running):
    creating, stopping = Hold(), Hold()
    relay.meets("create", creating)
    relay.meets("stop", stopping)

    async def work() -> None:
        async with RENTALS["mr"](client):
            pytest.fail("the block was entered")

    task = asyncio.create_task(work())
    for hold in (creating, stopping):
        await until(hold.reached.is_set)
        task.cancel()
        for _ in range(5):
            await checkpoint()
        task.cancel()
        for _ in range(5):
            await checkpoint()
        assert not task.done()
        hold.release()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


@each()
async def test_stop_that_fails_during_cancellation_is_tried_again(client, relay, running, way):
    stage = Stage("block", relay)
    relay.meets("stop", refuse("503 Service Unavailable"), refuse("503 Service Unavailable"))
    outcome = await cancelled(way, stage, RENTALS["mr"](client, **stage.times))
    assert isinstance(outcome.inside, (asyncio.CancelledError, trio.Cancelled))
    assert running() == []
    assert relay.counts["stop"] == 3


@pytest.mark.parametrize("name", ["wait", "block"])
@each()
async def test_stop_that_fails_for_good_leaves_the_cancellation_what_it_is(
    patient, relay, running, flavour, way, name, caplog
):
    stage = Stage(name, relay)
    relay.ready = name == "block"
    relay.always_meets("stop", refuse("503 Service Unavailable"))
    with caplog.at_level(logging.ERROR, "octaspace_sdk"):
        outcome = await cancelled(way, stage, RENTALS["mr"](patient, ready_timeout=1e9))
    [uuid] = running()
    expected = WAYS[flavour][way]
    assert type(outcome.out) is (type(None) if expected is None else expected)
    assert isinstance(outcome.inside, (asyncio.CancelledError, trio.Cancelled))
    [note] = outcome.inside.__notes__
    assert uuid in note
    assert "may still run and cost money" in note
    assert [record.levelname for record in caplog.records if record.getMessage() == note] == ["ERROR"]


@pytest.mark.parametrize("trouble", ["503 Service Unavailable", "401 Unauthorized"])
@told_once
async def test_creation_that_fails_does_not_swallow_the_cancellation(client, relay, flavour, way, trouble):
    """Who goes on with the next offer after an error must not go on after a cancellation."""
    stage = Stage("create", relay, Hold(then=refuse(trouble)))
    relay.meets("create", stage.hold)
    outcome = await cancelled(way, stage, RENTALS["mr"](client, **stage.times))
    assert isinstance(outcome.inside, (asyncio.CancelledError, trio.Cancelled)), repr(outcome.inside)
    expected = WAYS[flavour][way]
    assert type(outcome.out) is (type(None) if expected is None else expected)
    assert relay.counts["stop"] == 0


@told_once
async def test_stop_that_fails_for_good_does_not_swallow_a_cancellation_that_came_meanwhile(
    patient, relay, running, flavour, way
):
    """The block was fine, the stop fails, and in between somebody cancels."""
    stage = Stage("stop", relay, Hold(then=refuse("401 Unauthorized")))
    relay.always_meets("stop", refuse("401 Unauthorized"))
    relay.meets("stop", stage.hold)
    outcome = await cancelled(way, stage, RENTALS["mr"](patient, **stage.times))
    assert isinstance(outcome.inside, (asyncio.CancelledError, trio.Cancelled)), repr(outcome.inside)
    expected = WAYS[flavour][way]
    assert type(outcome.out) is (type(None) if expected is None else expected)
    [uuid] = running()
    assert any(uuid in note for note in outcome.inside.__notes__)


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
async def test_error_of_the_block_comes_out_of_a_scope_that_is_cancelled_while_stopping(client, relay, running):
    """Cancelling comes too late: the block has failed already, and its own error is what matters."""
    hold = Hold()
    relay.meets("stop", hold)
    caught: list[BaseException] = []

    async def work() -> None:
        try:
            async with RENTALS["mr"](client):
                raise ServiceUnavailableError(status_code=503, method="GET", url="mine")
        except ServiceUnavailableError as error:
            caught.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(work)
        await until(hold.reached.is_set)
        group.cancel_scope.cancel()
        hold.release()
    assert running() == []
    assert relay.counts["stop"] == 1
    [error] = caught
    assert error.url == "mine"
