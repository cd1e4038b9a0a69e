"""An error is one line with what failed and what to do, and a status that says of which kind it is."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from octaspace_sdk.cli.exit_codes import MEANINGS, ExitCode, exit_code
from octaspace_sdk.cli.failures import report
from octaspace_sdk.cli.invocation import Invocation
from octaspace_sdk.cli.session_ids import SessionLookupError
from octaspace_sdk.errors import ConfigurationError, RequestTimeoutError
from octaspace_sdk.rentals.signals import SIGNALS
from octaspace_sdk.simulator.faults import ConnectionReset, ErrorStatus, RejectRental, TruncatedBody

UNKNOWN_SESSION = "00000000-0000-0000-0000-000000000000"


def refused(result, status, *words):
    """Checks that the program ended with this status and one line on stderr that has these words."""
    assert (result.status, result.output) == (status, "")
    assert re.fullmatch(r"octaspace: [^\n]+\n", result.errors), result.errors
    assert "Traceback" not in result.errors
    for word in words:
        assert word in result.errors


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("compite",), "did you mean 'compute'?"),
        (("sessions", "lst"), "list"),
        (("compute", "search", "--max-price", "cheap"), "'cheap' is no amount"),
        (("compute", "search", "--max-price", "nan"), "'nan' is no amount"),
        (("compute", "search", "rtx 9999"), "no such GPU: 'rtx 9999'; there are AMD"),
        (("compute", "search", "--region", "mars"), "mars"),
        (("compute", "deploy", "--image", "ubuntu"), "--node, or --cheapest"),
        (("compute", "deploy", "--node", "5", "--cheapest", "4090", "--image", "x"), "--node, or --cheapest"),
        (("compute", "deploy", "--node", "5"), "--image, or --app"),
        (("compute", "deploy", "--node", "5", "--image", "x", "--env", "SECRET"), "not of the form NAME=VALUE"),
        (("sessions", "stop"), "name the sessions, or say --all"),
        (("sessions", "stop", "5", "--all"), "name the sessions, or say --all"),
        (("sessions", "stop", "5", "--older-than", "2h"), "go with --all"),
        (("sessions", "stop", "--all", "--older-than", "soon"), "'soon' is no length of time"),
        (("sessions", "stop", "5", "--score", "6"), "--score"),
        (("nodes", "prices", "5205"), "say which price"),
        (("nodes", "prices", "5205", "--base", "much"), "not 'much'"),
        (("nodes", "prices", "5205", "--base", "-5"), "would be -5"),
        (("nodes", "reboot"), "name the nodes"),
        (("vpn", "relays", "--limit", "0"), "--limit': 0 is less than 1"),
        (("vpn", "relays", "--limit", "-1"), "--limit': -1 is less than 1"),
        (("smoke", "--idle-job", "-1", "5"), "--idle-job': -1 is less than 0"),
        (("drift", "--idle-job", "5", "-1"), "--idle-job': -1 is less than 0"),
        (("vpn", "connect", "--protocol", "v2ray"), "--v2ray-protocol is required when --protocol is 'v2ray'"),
        (("auth", "login", "--storage", "pocket"), "keyring or file"),
        (("apps", "list", "--timeout", "-1"), "timeout"),
        (("apps", "list", "--base-url", "nowhere"), "--base-url number 1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_arguments_end_with_2(octaspace, arguments, word):
    refused(octaspace(*arguments), ExitCode.USAGE, word)


def test_profile_that_there_is_not_ends_with_2(octaspace, monkeypatch):
    monkeypatch.delenv("OCTA_API_KEY")
    refused(octaspace("apps", "list", "--profile", "work"), ExitCode.USAGE, "no profile 'work'", "auth profiles")


def test_no_key_ends_with_4(octaspace, monkeypatch, simulator):
    monkeypatch.delenv("OCTA_API_KEY")
    simulator.clear_requests()
    refused(octaspace("sessions", "list"), ExitCode.AUTHENTICATION, "octaspace auth login")
    assert simulator.requests == []


@pytest.mark.parametrize("key", ["Bearer abc", "'abc'", "a b c", "abc\u00e9"])
def test_key_that_cannot_work_ends_with_4(octaspace, monkeypatch, key):
    monkeypatch.setenv("OCTA_API_KEY", key)
    refused(octaspace("account"), ExitCode.AUTHENTICATION, "OCTA_API_KEY")


def test_statuses_do_not_hang_on_the_wording_of_messages():
    assert exit_code(ConfigurationError("reworded", concerns_key=True), acts=False) is ExitCode.AUTHENTICATION
    assert exit_code(ConfigurationError("api_key: no API key"), acts=False) is ExitCode.USAGE


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (RequestTimeoutError("reworded", timeout=5.0), "--timeout gives it more time"),
        (RequestTimeoutError("reworded; timeout "), "check the connection"),
        (SessionLookupError("reworded"), "`octaspace sessions` lists what runs"),
    ],
    ids=repr,
)
def test_hints_do_not_hang_on_the_wording_of_messages(capsys, error, hint):
    context = SimpleNamespace(command_path="octaspace sessions info")
    report(error, Invocation(context=context))
    assert hint in capsys.readouterr().err


def test_public_operations_need_no_key(octaspace, monkeypatch):
    monkeypatch.delenv("OCTA_API_KEY")
    assert octaspace("apps", "list").status == octaspace("network").status == 0


def test_wrong_key_ends_with_4_and_is_not_shown(octaspace, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "a-key-that-is-not-right-at-all")
    result = octaspace("sessions", "list", "--debug")
    assert result.status == ExitCode.AUTHENTICATION
    assert "a-key-that-is-not-right-at-all" not in result.output + result.errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("sessions", "info", UNKNOWN_SESSION),
        ("sessions", "info", "ffff"),
        ("sessions", "stop", "ffff", "--yes"),
        ("nodes", "show", "1"),
        ("compute", "show", "1"),
        ("compute", "deploy", "--node", "1", "--image", "x", "--disk", "5", "--yes"),
        ("compute", "deploy", "--cheapest", "4090", "--max-price", "0.0001", "--image", "x", "--disk", "5"),
        ("apps", "show", "no such thing"),
        ("idle-jobs", "show", "5205", "999"),
        ("vpn", "config"),
        ("vpn", "connect", "1"),
        ("vpn", "down"),
        ("auth", "logout"),
    ],
    ids=" ".join,
)
def test_what_there_is_not_ends_with_5(octaspace, arguments):
    refused(octaspace(*arguments), ExitCode.NOT_FOUND)


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("sessions", "info", "ffff"), "`octaspace sessions` lists what runs, with --recent what has ended"),
        (("compute", "logs", UNKNOWN_SESSION), "`octaspace sessions` lists what runs, with --recent what has ended"),
        (("nodes", "show", "1"), "`octaspace nodes` lists yours"),
        (("vpn", "config", "ffff"), "`octaspace vpn status` lists what runs"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_there_is_not_says_where_to_look(octaspace, arguments, advice):
    assert octaspace(*arguments).errors.endswith(f"; {advice}\n")


def test_port_that_there_is_not_is_not_looked_for_among_the_sessions(octaspace, client):
    created = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04", http_ports=[8888])
    client.services.session(created).wait_ready()
    result = octaspace("compute", "open", "9999")
    refused(result, ExitCode.NOT_FOUND, "it has one for: 8888")
    assert result.errors.endswith(": 8888\n")


def test_tunnel_that_is_only_printed_or_leads_nowhere_is_not_announced(octaspace, client):
    refused(octaspace("compute", "tunnel", "8888"), ExitCode.NOT_FOUND, "compute deploy")
    created = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04")
    client.services.session(created).wait_ready()
    result = octaspace("compute", "tunnel", "8888", "--direct", "--print")
    assert (result.status, result.errors) == (0, "")


def test_refused_rental_ends_with_6(octaspace, simulator):
    deploy = ("compute", "deploy", "--node", "5205", "--image", "x", "--disk", "5", "--yes")
    with simulator.inject(RejectRental("Node is busy")):
        result = octaspace(*deploy)
    assert result.status == ExitCode.REFUSED
    assert result.errors.splitlines()[-1] == "octaspace: the rental was refused: Node is busy"
    simulator.assert_no_leaks()


def test_no_host_ends_with_7(octaspace):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = octaspace("apps", "list", "--base-url", f"http://127.0.0.1:{port}", "--retries", "0")
    refused(result, ExitCode.NETWORK, "--base-url", "--debug")


def test_lost_answer_of_what_only_reads_ends_with_7(octaspace, simulator):
    with simulator.inject(ConnectionReset(), operation="apps.list"):
        refused(octaspace("apps", "list", "--retries", "0"), ExitCode.NETWORK)


def test_lost_answer_of_what_acts_ends_with_8(octaspace, simulator):
    with simulator.inject(ConnectionReset(), operation="nodes.reboot"):
        result = octaspace("nodes", "reboot", "5205", "--yes")
    refused(result, ExitCode.OUTCOME_UNKNOWN, "before trying again")


@pytest.mark.parametrize("fault", [ErrorStatus(500), ErrorStatus(503), TruncatedBody()], ids=repr)
def test_broken_service_ends_with_9_or_7(octaspace, simulator, fault):
    with simulator.inject(fault, operation="apps.list"):
        result = octaspace("apps", "list", "--retries", "0")
    refused(result, ExitCode.NETWORK if isinstance(fault, TruncatedBody) else ExitCode.SERVER)


def test_rate_limit_ends_with_10(octaspace, simulator):
    with simulator.inject(ErrorStatus(429), operation="apps.list"):
        refused(octaspace("apps", "list", "--retries", "0"), ExitCode.RATE_LIMIT, "try again later")


@pytest.mark.parametrize(
    "arguments",
    [
        ("account", "wallet"),
        ("compute", "deploy", "--cheapest", "4090", "--image", "x", "--disk", "5"),
        ("render", "start", "5205", "--disk", "5"),
        ("vpn", "connect"),
        ("nodes", "reboot", "5205"),
        ("nodes", "prices", "5205", "--base", "1"),
    ],
    ids=" ".join,
)
def test_what_acts_is_refused_with_11_where_nobody_can_be_asked(octaspace, simulator, arguments):
    simulator.clear_requests()
    refused(octaspace(*arguments), ExitCode.NOT_CONFIRMED, "--yes")
    assert {request.method for request in simulator.requests} <= {"GET"}
    assert not any(request.path.endswith("/reboot") for request in simulator.requests)


def test_failover_to_the_next_base_url(octaspace, simulator):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    hosts = ("--base-url", f"http://127.0.0.1:{port}", "--base-url", simulator.url)
    assert octaspace("apps", "list", *hosts).status == 0


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_retries_are_as_many_as_asked_for(octaspace, simulator, retries):
    simulator.clear_requests()
    with simulator.inject(ErrorStatus(503), operation="apps.list"):
        octaspace("apps", "list", "--retries", str(retries))
    assert len(simulator.requests) == retries + 1


def test_timeout_is_of_the_call_and_0_is_none(octaspace):
    errors = octaspace("apps", "list", "--timeout", "1e-9").errors
    assert "timeout 1e-09 s; --timeout gives it more time" in errors
    assert octaspace("--timeout", "1e-9", "apps", "list", "--timeout", "0").status == 0


def test_debug_shows_the_attempts_and_the_traceback(octaspace, simulator):
    with simulator.inject(ErrorStatus(503), operation="apps.list"):
        result = octaspace("apps", "list", "--retries", "1", "--debug")
    assert result.errors.count("apps.list GET ") == 2
    assert "Traceback (most recent call last)" in result.errors
    assert simulator.api_key not in result.errors


def test_file_that_cannot_be_written_is_one_line(octaspace, tmp_path):
    (tmp_path / "file").touch()
    refused(
        octaspace("nodes", "ident", "5205", "--to", str(tmp_path / "file")), ExitCode.FAILED, str(tmp_path / "file")
    )


def test_every_status_has_a_meaning():
    assert set(MEANINGS) == set(ExitCode)


def test_every_signal_that_ends_a_start_has_a_status():
    assert {128 + number for number in (signal.SIGINT, *SIGNALS)} <= set(ExitCode)


def test_key_is_read_from_a_file(octaspace, simulator, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "another-key-that-is-not-right")
    file = tmp_path / "key"
    file.write_text(f"{simulator.api_key}\n")
    assert octaspace("account", "balance", "--api-key-file", str(file)).status == 0
    refused(octaspace("account", "--api-key-file", str(tmp_path)), ExitCode.AUTHENTICATION, "cannot be read")
