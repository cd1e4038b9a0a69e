"""A pytest plugin: fixtures with a simulated OctaSpace.

    def test_my_code(octaspace_simulator, octaspace): ...

pytest loads it wherever the package is installed, so it imports nothing heavy before a fixture is used.
`-p no:octaspace` disables it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from octaspace_sdk import AsyncOctaSpace, OctaSpace
    from octaspace_sdk.simulator import Simulator

__all__ = ["async_octaspace", "octaspace", "octaspace_simulator"]

MARKER = (
    "octaspace(*, leaks=False, **options): options of octaspace_sdk.simulator.Simulator for the fixture "
    "octaspace_simulator; leaks=True allows paid sessions to be left running"
)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def octaspace_simulator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """Start a simulator for this test, which fails if it leaves a paid session running.

    OCTA_BASE_URLS and OCTA_API_KEY point to it, so clients made by the tested code use it too. Simulated time stands
    still until a client waits, which takes no real time, or the test calls `advance`.
    """
    from octaspace_sdk.simulator import Simulator
    from octaspace_sdk.support.clock import use_clock

    options: dict[str, Any] = {"clock": _stopped, "speed": 1.0}
    for marker in reversed(list(request.node.iter_markers("octaspace"))):
        options |= marker.kwargs
    may_leak = options.pop("leaks", False)
    with Simulator(**options) as simulator, use_clock(simulator.virtual_clock()):
        monkeypatch.setenv("OCTA_BASE_URLS", simulator.url)
        monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
        yield simulator
    if not may_leak and (report := simulator.leak_report()):
        pytest.fail(
            f"{report}\nIf that is intended, mark the test with @pytest.mark.octaspace(leaks=True).", pytrace=False
        )


@pytest.fixture
def octaspace(octaspace_simulator: Simulator) -> Iterator[OctaSpace]:
    """Open a client of `octaspace_simulator` for its default account."""
    from octaspace_sdk import OctaSpace

    with OctaSpace(octaspace_simulator.api_key, base_url=octaspace_simulator.url) as client:
        yield client


@pytest.fixture
def async_octaspace(octaspace_simulator: Simulator) -> AsyncOctaSpace:
    """Open an async client of `octaspace_simulator`, for any plugin that runs the event loop of the test.

    Creating it needs no loop. Its connections are closed with the loop they were opened in.
    """
    from octaspace_sdk import AsyncOctaSpace

    return AsyncOctaSpace(octaspace_simulator.api_key, base_url=octaspace_simulator.url)


def _stopped() -> float:
    return 0.0
