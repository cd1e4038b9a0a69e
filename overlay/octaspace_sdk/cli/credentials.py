"""API keys: where they are found, and where `octaspace auth` keeps them.

A key is kept in the keyring of the system where there is one (the package `keyring`, with a backend that works), else
in a file that only its owner can read. The file also has the hosts of each profile, and which profile is the default.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import attrs
import typer

from octaspace_sdk.errors import ConfigurationError

DEFAULT_PROFILE = "default"
_SERVICE = "octaspace"
Storage = Literal["keyring", "file"]


@attrs.frozen
class Credentials:
    """A key, and where it came from."""

    api_key: str | None = attrs.field(repr=False)
    """None for none: the client then says what to do."""
    source: str
    base_urls: list[str] = attrs.Factory(list)


@attrs.frozen
class Profile:
    """An API key and its hosts, stored under a name."""

    name: str
    storage: Storage
    api_key: str | None = attrs.field(repr=False)
    base_urls: list[str]
    email: str


def find_credentials(profile: str | None, api_key_file: str | None) -> Credentials:
    """Return the key to use: of --api-key-file, of OCTA_API_KEY, else of the profile.

    Args:
        profile: The name of the profile; None for OCTA_PROFILE, or the default one.
        api_key_file: A file with a key.

    Raises:
        ConfigurationError: A file cannot be read, or there is no such profile.
    """
    name = profile_name(profile)
    stored = load_profiles().get(name)
    base_urls = [] if stored is None else stored.base_urls
    if stored is None and profile not in (None, DEFAULT_PROFILE):
        raise _no_profile(name)
    if api_key_file is not None:
        return Credentials(read_key_file(api_key_file), f"--api-key-file {api_key_file}", base_urls)
    if os.environ.get("OCTA_API_KEY"):
        return Credentials(None, "OCTA_API_KEY", base_urls)  # which the client reads
    if stored is None and name != DEFAULT_PROFILE:
        raise _no_profile(name)
    if stored is None:
        return Credentials(None, "none", base_urls)
    return Credentials(_key_of(stored), f"profile {name} ({stored.storage})", base_urls)


def _no_profile(name: str) -> ConfigurationError:
    return ConfigurationError(f"there is no profile {name!r}; `octaspace auth profiles` lists those that there are")


def profile_name(given: str | None) -> str:
    """Return the name of the profile to use."""
    return given or os.environ.get("OCTA_PROFILE", "").strip() or DEFAULT_PROFILE


def read_key_file(path: str) -> str:
    """Return the key in a file.

    Raises:
        ConfigurationError: It cannot be read, or is empty.
    """
    try:
        key = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the file with the API key cannot be read: {path}: {getattr(error, 'strerror', error)}", concerns_key=True
        ) from None
    if not key:
        raise ConfigurationError(f"the file with the API key is empty: {path}", concerns_key=True)
    return key


def load_profiles() -> dict[str, Profile]:
    """Return the stored profiles by name.

    Raises:
        ConfigurationError: The file with them cannot be read, or is damaged.
    """
    path = config_file()
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return {name: Profile(name=name, **fields) for name, fields in plain["profiles"].items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror}; XDG_CONFIG_HOME names another folder"
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ConfigurationError(f"{path} is damaged; remove it, and log in anew") from None


def save_profile(name: str, api_key: str, *, base_urls: list[str], email: str, storage: Storage | None) -> Profile:
    """Store a key under a name, and return what was stored.

    A key that the keyring has under this name is removed when the new one goes to the file: nothing would name it.

    Args:
        name: The name of the profile.
        api_key: The key.
        base_urls: The hosts to use with it; none for the public ones.
        email: Whose key it is, to show.
        storage: Where to keep the key; None for the keyring where there is one.

    Raises:
        ConfigurationError: No keyring works and one was asked for, or it does not remove the older key.
        OSError: The file cannot be written.
    """
    ring = None if storage == "file" else keyring()
    if storage == "keyring" and ring is None:
        raise ConfigurationError("there is no keyring that works here: install `keyring`, or use --storage file")
    if ring is not None:
        try:
            with _keyring_errors("the API key cannot be kept in the keyring"):
                ring.set_password(_SERVICE, name, api_key)
        except ConfigurationError:
            if storage == "keyring":
                raise
            ring = None
    profile = Profile(
        name=name,
        storage="file" if ring is None else "keyring",
        api_key=api_key if ring is None else None,
        base_urls=base_urls,
        email=email,
    )
    profiles = load_profiles()
    if profile.storage == "file" and name in profiles:
        _remove_from_keyring(profiles[name])
    _write(profiles | {name: profile})
    return profile


def remove_profile(name: str) -> bool:
    """Remove a profile and its key; return whether there was one.

    Raises:
        ConfigurationError: The keyring does not remove the key.
    """
    profiles = load_profiles()
    profile = profiles.pop(name, None)
    if profile is None:
        return False
    _remove_from_keyring(profile)
    _write(profiles)
    return True


def config_file() -> Path:
    """Return the path of the file, in the XDG config directory or what the system has in its place."""
    home = os.environ.get("XDG_CONFIG_HOME")
    folder = Path(home) / "octaspace" if home else Path(typer.get_app_dir("octaspace"))
    return folder / "profiles.json"


def keyring() -> Any:
    """Return the keyring of the system; None where there is none that works."""
    try:
        from keyring import get_keyring
        from keyring.backends.fail import Keyring as NoKeyring

        ring = get_keyring()
    except Exception:  # the package is not there, or a backend that is asked for cannot be loaded
        return None
    return None if isinstance(ring, NoKeyring) or ring.priority <= 0 else ring


def _key_of(profile: Profile) -> str:
    key, where = profile.api_key, "its file"
    if profile.storage == "keyring":
        where, what = "the keyring", f"the API key of profile {profile.name!r} cannot be read from the keyring"
        ring = keyring()
        if ring is None:
            raise ConfigurationError(f"{what}: there is none that works here", concerns_key=True)
        with _keyring_errors(what):
            key = ring.get_password(_SERVICE, profile.name)
    if not key:
        raise ConfigurationError(
            f"the API key of profile {profile.name!r} is not in {where} any more", concerns_key=True
        )
    return key


def _remove_from_keyring(profile: Profile) -> None:
    """Delete the key of a profile from the keyring, where it is kept there.

    Raises:
        ConfigurationError: The keyring does not delete it.
    """
    ring = keyring() if profile.storage == "keyring" else None
    if ring is None:
        return
    from keyring.errors import PasswordDeleteError

    with (
        _keyring_errors(f"the API key of profile {profile.name!r} cannot be removed from the keyring"),
        suppress(PasswordDeleteError),  # it is not there
    ):
        ring.delete_password(_SERVICE, profile.name)


@contextmanager
def _keyring_errors(what: str) -> Iterator[None]:
    """Make an error of a keyring, such as one that is locked, an error of configuration."""
    from keyring.errors import KeyringError

    try:
        yield
    except KeyringError as error:
        raise ConfigurationError(f"{what}: {error}", concerns_key=True) from None


def _write(profiles: dict[str, Profile]) -> None:
    """Write the file anew, so that it is never there half or open to others.

    Raises:
        OSError: It cannot be written; the message says what to do.
    """
    path = config_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_anew(path, profiles)
    except OSError as error:
        raise OSError(
            f"{path} cannot be written: {error.strerror}; XDG_CONFIG_HOME names another folder, OCTA_API_KEY needs none"
        ) from None


def _write_anew(path: Path, profiles: dict[str, Profile]) -> None:
    fields = {
        name: attrs.asdict(profile, filter=lambda field, _: field.name != "name") for name, profile in profiles.items()
    }
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"profiles": fields}, file, indent=2)
    new.replace(path)
