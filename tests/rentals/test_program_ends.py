"""A program that ends without leaving its block stops what it has rented, and ends in time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.relay import refuse
from tests.support.waiting import PATIENCE

RENTER = str(Path(__file__).with_name("renter_leaving.py"))

pytestmark = pytest.mark.slow

WAYS = [
    "generator",
    "block",
    "block_of_a_closed_client",
    "daemon_thread",
    "at_exit",
    "closed_loop",
    "dropped_loop",
    "daemon_loop",
    "asyncio_generator",
    "trio_generator",
]

CLOSED_IN_THE_END = {"at_exit", "asyncio_generator", "trio_generator"}
"""Python itself or the event loop closes what is left open."""


def start(way, relay, simulator, patience="180"):
    environment = os.environ | {"OCTA_API_KEY": simulator.api_key}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, RENTER, way, relay.url, patience], env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    )


@pytest.mark.parametrize("way", WAYS)
def test_session_is_stopped(relay, simulator, running, way):
    with start(way, relay, simulator) as program:
        try:
            out, err = program.communicate(timeout=PATIENCE)
        finally:
            program.kill()
    uuid = out.decode().strip()
    assert uuid
    assert program.returncode == 0, err.decode()
    assert running() == [], err.decode()
    assert relay.counts["stop"] == 1
    if way in CLOSED_IN_THE_END:
        assert err == b""
    else:
        assert "is stopped" in err.decode()
        assert err.decode().count("\n") == err.decode().count(uuid) == 1


@pytest.mark.parametrize(
    ("way", "sessions"),
    [("blocks_and_a_logger_that_ends_the_program", 2), ("loop_and_a_logger_that_ends_the_program", 1)],
)
def test_all_sessions_are_stopped_although_ctrl_c_comes_while_that_is_logged(relay, simulator, running, way, sessions):
    with start(way, relay, simulator) as program:
        try:
            out, err = program.communicate(timeout=PATIENCE)
        finally:
            program.kill()
    assert len(out.split()) == sessions
    assert running() == [], err.decode()
    assert relay.counts["stop"] == sessions


@pytest.mark.parametrize("way", ["block", "closed_loop"])
def test_program_that_cannot_stop_it_says_so_whatever_its_logging(relay, simulator, running, way):
    relay.always_meets("stop", refuse("307 Temporary Redirect"))
    with start(way, relay, simulator, patience="1") as program:
        try:
            out, err = program.communicate(timeout=PATIENCE)
        finally:
            program.kill()
    [uuid] = running()
    assert out.decode().strip() == uuid
    assert f"Session {uuid} may still run and cost money; stopping it failed: " in err.decode().replace("\n  | ", "\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_child_that_ends_stops_nothing_of_its_parent(relay, simulator, running):
    with start("forked_child", relay, simulator) as program:
        try:
            assert program.stdout is not None
            uuid = program.stdout.readline().decode().strip()
            assert program.stdout.readline() == b"the child has ended\n"
            assert running() == [uuid]
            assert relay.counts["stop"] == 0
            _, err = program.communicate(b"", timeout=30)
        finally:
            program.kill()
    assert program.returncode == 0, err.decode()
    assert running() == []
    assert relay.counts["stop"] == 1
