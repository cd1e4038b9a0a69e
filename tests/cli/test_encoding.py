"""A locale without all characters, and streams that are closed: something is shown, and nothing fails because of it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

from octaspace_sdk.cli.exit_codes import ExitCode

pytestmark = pytest.mark.slow


def run(*arguments: str, redirections: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program as a shell does, in a locale without any letter that English lacks."""
    command = ["sh", "-c", f'exec "$0" "$@" {redirections}', sys.executable, "-m", "octaspace_sdk.cli", *arguments]
    environment = {"PYTHONIOENCODING": "ascii"} | environment
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.usefixtures("environment")
def test_table_has_a_question_mark_for_what_cannot_be_shown():
    done = run("vpn", "relays", "brazil")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"S?o Paulo, Brazil" in done.stdout


@pytest.mark.usefixtures("environment")
def test_bars_are_of_signs_that_there_are():
    done = run("network")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"  " + 24 * b"#" + b"\n" in done.stdout


@pytest.mark.parametrize(("output", "read"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_data_is_exact(octaspace, output, read):
    done = run("vpn", "relays", "brazil", "-o", output)
    assert read(done.stdout.decode("ascii")) == octaspace("vpn", "relays", "brazil", "-o", "json").json


def test_qr_code_that_cannot_be_shown_says_what_to_do(octaspace):
    octaspace("vpn", "connect", "--yes")
    done = run("vpn", "config", "--qr")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert b"a QR code cannot be shown here; write it to a file: --out code.png" in done.stderr


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("redirections", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_error(redirections):
    done = run("apps", redirections=redirections)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("environment")
def test_question_without_stdin_is_a_no():
    assert run("nodes", "reboot", "5205", redirections="<&-").returncode == ExitCode.NOT_CONFIRMED
