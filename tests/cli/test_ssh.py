"""A rented machine is reached with the SSH of the system: directly, or through the proxy where that fails."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from tests.cli.ssh_server import SSHServer, ssh_server
from tests.support.processes import program
from tests.support.waiting import by_then

from octaspace_sdk.cli.ssh import Endpoint
from octaspace_sdk.simulator.faults import ChangedFields

needs_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="needs the ssh and scp of OpenSSH")
PATIENCE = 60.0
DIRECT = Endpoint(["ssh", "-i", "key", "-p", "10022", "root@192.0.2.1"])


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SSHServer]:
    with ssh_server(tmp_path_factory.mktemp("machine")) as server:
        yield server


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def session(client) -> str:
    uuid = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04", http_ports=[8888]).uuid
    client.services.session(uuid).wait_ready()
    return uuid


@pytest.fixture(params=["direct", "proxy"])
def way(request: pytest.FixtureRequest, simulator, session, machine, closed_port) -> Iterator[str]:
    """The session is the machine on loopback, and only one of its two endpoints works."""
    works, broken = ({"host": "127.0.0.1", "port": port} for port in (machine.port, closed_port))
    direct = request.param == "direct"
    endpoints = {"ssh_direct": works if direct else broken, "ssh_proxy": broken if direct else works}
    with simulator.inject(ChangedFields(add=endpoints), operation="services.session.info"):
        yield request.param


@pytest.fixture
def environment_of_ssh(environment, machine, tmp_path: Path) -> dict[str, str]:
    """Programs `ssh` and `scp` that know the key of the machine, and take its host key as it is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    options = f"-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i {machine.key}"
    for name, line in {
        "ssh": f'exec {shutil.which("ssh")} {options} "$@"',
        "scp": f'exec {shutil.which("scp")} -S {folder}/ssh "$@"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def on_machine(environment_of_ssh, session):
    """Runs `octaspace compute` in a process; returns its status, stdout and stderr."""

    def run(*words: str, stdin: str = "") -> tuple[int, str, str]:
        with program("-m", "octaspace_sdk.cli", "compute", *words, env=environment_of_ssh) as child:
            assert child.process.stdin is not None
            child.process.stdin.write(stdin.encode())
            status, errors = child.finish(PATIENCE)
        return status, child.output, errors

    return run


@needs_ssh
@pytest.mark.slow
def test_connect_opens_a_shell_and_ends_with_its_status(on_machine, way):
    assert on_machine("connect", stdin="echo from there; exit 7\n") == (7, "from there\n", "")


@needs_ssh
@pytest.mark.slow
def test_exec_runs_words_as_they_are(on_machine, way, session):
    status, output, errors = on_machine("exec", session[:8], "--", "printf", "%s|", "a b", "$HOME", "--flag")
    assert (status, output, errors) == (0, "a b|$HOME|--flag|", "")


@needs_ssh
@pytest.mark.slow
@pytest.mark.parametrize("way", ["direct"], indirect=True)
def test_exec_of_one_word_is_a_line_for_the_shell(on_machine, way, session):
    assert on_machine("exec", session[:8], "--", "echo one two | wc -w; exit 3")[:2] == (3, "2\n")


@needs_ssh
@pytest.mark.slow
def test_copy_goes_there_and_back(on_machine, way, session, tmp_path):
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "deep" / "file").write_text("content")
    assert on_machine("copy", str(tmp_path / "data"), f"{session[:8]}:/there-{way}") == (0, "", "")
    assert on_machine("copy", f"{session[:8]}:/there-{way}", str(tmp_path / "back"))[0] == 0
    assert (tmp_path / "back" / "deep" / "file").read_text() == "content"


@needs_ssh
@pytest.mark.skipif(shutil.which("rsync") is None, reason="needs rsync")
@pytest.mark.slow
@pytest.mark.parametrize("way", ["direct"], indirect=True)
def test_rsync_goes_there_and_back(on_machine, way, session, machine, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a file").write_text("content")
    there = machine.key.parent / "there with rsync"
    status, output, errors = on_machine("copy", "--rsync", f"{tmp_path / 'data'}/", f"{session[:8]}:{there}")
    assert (status, errors) == (0, "")
    assert "100%" in output
    assert on_machine("copy", "--rsync", f"{session[:8]}:{there}/", str(tmp_path / "back"))[0] == 0
    assert (tmp_path / "back" / "a file").read_text() == "content"


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"from the machine")

    def log_message(self, *arguments):
        pass


