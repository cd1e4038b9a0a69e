"""A tour of two simulators that share their state, with the client of any language.

It reads, rents a machine and a relay, is refused, and goes on when one of the two is killed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from conformance.runner import Driver

READS = (
    "network.info",
    "accounts.profile",
    "accounts.balance",
    "nodes.list",
    "apps.list",
    "sessions.list",
    "services.mr.list",
    "services.vpn.list",
    "services.render.list",
)
COMMAND = (sys.executable, "-m", "octaspace_sdk.simulator")


def tour(driver: Driver) -> Iterator[str]:
    """Take the tour, and yield what does not hold."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        state = str(Path(folder) / "state")
        first, first_url, key = stack.enter_context(_simulator(state))
        _, second_url, _ = stack.enter_context(_simulator(state))
        driver.ask(
            do="open", client={"api_key": key, "base_urls": [first_url, second_url], "timeout": 30, "max_retries": 2}
        )
        found = {}
        for name in READS:
            found[name] = yield from _asked(driver, name)
        machine, relay = found["services.mr.list"][0], found["services.vpn.list"][0]
        rental = {"node_id": machine["node_id"], "disk_size": 10, "image": "ubuntu:24.04", "score": 5}
        yield from _rented(driver, rental)
        yield from _rented(driver, {"service": "vpn", "node_id": relay["node_id"], "subkind": "wg"})
        subprocess.run(
            (*COMMAND, "inject", "--url", first_url, "--times", "1", "reject-rental"), check=True, capture_output=True
        )
        refused = driver.ask(do="call", call="rented", arguments=rental)
        if refused.get("error", {}).get("kind") != "ProvisionRejectedError":
            yield f"the refusal is {refused}"
        first.kill()
        first.wait()
        for name in READS:
            yield from _asked(driver, name)
        yield from _rented(driver, rental)
        said = driver.ask(do="close")
        if said["drift"]:
            yield f"drift was reported: {said['drift']}"
        if key in str(said):
            yield "the key is in what was said"


def _asked(driver: Driver, call: str, arguments: Mapping[str, Any] | None = None) -> Any:
    answer = driver.ask(do="call", call=call, arguments=arguments or {})
    if "error" in answer:
        yield f"{call} is {answer['error']}"
    return answer.get("value")


def _rented(driver: Driver, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Rents, and looks whether the session was there and has ended."""
    session = yield from _asked(driver, "rented", arguments)
    running = yield from _asked(driver, "sessions.list")
    finished = yield from _asked(driver, "sessions.list", {"recent": True})
    if session is not None and running is not None and finished is not None:
        if session["uuid"] in [each["uuid"] for each in running]:
            yield f"{session['uuid']} still runs"
        if session["uuid"] not in [each["uuid"] for each in finished]:
            yield f"{session['uuid']} is not among the finished sessions"


@contextmanager
def _simulator(state: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run a simulator in a process of its own; yield it with its URL and its key."""
    command = [*COMMAND, "--port", "0", "--state", state, "--speed", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"OCTA_BASE_URLS=(\S+) OCTA_API_KEY=(\S+)", line)
            if found is None:
                raise RuntimeError(f"the simulator does not say where it is: {line!r}")
            yield process, found[1], found[2]
        finally:
            process.kill()
