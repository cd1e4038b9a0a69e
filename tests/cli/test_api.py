"""Any request, and every operation of the description with its own options."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.faults import ChangedFields
from octaspace_sdk.spec import Spec


def last(simulator):
    return simulator.requests[-1]


def test_answer_is_as_it_came(octaspace, client):
    assert octaspace("api", "/apps").json == client.raw.apps.list().json()
    assert octaspace("api", "GET", "/apps", "-o", "yaml").output.startswith("- uuid:")
    assert len(octaspace("api", "/apps", "-o", "jsonl").output.splitlines()) == len(client.apps.list())


def test_fields_that_are_not_described_are_there(octaspace, simulator):
    with simulator.inject(ChangedFields(add={"brand_new": [1]}), operation="network.info"):
        assert octaspace("api", "/network").json["brand_new"] == [1]
        assert octaspace("network", "-o", "json").json["brand_new"] == [1]


def test_query_is_sent(octaspace, simulator):
    octaspace("api", "get", "/sessions?recent=true")
    assert (last(simulator).path, dict(parse_qsl(last(simulator).query))) == ("/sessions", {"recent": "true"})
    octaspace("api", "/nodes", "-q", "country=DE", "-q", "app_uuid=a=b&c")
    assert dict(parse_qsl(last(simulator).query)) == {"country": "DE", "app_uuid": "a=b&c"}


@pytest.mark.parametrize("how", ["text", "file", "stdin"])
def test_body_is_sent(octaspace, simulator, tmp_path, how):
    text = json.dumps({"base": 5 * 10**16})
    (tmp_path / "body.json").write_text(text)
    data = {"text": text, "file": f"@{tmp_path / 'body.json'}", "stdin": "@-"}[how]
    result = octaspace("api", "PATCH", "/nodes/2609/prices", "-d", data, "--yes", stdin=text)
    assert result.status == 0
    assert (last(simulator).method, last(simulator).body) == ("PATCH", {"base": 5 * 10**16})


def test_with_a_body_it_is_a_post(octaspace):
    assert "Send POST /accounts?" in octaspace("api", "/accounts", "-d", "{}").errors


@pytest.mark.parametrize(
    "words", [("POST", "/accounts"), ("DELETE", "/x"), ("PUT", "/x"), ("GET", "/nodes/5205/reboot"), ("PATCH", "/x")]
)
def test_what_acts_is_asked_about(octaspace, simulator, words):
    result = octaspace("api", *words)
    assert result.status == ExitCode.NOT_CONFIRMED
    assert f"Send {' '.join(words)}?" in result.errors
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("FETCH", "/x"), "say [METHOD] PATH"),
        (("GET", "/x", "/y"), "say [METHOD] PATH"),
        (("nodes",), "path must begin with one slash"),
        (("/../x",), "path must not have the segments . and .., not '/../x'"),
        (("/nodes", "-q", "country"), "NAME=VALUE"),
        (("/nodes", "-d", "{"), "the text is not JSON"),
        (("/nodes", "-d", "@/no/such/file"), "/no/such/file"),
        (("/nodes", "-o", "csv"), "json, jsonl or yaml"),
    ],
)
def test_what_cannot_be_sent_is_refused(octaspace, words, problem):
    result = octaspace("api", *words)
    assert result.status in (ExitCode.USAGE, ExitCode.FAILED)
    assert problem in result.errors


def test_error_of_the_service_has_its_status(octaspace):
    assert octaspace("api", "/nodes/1").status == ExitCode.NOT_FOUND


def test_status_and_headers_go_to_stderr(octaspace):
    result = octaspace("api", "/network", "--include")
    assert result.errors.startswith("HTTP 200\n")
    assert "content-type: application/json" in result.errors
    assert result.json


def test_bytes_are_written_as_they_are(environment, client, capfdbinary):
    from octaspace_sdk.cli.program import run

    assert run(["api", "/nodes/5205/logs"]) == 0
    assert capfdbinary.readouterr().out == client.nodes.download_logs(5205)


READS = [operation.id for operation in Spec().operations() if operation.method == "GET"]


def test_every_operation_is_there(octaspace):
    output = octaspace("call", "--help").output
    for operation in Spec().operations():
        assert f"  {operation.id} " in output


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (("accounts.balance",), lambda raw: raw.accounts.balance()),
        (("nodes.list", "--country", "KZ"), lambda raw: raw.nodes.list(country="KZ")),
        (("sessions.list", "--recent"), lambda raw: raw.sessions.list(recent=True)),
        (("sessions.list", "--no-recent"), lambda raw: raw.sessions.list(recent=False)),
        (("services.mr.list",), lambda raw: raw.services.mr.list()),
        (("apps.list",), lambda raw: raw.apps.list()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_operation_is_called_with_its_options(octaspace, client, words, call):
    found = octaspace("call", *words)
    assert found.status == 0
    assert _still(found.json) == _still(call(client.raw).json())


def _still(value):
    """Without what changes by itself."""
    if isinstance(value, dict):
        return {name: _still(item) for name, item in value.items() if name not in ("uptime", "cpu_load_percent")}
    return [_still(item) for item in value] if isinstance(value, list) else value


def test_option_of_a_field_that_has_another_name_in_the_description_says_what_it_is(octaspace):
    """`multi-gpu-worker` is the field of --multi-gpu-worker."""
    output = " ".join(octaspace("call", "services.render.create", "--help").output.split())
    [schema] = [node for operation in Spec().operations() if (node := operation.arguments().get("multi_gpu_worker"))]
    assert " ".join(schema.value["description"].split()) in output


def test_operation_of_one_session(octaspace, client):
    uuid = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04").uuid
    assert octaspace("call", "services.session.info", "--uuid", uuid).json["uuid"] == uuid
    assert octaspace("call", "services.session.stop", "--uuid", uuid, "--score", "5", "--yes").status == 0
    assert client.sessions.list() == []


def test_every_kind_of_argument_is_sent(octaspace, simulator):
    words = ("--node-id", "5205", "--disk-size", "20", "--image", "ubuntu:24.04", "--envs", '{"A": "b"}')
    more = ("--ports", "22", "--ports", "80", "--project-id", "7", "--extra", '{"new": [1]}')
    assert octaspace("call", "services.mr.create", *words, *more, "--yes").status == 0
    [body] = last(simulator).body
    assert (body["node_id"], body["ports"], body["envs"], body["new"]) == (5205, [22, 80], {"A": "b"}, [1])
    assert body["project_id"] == "7"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("nodes.find",), "--node-id"),
        (("nodes.find", "--node-id", "x"), "--node-id"),
        (("nodes.find", "--node-id", "-1"), "--node-id must be at least 0"),
        (("nodes.fnd",), "nodes.find"),
        (("nodes.update_prices", "--node-id", "5205", "--prices", "{"), "is not JSON"),
    ],
)
def test_wrong_options_are_refused(octaspace, simulator, words, problem):
    result = octaspace("call", *words)
    assert result.status == ExitCode.USAGE
    assert problem in result.errors
    assert simulator.requests == []


@pytest.mark.parametrize("operation", [op.id for op in Spec().operations() if op.id not in READS] + ["nodes.reboot"])
def test_operation_that_acts_asks(octaspace, simulator, operation):
    [line] = [
        line for line in octaspace("call", operation, "--help").output.splitlines() if line.startswith("  octaspace")
    ]
    import shlex

    result = octaspace(*shlex.split(line)[1:])
    assert result.status == ExitCode.NOT_CONFIRMED
    assert simulator.requests == []
