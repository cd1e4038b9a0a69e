"""The pytest plugin, as projects that have this package installed meet it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import anyio
import pytest

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.simulator import Simulator

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

RENTED = """
    machine = octaspace.services.mr.list()[0]
    with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="ubuntu") as session:
        assert session.details.is_ready
"""
LEAKING = """
    machine = octaspace.services.mr.list()[0]
    octaspace.services.mr.create(node_id=machine.node_id, disk_size=10, image="ubuntu")
"""


@pytest.fixture(scope="session")
def all_imported() -> None:
    """pytester forgets what a run has imported, and half of a package must not be imported twice."""
    with Simulator(speed=1000) as simulator, OctaSpace(simulator.api_key, base_url=simulator.url) as octaspace:
        machine = octaspace.services.mr.list()[0]
        with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u", poll_interval=0.01):
            pass

        async def connect() -> None:
            async with AsyncOctaSpace(simulator.api_key, base_url=simulator.url) as client:
                relay = (await client.services.vpn.list())[0]
                async with client.services.vpn.connected(node_id=relay.node_id, subkind="wg", poll_interval=0.01):
                    pass

        for backend in ("asyncio", "trio"):
            anyio.run(connect, backend=backend)


@pytest.fixture
def run(
    all_imported: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., pytest.RunResult]:
    """Runs the tests of a file by a pytest of their own, every warning an error."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    options = "--strict-markers -p no:cacheprovider -p no:schemathesis -p no:hypothesispytest"
    pytester.makeini(f"[pytest]\nfilterwarnings = error\naddopts = {options}\n")

    def run(source: str, *arguments: str, process: bool = False) -> pytest.RunResult:
        pytester.makepyfile(source)
        return (pytester.runpytest_subprocess if process else pytester.runpytest_inprocess)(*arguments)

    return run


def test_a_test_rents_and_stops_without_any_configuration(run):
    run(f"def test(octaspace):{RENTED}", process=True).assert_outcomes(passed=1)


def test_waiting_takes_no_time_but_simulated_time_and_money(run):
    source = """
import time

def test(octaspace_simulator, octaspace):
    before, begun, real = octaspace.accounts.balance(), octaspace_simulator.now, time.monotonic()
    machine = octaspace.services.mr.list()[0]
    with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u", poll_interval=5):
        octaspace_simulator.advance(3600)
    assert time.monotonic() - real < 10
    assert (octaspace_simulator.now - begun).total_seconds() == 3620
    assert before - octaspace.accounts.balance() == machine.base
"""
    run(source).assert_outcomes(passed=1)


def test_a_wait_that_never_ends_times_out_in_simulated_time(run):
    source = """
import pytest
from octaspace_sdk import RequestTimeoutError

@pytest.mark.octaspace(ready_after=10**6)
def test(octaspace):
    machine = octaspace.services.mr.list()[0]
    with pytest.raises(RequestTimeoutError, match="not ready within 600 s"):
        with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u"):
            pass
    octaspace.with_options(timeout=5).accounts.balance()
"""
    run(source).assert_outcomes(passed=1)


def test_clients_that_the_tested_code_makes_reach_the_simulator_and_its_time(run):
    source = """
import asyncio, time
from octaspace_sdk import AsyncOctaSpace, OctaSpace

def test_sync(octaspace_simulator):
    real = time.monotonic()
    with OctaSpace() as octaspace:
        machine = octaspace.services.mr.list()[0]
        with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u", poll_interval=60):
            pass
    assert time.monotonic() - real < 30

def test_async(octaspace_simulator):
    async def main():
        async with AsyncOctaSpace() as octaspace:
            machine = (await octaspace.services.mr.list())[0]
            async with octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u"):
                pass
    asyncio.run(main())
"""
    run(source).assert_outcomes(passed=2)


def test_the_environment_is_as_before_when_the_test_is_over(run):
    source = """
import os, threading

servers = []

def test_one(octaspace_simulator):
    servers.extend(thread for thread in threading.enumerate() if thread.name == "octaspace-simulator")
    assert os.environ["OCTA_BASE_URLS"] == octaspace_simulator.url
    assert os.environ["OCTA_API_KEY"] == octaspace_simulator.api_key

def test_two():
    assert not {"OCTA_BASE_URLS", "OCTA_API_KEY"} & os.environ.keys()
    assert not servers[-1].is_alive()
"""
    run(source).assert_outcomes(passed=2)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_async_client_runs_under_anyios_plugin(run, backend):
    source = f"""
import pytest

@pytest.fixture
def anyio_backend():
    return {backend!r}

@pytest.mark.anyio
@pytest.mark.parametrize("number", range(3))
async def test(async_octaspace, number):
    machine = (await async_octaspace.services.mr.list())[0]
    async with async_octaspace.services.mr.rented(node_id=machine.node_id, disk_size=10, image="u") as session:
        assert session.details.is_ready
"""
    run(source).assert_outcomes(passed=3)


