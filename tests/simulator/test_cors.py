"""Web pages of any origin can use the API, as they can use the live one; the control API is not for them."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

ORIGIN = {"Origin": "https://page.example.net"}


@pytest.mark.parametrize("path", ["/network", "/accounts", "/nope", "/sessions?recent=maybe"])
def test_every_answer_can_be_read_by_a_page(http, path):
    response = http.get(path, headers=ORIGIN)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-Id" in response.headers["Access-Control-Expose-Headers"]


def test_an_error_without_a_key_can_be_read_too(make_simulator, connect):
    http = connect(make_simulator(), "no such key")
    response = http.get("/accounts", headers=ORIGIN)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (401, "*")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/accounts", "GET, OPTIONS, POST"),
        ("/nodes/1/prices", "OPTIONS, PATCH"),
        ("/services/x/stop", "OPTIONS, POST"),
    ],
)
def test_preflight_allows_what_the_path_takes(simulator, http, path, methods):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-client"}
    response = http.options(path, headers=ORIGIN | asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"] == methods
    assert response.headers["Access-Control-Allow-Headers"] == "authorization,x-client"
    assert simulator.requests[-1].method == "OPTIONS"


def test_options_changes_nothing_and_needs_no_key(make_simulator, connect):
    simulator = make_simulator()
    http = connect(simulator, "no such key")
    assert http.options("/services/mr").status_code == 204
    assert http.options("/nope").status_code == 404


@pytest.mark.parametrize("path", ["/_simulator/requests", "/_simulator/injections"])
def test_control_api_is_not_for_pages(http, path):
    for response in (http.get(path, headers=ORIGIN), http.options(path, headers=ORIGIN)):
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.status_code == 403


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_fetch_of_javascript_reads_and_stops_by_get(simulator, http, rent):
    uuid, _ = rent()
    script = """
const [base, key, uuid] = process.argv.slice(1);
const headers = {Authorization: key};
const network = await (await fetch(base + "/network")).json();
const stopped = await (await fetch(`${base}/services/${uuid}/stop`, {headers})).json();
console.log(JSON.stringify([network.nodes.count, stopped.status]));
"""
    command = ["node", "--input-type=module", "-e", script, simulator.url, simulator.api_key, uuid]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [400, "stopped"]