@needs_ssh
@pytest.mark.slow
def test_tunnel_until_ctrl_c(environment_of_ssh, way, closed_port):
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        threading.Thread(target=server.serve_forever).start()
        words = ("compute", "tunnel", str(server.server_port), "--local-port", str(closed_port))
        try:
            with program("-m", "octaspace_sdk.cli", *words, env=environment_of_ssh) as child:
                assert by_then(lambda: answers(closed_port))
                child.process.send_signal(signal.SIGINT)
                assert child.finish(PATIENCE)[0] == 130
        finally:
            server.shutdown()
    assert not answers(closed_port)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}", timeout=5, verify=False).text == "from the machine"
    except httpx.TransportError:
        return False


def test_print_shows_the_command(octaspace, client, session):
    details = client.services.session(session).info()
    for option, proxy in (("--direct", False), ("--proxy", True)):
        shown = octaspace("compute", "connect", option, "--print", "-i", "my key").output
        assert shown == f"{details.ssh_command(proxy=proxy, identity='my key')}\n"


def test_only_machine_need_not_be_named(octaspace, client, session):
    named = octaspace("compute", "connect", session[:8], "--print", "--direct")
    assert octaspace("compute", "connect", "--print", "--direct") == named
    client.services.vpn.create(client.services.vpn.list()[0])
    assert octaspace("compute", "connect", "--print", "--direct") == named
    client.services.mr.create(6823, disk_size=10, image="ubuntu:24.04")
    result = octaspace("compute", "connect", "--print", "--direct")
    assert result.status == 5
    assert session in result.errors


def test_without_a_machine_it_is_said_how_to_get_one(octaspace):
    result = octaspace("compute", "connect")
    assert result.status == 5
    assert "octaspace compute deploy" in result.errors


def test_session_without_ssh_yet_is_not_found(octaspace, client):
    client.services.mr.create(6823, disk_size=10, image="ubuntu:24.04")
    result = octaspace("compute", "connect", "--direct")
    assert result.status == 5
    assert "has no SSH of its own" in result.errors


@pytest.mark.parametrize("words", [("here", "there"), ("0d5f:/a", "7a11:/b"), ("./a:b", "c")])
def test_copy_is_between_here_and_a_session(octaspace, words):
    result = octaspace("compute", "copy", *words)
    assert result.status == 2
    assert "SESSION:PATH" in result.errors


@pytest.mark.parametrize("words", [("http",), ("0",), ("65536",), ("0d5f", "http"), ("0d5f", "1", "2")])
def test_port_has_to_be_one(octaspace, words):
    assert octaspace("compute", "tunnel", *words).status == 2
    assert octaspace("compute", "open", *words).status == 2


def test_program_that_is_not_installed_is_named(octaspace, session, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = octaspace("compute", "copy", "--rsync", "--direct", "here", f"{session[:8]}:/there")
    assert result.status == 1
    assert result.errors.startswith("octaspace: rsync is not installed; it would run: rsync -az")


def test_url_of_a_port(octaspace, client, session):
    assert octaspace("compute", "open", "8888").output == f"{client.services.session(session).info().url(8888)}\n"
    assert octaspace("compute", "open", session[:8], "8888") == octaspace("compute", "open", "8888")
    result = octaspace("compute", "open", "9999")
    assert result.status == 5
    assert "8888" in result.errors


def test_options_of_scp_and_rsync():
    assert DIRECT.scp("a", DIRECT.path("/b")) == [
        *("scp", "-r", "-i", "key", "-P", "10022", "--", "a", "root@192.0.2.1:/b")
    ]
    assert DIRECT.rsync("a", DIRECT.path("/b"))[-5:] == ["-e", "ssh -i key -p 10022", "--", "a", "root@192.0.2.1:/b"]
    assert Endpoint(["ssh", "-p", "22", "root@2001:db8::1"]).path("x") == "root@[2001:db8::1]:x"


def test_logs(octaspace, client, session):
    found = client.services.session(session).logs()
    output = octaspace("compute", "logs").output
    for line in found.system:
        assert line.msg in output
    assert found.container.strip() in output
    assert octaspace("compute", "logs", "-o", "json").json["container"] == found.container


def test_logs_of_a_session_that_has_ended(octaspace, client, session):
    client.services.session(session).stop()
    assert octaspace("compute", "logs", session, "--recent").status == 0


def test_logs_that_are_followed_end_with_the_session(octaspace, client, simulator, session, monkeypatch):
    looks = 0

    def sleep(seconds):
        nonlocal looks
        looks += 1
        if looks == 3:
            client.services.session(session).stop()

    monkeypatch.setattr("octaspace_sdk.cli.compute.inspection.time.sleep", sleep)
    once = octaspace("compute", "logs", session[:8])
    followed = octaspace("compute", "logs", session[:8], "--follow")
    assert (followed.status, looks) == (0, 3)
    assert followed.output == once.output