def test_the_async_client_needs_no_plugin_at_all(run):
    source = """
import asyncio, gc, trio

async def use(client):
    assert await client.accounts.balance() > 0

def test_asyncio(async_octaspace):
    asyncio.run(use(async_octaspace))
    gc.collect()

def test_trio(async_octaspace):
    trio.run(use, async_octaspace)
    gc.collect()

def test_unused(async_octaspace):
    pass
"""
    run(source).assert_outcomes(passed=3)


def test_many_rentals_at_once_do_not_use_up_each_others_time(run):
    source = """
import asyncio

def test(async_octaspace):
    async def rent(node_id):
        async with async_octaspace.services.vpn.connected(node_id=node_id, subkind="wg", ready_timeout=60):
            pass

    async def main():
        relay = (await async_octaspace.services.vpn.list())[0]
        await asyncio.gather(*(rent(relay.node_id) for _ in range(40)))

    asyncio.run(main())
"""
    run(source).assert_outcomes(passed=1)


def test_each_test_has_a_network_of_its_own(run):
    source = f"""
import pytest

@pytest.mark.parametrize("number", range(3))
def test(octaspace_simulator, octaspace, number):
    assert octaspace.sessions.list(recent=True) == []
    assert octaspace_simulator.requests[1:] == []
    assert octaspace_simulator.injections == []
{RENTED}"""
    run(source).assert_outcomes(passed=3)


def test_a_leak_fails_the_test_and_says_what_it_costs(run):
    result = run(f"def test(octaspace):{LEAKING}\ndef test_next(octaspace):{RENTED}")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*1 paid session is still running, and would cost *OCTA* per hour:",
            "*mr session ????????-*of ops@example.net on node*per hour, running for*",
            "*Stop what you rent: services.mr.rented*",
            "*@pytest.mark.octaspace(leaks=True)*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_leak_of_the_other_account_counts_as_well(run):
    source = f"""
from octaspace_sdk import OctaSpace

def test(octaspace_simulator):
    with OctaSpace(octaspace_simulator.second_api_key) as octaspace:
        {LEAKING.strip().replace(chr(10), chr(10) + "    ")}
"""
    run(source).assert_outcomes(passed=1, errors=1)


def test_a_leak_can_be_intended_and_options_be_given(run):
    source = f"""
import pytest

@pytest.mark.octaspace(leaks=True)
def test_leak(octaspace):{LEAKING}

@pytest.mark.octaspace(seed=7, balance=5)
class TestOptions:
    @pytest.mark.octaspace(balance=6)
    def test_options(self, octaspace, octaspace_simulator):
        assert octaspace.accounts.balance() == 6
"""
    run(source).assert_outcomes(passed=2)


def test_it_works_under_xdist(run):
    source = f"import pytest\n@pytest.mark.parametrize('number', range(6))\ndef test(octaspace, number):{RENTED}"
    run(source, "-n", "2", process=True).assert_outcomes(passed=6)


def test_it_can_be_left_out(run):
    run("def test(octaspace): pass", "-p", "no:octaspace").assert_outcomes(errors=1)


def test_its_fixtures_and_marker_describe_themselves(run):
    result = run("", "--fixtures", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.octaspace(*): options of octaspace_sdk.simulator.Simulator *"])
    run("", "--fixtures").stdout.fnmatch_lines_random(["octaspace_simulator*", "octaspace *", "async_octaspace *"])


def test_loading_the_plugin_imports_nothing_more():
    heavy = "{'starlette', 'uvicorn', 'openapi_core', 'httpx', 'msgspec', 'octaspace_sdk.simulator'}"
    code = f"import sys, pytest; import octaspace_sdk.pytest_plugin; print(*{heavy} & sys.modules.keys())"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")


def test_without_the_extra_the_fixture_says_what_to_install(run):
    source = "import sys\nsys.modules['uvicorn'] = None\ndef test(octaspace): pass"
    result = run(source, process=True)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*pip install 'octaspace-sdk?simulator?'*"])
