"""A pytest plugin: a simulated OctaSpace for every test that asks for it.

    def test_my_code(octaspace_simulator, octaspace): ...

pytest loads this by itself wherever the package is installed, so it imports nothing before a fixture is asked for.
`-p no:octaspace` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from octaspace_sdk import AsyncOctaSpace, OctaSpace
    from octaspace_sdk.simulator import Simulator

MARKER = (
    "octaspace(*, leaks=False, **options): how octaspace_simulator is for this test: options of "
    "octaspace_sdk.simulator.Simulator, and whether paid sessions may be left running"
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def octaspace_simulator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """A simulator of the test's own. A test that leaves a paid session running fails.

    OCTA_BASE_URLS and OCTA_API_KEY point to it, so clients that the tested code makes reach it too. Simulated time
    stands still until a client waits, which takes no real time, or the test calls `advance`.
    """
    from octaspace_sdk.simulator import Simulator
    from octaspace_sdk.support.clock import use_clock

    options: dict[str, Any] = {"clock": _stopped, "speed": 1.0}
    for marker in reversed(list(request.node.iter_markers("octaspace"))):
        options |= marker.kwargs
    may_leak = options.pop("leaks", False)
    with Simulator(**options) as simulator, use_clock(simulator.timing()):
        monkeypatch.setenv("OCTA_BASE_URLS", simulator.url)
        monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
        yield simulator
    if not may_leak and (leak := simulator.leak()):
        pytest.fail(
            f"{leak}\nIf that is intended, mark the test with @pytest.mark.octaspace(leaks=True).", pytrace=False
        )


@pytest.fixture
def octaspace(octaspace_simulator: Simulator) -> Iterator[OctaSpace]:
    """A client of `octaspace_simulator`, for the account that it has by default."""
    from octaspace_sdk import OctaSpace

    with OctaSpace(octaspace_simulator.api_key, base_url=octaspace_simulator.url) as client:
        yield client


@pytest.fixture
def async_octaspace(octaspace_simulator: Simulator) -> AsyncOctaSpace:
    """The async client of `octaspace_simulator`, for whatever plugin runs the test's event loop.

    Making it needs no loop. Its connections are closed with the loop that they were opened in.
    """
    from octaspace_sdk import AsyncOctaSpace

    return AsyncOctaSpace(octaspace_simulator.api_key, base_url=octaspace_simulator.url)


def _stopped() -> float:
    return 0.0
