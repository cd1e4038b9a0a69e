"""The command against a simulator, with answers that a test changes on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest
import yaml
from tests.support.recorder import Recorder, answer

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.smoke.__main__ import main

Change = Callable[[str, Any], Any]
"""Called with the path and the value of an answer: changes the value, or returns another."""


@attrs.frozen
class DriftRun:
    """What `--drift` did: `schemas` are those of the report, `output` is stdout and stderr."""

    status: int
    report: dict[str, Any]
    output: str
    requests: list[Any]

    @property
    def schemas(self) -> dict[str, Any]:
        return self.report["components"]["schemas"]


@pytest.fixture(scope="session")
def simulator():
    """A network in which a machine and a proxy are rented, and a machine was."""
    with Simulator(ready_after=0.0) as simulator, OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        first, second, *_ = client.services.mr.list()
        client.services.mr.create(node_id=first.node_id, disk_size=10, image="x", envs={"TOKEN": "t"})
        client.services.session(client.services.mr.create(node_id=second.node_id, disk_size=10, image="x").uuid).stop()
        client.services.vpn.create(node_id=client.services.vpn.list()[0].node_id, subkind="http_proxy")
        yield simulator


@pytest.fixture
def drift(simulator, monkeypatch, capsys) -> Callable[[Change], DriftRun]:
    """Runs `--drift` on answers that a function may change."""
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)

    def run(change: Change) -> DriftRun:
        with Recorder() as proxy, httpx.Client(verify=False) as http:

            def forward(request):
                response = http.request(
                    request.method, simulator.url + request.target, headers={"Authorization": simulator.api_key}
                )
                value = response.json()
                changed = change(request.path, value)
                return answer(value if changed is None else changed, response.status_code)

            proxy.answers(forward)
            status = main(["--drift", "--base-url", proxy.url])
            requests = list(proxy.requests)
        printed = capsys.readouterr()
        return DriftRun(status, yaml.safe_load(printed.out) or {}, printed.out + printed.err, requests)

    return run
