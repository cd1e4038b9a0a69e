"""VPN sessions: connect, the configuration as text, file and QR code, WireGuard, disconnect."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.spec import load_document


@pytest.fixture
def running(octaspace):
    return octaspace("vpn", "connect", "--yes", "-o", "json").json


def test_relays_by_words(octaspace):
    relays = octaspace("vpn", "relays", "poland", "-o", "json").json
    assert relays
    assert {relay["country"] for relay in relays} == {"Poland"}
    assert octaspace("vpn", "relays", "--residential", "--limit", "2", "-o", "json").json[1]["residential"] is True


def test_connect_prints_the_configuration(octaspace, client):
    result = octaspace("vpn", "connect", "--country", "PL", "--yes")
    [session] = client.sessions.list()
    assert result.status == 0
    assert result.output.strip() == client.services.session(session).info().config_text.strip()
    assert session.uuid in result.errors


@pytest.mark.parametrize("protocol", ["openvpn", "ss", "http_proxy"])
def test_other_protocols(octaspace, client, protocol):
    assert octaspace("vpn", "connect", "--protocol", protocol, "--yes").status == 0
    assert [session.kind for session in client.sessions.list()] == [protocol]


def test_v2ray_has_protocols_of_its_own(octaspace, client):
    assert octaspace("vpn", "connect", "--protocol", "v2ray", "--v2ray-protocol", "vmess", "--yes").status == 0
    assert [session.kind for session in client.sessions.list()] == ["v2ray"]


@pytest.mark.parametrize("argument", ["subkind", "protocol"])
def test_help_names_the_words_of_the_description(octaspace, argument):
    words = load_document()["components"]["schemas"]["VPNRequest"]["properties"][argument]["x-known-words"]
    assert "|".join(words) in octaspace("vpn", "connect", "--help").output


def test_word_that_the_api_may_know_is_left_to_it(octaspace, simulator):
    result = octaspace("vpn", "connect", "--protocol", "carrier-pigeon", "--yes")
    posted = [request.body["subkind"] for request in simulator.requests if request.method == "POST"]
    assert set(posted) == {"carrier-pigeon"}
    assert result.status == ExitCode.REFUSED


def test_configuration_in_a_file_is_its_owners(octaspace, tmp_path):
    file = tmp_path / "wg.conf"
    result = octaspace("vpn", "connect", "--out", str(file), "--yes")
    assert result.output == ""
    assert file.read_text().startswith("[Interface]")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_config_of_the_only_session(octaspace, running, tmp_path):
    text = octaspace("vpn", "config").output
    assert text.startswith("[Interface]")
    octaspace("vpn", "config", running["uuid"][:8], "--out", str(tmp_path / "wg.conf"))
    assert (tmp_path / "wg.conf").read_text().strip() == text.strip()


def test_qr_code(octaspace, running, tmp_path):
    assert "█" in octaspace("vpn", "config", "--qr").output
    octaspace("vpn", "config", "--qr", "--out", str(tmp_path / "phone.png"))
    octaspace("vpn", "config", "--qr", "--out", str(tmp_path / "phone.svg"))
    assert (tmp_path / "phone.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "phone.svg").read_text()
    assert stat.S_IMODE((tmp_path / "phone.png").stat().st_mode) == 0o600
    assert octaspace("vpn", "config", "--qr", "--out", str(tmp_path / "phone.txt")).status == ExitCode.USAGE


def test_several_sessions_have_to_be_named(octaspace, running):
    octaspace("vpn", "connect", "--yes")
    result = octaspace("vpn", "config")
    assert result.status == ExitCode.NOT_FOUND
    assert running["uuid"] in result.errors


def test_status_and_disconnect(octaspace, client, running):
    assert octaspace("vpn", "status", "-o", "json").json[0]["uuid"] == running["uuid"]
    assert octaspace("vpn", "disconnect", "--yes").output == f"stopped {running['uuid']}\n"
    assert client.sessions.list() == []


@pytest.fixture
def interfaces(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The network interfaces that there are besides that of this machine itself."""
    names: list[str] = []
    monkeypatch.setattr(socket, "if_nameindex", lambda: list(enumerate(["lo", *names])))
    return names


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes programs that write their arguments into a file, and end with a status; nothing else can be found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def make(name: str, status: int = 0) -> Path:
        called = tmp_path / f"{name}.called"
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "$@" >> {called}\nexit {status}\n')
        program.chmod(0o755)
        return called

    return make


def test_up_without_wireguard_says_so(octaspace, running, tools):
    result = octaspace("vpn", "up")
    assert result.status == ExitCode.FAILED
    assert "wg-quick is not installed" in result.errors
    assert "octaspace vpn config --out" in result.errors


@pytest.mark.slow
def test_up_and_down_hand_over_to_wireguard(octaspace, running, tools, config_home):
    called = tools("wg-quick")
    result = octaspace("vpn", "up")
    assert result.status == 0
    assert result.errors == f"This machine goes through session {running['uuid']}; `octaspace vpn down` ends that.\n"
    file = config_home / "octaspace" / "octaspace.conf"
    assert file.read_text().startswith("[Interface]")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert octaspace("vpn", "down").status == 0
    assert called.read_text() == f"up {file}\ndown {file}\n"
    assert not file.exists()


@pytest.mark.slow
def test_up_that_fails_leaves_no_private_key(octaspace, running, tools, interfaces, config_home):
    tools("wg-quick", status=3)
    result = octaspace("vpn", "up")
    assert (result.status, result.errors) == (3, "")
    assert not (config_home / "octaspace" / "octaspace.conf").exists()


@pytest.mark.slow
def test_up_twice_says_how_to_end_the_first(octaspace, running, tools, interfaces):
    called = tools("wg-quick")
    octaspace("vpn", "up")
    interfaces.append("octaspace")
    result = octaspace("vpn", "up")
    assert result.status == ExitCode.FAILED
    assert result.errors == "octaspace: a VPN is up; `octaspace vpn down` ends it\n"
    assert called.read_text().count("up ") == 1


@pytest.mark.slow
@pytest.mark.parametrize("still_up", [False, True])
def test_down_forgets_an_interface_that_is_gone_only(octaspace, running, tools, interfaces, config_home, still_up):
    file = config_home / "octaspace" / "octaspace.conf"
    tools("wg-quick")
    octaspace("vpn", "up")
    tools("wg-quick", status=1)
    if still_up:
        interfaces.append("octaspace")
    assert octaspace("vpn", "down").status == (1 if still_up else ExitCode.NOT_FOUND)
    assert file.exists() is still_up


@pytest.mark.slow
def test_who_is_not_root_is_asked_by_sudo(octaspace, running, tools, config_home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    tools("wg-quick")
    assert "sudo is not installed; it would run: sudo wg-quick up" in octaspace("vpn", "up").errors
    assert not (config_home / "octaspace" / "octaspace.conf").exists()
    called = tools("sudo")
    assert octaspace("vpn", "up").status == 0
    assert called.read_text() == f"wg-quick up {config_home / 'octaspace' / 'octaspace.conf'}\n"


def test_up_is_for_wireguard(octaspace):
    octaspace("vpn", "connect", "--protocol", "ss", "--yes")
    assert "is ss, and not WireGuard" in octaspace("vpn", "up").errors
