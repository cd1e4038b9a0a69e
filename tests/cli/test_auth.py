"""Keys are checked, kept where only their owner reads them, and never shown."""

from __future__ import annotations

import json
import os
import stat
import sys

import pytest
from keyring.errors import KeyringLocked, PasswordSetError
from tests.support.processes import program

from octaspace_sdk.cli import credentials
from octaspace_sdk.cli.exit_codes import ExitCode


@pytest.fixture(autouse=True)
def no_key(environment, monkeypatch):
    monkeypatch.delenv("OCTA_API_KEY")


def test_login_keeps_a_key_that_works(octaspace, simulator, config_home):
    result = octaspace("auth", "login", stdin=f"{simulator.api_key}\n")
    assert (result.status, result.output) == (0, "")
    assert "Logged in as ops@example.net" in result.errors
    assert octaspace("account", "balance").status == 0


def test_key_is_never_shown(octaspace, simulator):
    results = [
        octaspace("auth", "login", "--debug", stdin=simulator.api_key),
        octaspace("auth", "status", "--debug"),
        octaspace("auth", "profiles", "-o", "json"),
        octaspace("auth", "status", "-o", "json"),
        octaspace("auth", "logout"),
    ]
    assert [result.status for result in results] == [0] * 5
    assert simulator.api_key not in "".join(result.output + result.errors for result in results)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes")
def test_file_and_folder_are_its_owners(octaspace, simulator, config_home):
    octaspace("auth", "login", stdin=simulator.api_key)
    file = config_home / "octaspace" / "profiles.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    octaspace("auth", "login", "--profile", "second", stdin=simulator.api_key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_key_that_is_refused_is_not_kept(octaspace, config_home):
    result = octaspace("auth", "login", stdin="no-such-key-anywhere\n")
    assert result.status == ExitCode.AUTHENTICATION
    assert not (config_home / "octaspace").exists()


@pytest.mark.parametrize("stdin", ["", "\n"])
def test_no_key_at_all_is_refused(octaspace, stdin):
    result = octaspace("auth", "login", stdin=stdin)
    assert result.status == ExitCode.AUTHENTICATION
    assert "stdin has no API key" in result.errors


def test_profiles_keep_accounts_apart(octaspace, simulator, monkeypatch):
    octaspace("auth", "login", stdin=simulator.api_key)
    octaspace("auth", "login", "--profile", "second", stdin=simulator.second_api_key)
    first = octaspace("account", "show", "-o", "json").json
    second = octaspace("account", "show", "-o", "json", "--profile", "second").json
    assert first["uid"] != second["uid"]
    monkeypatch.setenv("OCTA_PROFILE", "second")
    assert octaspace("account", "show", "-o", "json").json["uid"] == second["uid"]
    assert octaspace("account", "show", "-o", "json", "--profile", "default").json["uid"] == first["uid"]
    rows = octaspace("auth", "profiles", "-o", "json").json
    assert [(row["profile"], row["current"]) for row in rows] == [("default", False), ("second", True)]


def test_key_of_the_environment_wins_over_the_profile(octaspace, simulator, monkeypatch):
    octaspace("auth", "login", stdin=simulator.api_key)
    monkeypatch.setenv("OCTA_API_KEY", simulator.second_api_key)
    status = octaspace("auth", "status", "-o", "json").json
    assert status["key_from"] == "OCTA_API_KEY"
    assert status["email"] != "ops@example.net"


def test_hosts_of_a_login_are_kept_with_it(octaspace, simulator, monkeypatch):
    monkeypatch.setenv("OCTA_BASE_URLS", "http://127.0.0.1:1")
    octaspace("auth", "login", "--base-url", simulator.url, stdin=simulator.api_key)
    assert octaspace("account", "balance").status == 0
    assert octaspace("auth", "status", "-o", "json").json["hosts"] == [simulator.url]


def test_logout_removes_the_key(octaspace, simulator, config_home):
    octaspace("auth", "login", stdin=simulator.api_key)
    assert octaspace("auth", "logout").status == 0
    assert simulator.api_key not in (config_home / "octaspace" / "profiles.json").read_text()
    assert octaspace("account", "balance").status == ExitCode.AUTHENTICATION


def test_key_of_the_environment_wins_over_a_profile_that_is_asked_for_and_that_is_said(
    octaspace, simulator, monkeypatch
):
    octaspace("auth", "login", "--profile", "work", stdin=simulator.api_key)
    monkeypatch.setenv("OCTA_API_KEY", simulator.second_api_key)
    result = octaspace("account", "--profile", "work")
    assert result.status == 0
    assert result.errors == "OCTA_API_KEY is set, and wins over the key of --profile work\n"


