"""`make conformance`: two independent tools check the simulator against openapi.yaml; prints both reports.

schemathesis generates requests, valid and invalid ones and whole sequences, and checks every response. Prism is a
validating proxy between the client and the simulator while examples/tour.py runs.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO

from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.contract.aliases import accepting_aliases
from octaspace_sdk.simulator.contract.spec_reader import read_document

ROOT = Path(__file__).resolve().parent.parent
PRISM = ROOT / "tools" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"


def main() -> None:
    parser = argparse.ArgumentParser(description="Check the simulator against openapi.yaml.")
    parser.add_argument("tools", nargs="*", metavar="TOOL", help="schemathesis or prism (default: both)")
    parser.add_argument("--description", type=Path, default=ROOT / "openapi.yaml", help="default: openapi.yaml")
    parser.add_argument("--examples", type=int, default=100, help="tries per operation (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up requests (default: %(default)s)")
    options = parser.parse_args()
    checks = {
        "schemathesis": lambda: schemathesis(options.description, options.examples, options.seed),
        "prism": lambda: prism(options.description),
    }
    failed = [name for name in options.tools or checks if not checks[name]()]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def schemathesis(description: Path, examples: int, seed: int) -> bool:
    """Run all phases with all checks; sequences of calls are tried three times as often."""
    # A clock that moves with each look at it: the same seed makes the same run.
    with Simulator(clock=count(0, 0.001).__next__) as simulator, tempfile.TemporaryDirectory() as folder:
        keys = {"first": simulator.api_key, "second": simulator.second_api_key}
        # Two users who must not see what belongs to the other.
        users = [
            {"name": name, "fixedHeaders": [{"name": "Authorization", "value": key}]} for name, key in keys.items()
        ]
        (Path(folder) / "users.json").write_text(json.dumps({"auth": users}))
        accepted = Path(folder) / "openapi.json"
        accepted.write_text(json.dumps(accepting_aliases(read_document(description))))
        config = Path(folder) / "schemathesis.toml"
        config.write_text(
            f'auth.wfc = {{ path = "{folder}/users.json", user = "first", peers = ["first", "second"] }}\n'
            f"phases.stateful.generation.max-examples = {3 * examples}\n" + (ROOT / "schemathesis.toml").read_text()
        )
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--no-color",
            "--config-file",
            str(config),
            "run",
            str(accepted),
        ]
        options = [f"--url={simulator.url}", f"--seed={seed}", f"--max-examples={examples}", "--checks=all"]
        return subprocess.run([*command, *options], cwd=ROOT).returncode == 0


def prism(description: Path) -> bool:
    """Run the tour through the proxy, which logs each violation of the description and passes it on."""
    # JavaScript writes an integer from 10^21 on as a float, so this account owns less.
    with Simulator(speed=15.0, balance=10**20) as simulator, tempfile.TemporaryFile("w+") as log:
        with validating_proxy(description, simulator.url, log) as url:
            environment = {**os.environ, "OCTA_BASE_URLS": url, "OCTA_API_KEY": simulator.api_key}
            tour = subprocess.run([sys.executable, "examples/tour.py"], cwd=ROOT, env=environment)
        log.seek(0)
        lines = log.read().splitlines()
        requests = len(simulator.requests)
    violations = [line for line in lines if "Violation" in line or "error" in line]
    print(*violations, f"Prism: {requests} requests, {len(violations)} violations", sep="\n", flush=True)
    return tour.returncode == 0 and requests > 0 and not violations


@contextmanager
def validating_proxy(description: Path, upstream: str, log: IO[str]) -> Iterator[str]:
    """Run Prism in front of `upstream`; what it has to say goes to `log`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["node", str(PRISM), "proxy", str(description), upstream, f"--port={port}"]
    with subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise RuntimeError("Prism does not listen")


if __name__ == "__main__":
    main()
