"""The tour goes on when the server is killed while it waits: one machine for each half, and none left running."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.support.processes import program, simulator_command

pytestmark = pytest.mark.slow

TOUR = Path(__file__).parents[2] / "examples" / "tour.py"


def test_the_tour_survives_that_the_server_is_killed_twice(tmp_path):
    # Its time stands almost still, so that a busy machine misses no step of a rental, and goes on when told.
    options = ("--state", str(tmp_path / "state.db"), "--speed", "0.001")
    with simulator_command(*options) as first:
        where = {"OCTA_BASE_URLS": first.url, "OCTA_API_KEY": first.key}
        with program(str(TOUR), env=where) as tour:
            tour.wait_for("The sync client")
            tour.wait_for("allocating node")
            first.program.kill()
            with simulator_command(*options, "--port", first.port) as second:
                advance(second, 60)
                tour.wait_for("The async client")
                tour.wait_for("allocating node")
                advance(second, 10)
                tour.wait_for("pulling image")
                second.program.kill()
                with simulator_command(*options, "--port", first.port) as third:
                    advance(third, 60)
                    status, errors = tour.finish()
                    with httpx.Client(base_url=third.url, headers={"Authorization": third.key}) as http:
                        running = http.get("/sessions").json()
                        finished = http.get("/sessions?recent=true").json()
    assert status == 0, errors
    assert running == []
    assert [session["service"] for session in finished] == ["mr", "mr"]
    assert tour.output.count(" ready ") == tour.output.count("stopped after") == 2


def advance(simulator, seconds):
    httpx.post(f"{simulator.url}/_simulator/advance", json={"seconds": seconds}, timeout=60).raise_for_status()