def test_profile_that_there_is_not_is_refused_although_the_environment_has_a_key(octaspace, simulator, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    result = octaspace("account", "--profile", "nobody")
    assert result.status == ExitCode.USAGE
    assert (
        result.errors
        == "octaspace: there is no profile 'nobody'; `octaspace auth profiles` lists those that there are\n"
    )


def test_key_that_is_refused_says_where_it_came_from(octaspace, simulator, monkeypatch, config_home, tmp_path):
    octaspace("auth", "login", stdin=simulator.api_key)
    file = config_home / "octaspace" / "profiles.json"
    file.write_text(file.read_text().replace(simulator.api_key, "a-key-of-nobody"))
    assert "the API key is that of profile default (file); run `octaspace auth login`" in octaspace("account").errors
    (tmp_path / "key").write_text("another-key-of-nobody")
    errors = octaspace("account", "--api-key-file", str(tmp_path / "key")).errors
    assert errors.endswith(f"; the API key is that of --api-key-file {tmp_path / 'key'}\n")
    monkeypatch.setenv("OCTA_API_KEY", "a-third-key-of-nobody")
    errors = octaspace("account").errors
    assert errors.endswith("; the API key is that of OCTA_API_KEY, which wins over that of `octaspace auth login`\n")


def test_folder_that_cannot_be_written_says_what_to_do(octaspace, simulator, config_home):
    config_home.write_text("a file")
    assert octaspace("auth", "profiles").status == 0
    result = octaspace("auth", "login", stdin=simulator.api_key)
    assert result.status == ExitCode.FAILED
    assert f"{config_home / 'octaspace' / 'profiles.json'} cannot be written: " in result.errors
    assert "XDG_CONFIG_HOME names another folder, OCTA_API_KEY needs none" in result.errors


def test_file_that_cannot_be_read_is_not_to_be_removed(octaspace, config_home):
    (config_home / "octaspace" / "profiles.json").mkdir(parents=True)
    result = octaspace("account")
    assert result.status == ExitCode.USAGE
    assert "profiles.json cannot be read: Is a directory; XDG_CONFIG_HOME names another folder" in result.errors


def test_damaged_file_says_what_to_do(octaspace, config_home):
    (config_home / "octaspace").mkdir(parents=True)
    (config_home / "octaspace" / "profiles.json").write_text('{"profiles": [')
    result = octaspace("account")
    assert result.status == ExitCode.USAGE
    assert "remove it, and log in anew" in result.errors


class Ring:
    """A keyring of the system."""

    priority = 5

    def __init__(self):
        self.passwords = {}

    def set_password(self, service, name, password):
        self.passwords[service, name] = password

    def get_password(self, service, name):
        return self.passwords.get((service, name))

    def delete_password(self, service, name):
        del self.passwords[service, name]


def test_keyring_is_used_where_there_is_one(octaspace, simulator, config_home, monkeypatch):
    ring = Ring()
    monkeypatch.setattr(credentials, "keyring", lambda: ring)
    assert "the key is in the keyring" in octaspace("auth", "login", stdin=simulator.api_key).errors
    assert ring.passwords == {("octaspace", "default"): simulator.api_key}
    assert simulator.api_key not in (config_home / "octaspace" / "profiles.json").read_text()
    assert octaspace("account", "balance").status == 0
    octaspace("auth", "logout")
    assert ring.passwords == {}


def test_file_can_be_asked_for(octaspace, simulator, monkeypatch):
    ring = Ring()
    monkeypatch.setattr(credentials, "keyring", lambda: ring)
    octaspace("auth", "login", "--storage", "file", stdin=simulator.api_key)
    assert ring.passwords == {}
    assert octaspace("account", "balance").status == 0


def test_login_into_the_file_removes_the_older_key_from_the_keyring(octaspace, simulator, config_home, monkeypatch):
    ring = Ring()
    monkeypatch.setattr(credentials, "keyring", lambda: ring)
    octaspace("auth", "login", stdin=simulator.second_api_key)
    octaspace("auth", "login", "--storage", "file", stdin=simulator.api_key)
    assert ring.passwords == {}
    assert octaspace("account", "balance").status == 0


def test_keyring_that_does_not_remove_the_older_key_keeps_the_profile(octaspace, simulator, monkeypatch):
    monkeypatch.setattr(credentials, "keyring", Ring)
    octaspace("auth", "login", stdin=simulator.second_api_key)
    monkeypatch.setattr(credentials, "keyring", LockedRing)
    result = octaspace("auth", "login", "--storage", "file", stdin=simulator.api_key)
    assert result.status == ExitCode.AUTHENTICATION
    assert "the API key of profile 'default' cannot be removed from the keyring: cannot be unlocked" in result.errors
    assert octaspace("auth", "profiles", "-o", "json").json[0]["key_in"] == "keyring"


def test_keyring_that_is_asked_for_has_to_be_there(octaspace, simulator):
    result = octaspace("auth", "login", "--storage", "keyring", stdin=simulator.api_key)
    assert result.status == ExitCode.USAGE
    assert "use --storage file" in result.errors


def test_key_that_has_left_the_keyring_says_so(octaspace, simulator, monkeypatch):
    ring = Ring()
    monkeypatch.setattr(credentials, "keyring", lambda: ring)
    octaspace("auth", "login", stdin=simulator.api_key)
    ring.passwords.clear()
    result = octaspace("account", "balance")
    assert result.status == ExitCode.AUTHENTICATION
    assert "is not in the keyring any more; run `octaspace auth login`" in result.errors


class LockedRing(Ring):
    """One that refuses everything."""

    def set_password(self, service, name, password):
        raise PasswordSetError("cannot be stored")

    def get_password(self, service, name):
        raise KeyringLocked("cannot be unlocked")

    def delete_password(self, service, name):
        raise KeyringLocked("cannot be unlocked")


def test_keyring_that_refuses_the_key_is_passed_over(octaspace, simulator, monkeypatch):
    monkeypatch.setattr(credentials, "keyring", LockedRing)
    assert "profiles.json (profile default)" in octaspace("auth", "login", stdin=simulator.api_key).errors
    assert octaspace("account", "balance").status == 0


def test_keyring_that_refuses_the_key_is_an_error_where_it_was_asked_for(octaspace, simulator, monkeypatch):
    monkeypatch.setattr(credentials, "keyring", LockedRing)
    result = octaspace("auth", "login", "--storage", "keyring", stdin=simulator.api_key)
    assert result.status == ExitCode.AUTHENTICATION
    assert result.errors.startswith("octaspace: the API key cannot be kept in the keyring: cannot be stored; ")


@pytest.mark.parametrize(("ring", "why"), [(LockedRing, "cannot be unlocked"), (lambda: None, "there is none")])
def test_keyring_that_cannot_be_read_says_so(octaspace, simulator, monkeypatch, ring, why):
    monkeypatch.setattr(credentials, "keyring", Ring)
    octaspace("auth", "login", stdin=simulator.api_key)
    monkeypatch.setattr(credentials, "keyring", ring)
    result = octaspace("account", "balance")
    assert result.status == ExitCode.AUTHENTICATION
    assert f"the API key of profile 'default' cannot be read from the keyring: {why}" in result.errors


def test_logout_from_a_locked_keyring_does_not_claim_it(octaspace, simulator, monkeypatch):
    monkeypatch.setattr(credentials, "keyring", Ring)
    octaspace("auth", "login", stdin=simulator.api_key)
    monkeypatch.setattr(credentials, "keyring", LockedRing)
    result = octaspace("auth", "logout")
    assert result.status == ExitCode.AUTHENTICATION
    assert "cannot be removed from the keyring: cannot be unlocked" in result.errors
    assert len(octaspace("auth", "profiles", "-o", "json").json) == 1


BACKEND = """
import json, pathlib
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FILE = pathlib.Path(__file__).with_suffix(".json")

class FileRing(KeyringBackend):
    priority = 1
    def _all(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}
    def get_password(self, service, name):
        return self._all().get(service + name)
    def set_password(self, service, name, password):
        FILE.write_text(json.dumps(self._all() | {service + name: password}))
    def delete_password(self, service, name):
        passwords = self._all()
        if passwords.pop(service + name, None) is None:
            raise PasswordDeleteError("no such password")
        FILE.write_text(json.dumps(passwords))
"""


@pytest.mark.slow
def test_keyring_of_the_package(simulator, config_home, tmp_path):
    """The package keyring itself, with a backend that is chosen as its users choose one."""
    (tmp_path / "file_ring.py").write_text(BACKEND)
    environment = {"PYTHON_KEYRING_BACKEND": "file_ring.FileRing", "OCTA_BASE_URLS": simulator.url}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])

    def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
        with program("-m", "octaspace_sdk.cli", *arguments, env=environment) as child:
            child.process.stdin.write(stdin.encode())
            status, errors = child.finish()
            return status, child.output + errors

    status, shown = run("auth", "login", stdin=simulator.api_key)
    assert (status, "the key is in the keyring (profile default)" in shown) == (0, True), shown
    assert json.loads((tmp_path / "file_ring.json").read_text()) == {"octaspacedefault": simulator.api_key}
    assert simulator.api_key not in (config_home / "octaspace" / "profiles.json").read_text()
    status, shown = run("auth", "status")
    assert (status, "profile default (keyring)" in shown) == (0, True), shown
    assert run("auth", "logout")[0] == 0
    assert json.loads((tmp_path / "file_ring.json").read_text()) == {}


@pytest.mark.slow
def test_keyring_backend_that_cannot_be_loaded_is_no_keyring(octaspace, simulator, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Backend")
    with program("-m", "octaspace_sdk.cli", "auth", "login") as child:
        child.process.stdin.write(simulator.api_key.encode())
        status, errors = child.finish()
    assert status == 0
    assert "profiles.json (profile default)" in errors


def test_login_says_that_the_environment_wins(octaspace, simulator, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", simulator.second_api_key)
    assert "OCTA_API_KEY is set, and wins over it" in octaspace("auth", "login", stdin=simulator.api_key).errors
