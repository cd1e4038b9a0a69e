"""Messages of the SDK name its arguments and methods; the user of the command line reads options and commands."""

from __future__ import annotations

import re

import pytest
from tests.cli.command_tree import LEAVES

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.faults import ConnectionReset, ErrorStatus

DEPLOY = ("compute", "deploy", "--node", "5205", "--image", "x")
OF_PYTHON = re.compile(r"\w\(\)|\w=[ ,;]|\bNone\b|\bTrue\b|\b(?!gpu_hour|price_per_gpu|[a-z]+://)[a-z]+_[a-z_]+\b")
"""A call, a keyword, a constant, a name; not those of the service."""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (*DEPLOY, "--disk", "5", "--port", "22", "--port", "70000"),
            "--port number 2 must be at most 65535, not 70000",
        ),
        ((*DEPLOY, "--disk", "5", "--http-port", "0"), "--http-port number 1 must be at least 1, not 0"),
        (DEPLOY, "say how large the disk is: --disk, in GB"),
        (
            ("compute", "search", "--min-reliability", "0.9"),
            "--min-reliability is in percent, 0 or from 1 to 100, such as 99, not 0.9",
        ),
        (("compute", "search", "--min-vram", "nan"), "--min-vram must be a finite number, not nan"),
        (("compute", "search", "--gpus", "-1"), "--gpus must be at least 0, not -1"),
        (("compute", "search", "--limit", "0"), "Invalid value for '--limit': 0 is less than 1"),
        (("nodes", "list", "--country", "Germany"), "--country must be an ISO code such as DE, not 7 characters"),
        (("nodes", "show", "abc"), "Invalid value for 'NODE': 'abc' is no whole number"),
        (("compute", "search", "--min-down", "fast"), "Invalid value for '--min-down': 'fast' is no number"),
        (
            ("api", "GET", "nodes"),
            "path must begin with one slash, be percent-encoded, and have no query (use -q), not 'nodes'",
        ),
        (("apps", "list", "--timeout", "-1"), "--timeout must be a number of seconds, 0 for no limit, not -1.0"),
        (("apps", "list", "--retries", "-1"), "--retries must be a whole number, at least 0, not -1"),
        (
            ("apps", "list", "--base-url", "http://example.net"),
            "--base-url number 1 would send the API key unencrypted to example.net; use https, or set OCTA_ALLOW_INSECURE=1",
        ),
        (
            ("apps", "list", "--base-url", "https://me@example.net"),
            "--base-url number 1 must not hold credentials; `octaspace auth login` takes the key",
        ),
        (("vpn", "connect", "--protocol", "v2ray"), "--v2ray-protocol is required when --protocol is 'v2ray'"),
        (
            ("call", "services.vpn.create", "--node-id", "1", "--subkind", "v2ray", "--yes"),
            "--protocol is required when --subkind is 'v2ray'",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_argument_is_an_option(octaspace, arguments, message):
    result = octaspace(*arguments)
    command = next(" ".join(path) for path in LEAVES if path == arguments[: len(path)])
    assert (result.status, result.output) == (ExitCode.USAGE, "")
    advice = "" if "`octaspace " in message else f"; see `octaspace {command} --help`"
    assert result.errors == f"octaspace: {message}{advice}\n"


@pytest.mark.parametrize(
    "arguments", [path for path in LEAVES if path[0] in ("account", "sessions", "nodes", "compute")]
)
def test_nothing_of_python_is_said_without_a_key(octaspace, monkeypatch, arguments):
    monkeypatch.delenv("OCTA_API_KEY")
    errors = octaspace(*arguments).errors
    assert errors.startswith("octaspace: ")
    assert not OF_PYTHON.search(errors)


def test_no_key(octaspace, monkeypatch):
    monkeypatch.delenv("OCTA_API_KEY")
    result = octaspace("account")
    assert result.errors == "octaspace: there is no API key; run `octaspace auth login`, or set OCTA_API_KEY\n"


@pytest.mark.parametrize("key", ["Bearer abc", '"abc"'])
def test_key_that_cannot_be_one_ends_with_4(octaspace, monkeypatch, key):
    monkeypatch.setenv("OCTA_API_KEY", key)
    result = octaspace("account")
    assert result.status == ExitCode.AUTHENTICATION
    assert "abc" not in result.errors


@pytest.mark.parametrize(
    ("operation", "arguments", "command"),
    [
        ("nodes.reboot", ("nodes", "reboot", "5205"), "nodes show"),
        ("nodes.update_prices", ("nodes", "prices", "5205", "--base", "1"), "nodes"),
        ("accounts.generate_wallet", ("account", "wallet"), "account"),
        ("services.mr.create", (*DEPLOY, "--disk", "5"), "sessions"),
    ],
)
def test_where_to_look_after_a_lost_answer_is_a_command(octaspace, simulator, operation, arguments, command):
    with simulator.inject(ConnectionReset(), operation=operation):
        result = octaspace(*arguments, "--yes")
    assert result.status == ExitCode.OUTCOME_UNKNOWN
    assert result.errors.count(f"look at `octaspace {command}` before trying again") == 1
    assert not OF_PYTHON.search(result.errors)


def test_command_that_failed_at_the_service_is_where_to_look(octaspace, simulator):
    with simulator.inject(ErrorStatus(500), operation="nodes.reboot"):
        errors = octaspace("nodes", "reboot", "5205", "--yes").errors
    assert "look at `octaspace nodes show` before trying again" in errors
    assert "octaspace sessions" not in errors


def test_warning_is_one_line(octaspace, recwarn):
    import warnings

    warnings.simplefilter("always")
    result = octaspace("call", "services.mr.list", "--query", '{"country": "DE"}')
    assert result.status == 0
    assert result.errors.startswith("octaspace: query has keys that are not described: 'country'; ")
    assert result.errors.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (*DEPLOY, "--disk", "5", "--columns", "colour"),
        ("account", "wallet", "--columns", "colour"),
        ("vpn", "connect", "--columns", "colour"),
        ("vpn", "connect", "--out", "/no/such/folder/wg.conf"),
        ("call", "accounts.generate_wallet", "-o", "csv"),
        ("api", "POST", "/accounts/wallet", "-o", "csv"),
    ],
    ids=" ".join,
)
def test_answer_that_could_not_be_shown_is_not_asked_for(octaspace, simulator, arguments):
    simulator.clear_requests()
    assert octaspace(*arguments, "--yes").status == ExitCode.USAGE
    assert {request.method for request in simulator.requests} <= {"GET"}
