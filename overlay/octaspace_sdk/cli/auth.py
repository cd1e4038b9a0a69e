"""`octaspace auth`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from octaspace_sdk.cli import credentials
from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.exit_codes import NotConfirmedError
from octaspace_sdk.cli.invocation import connect, connect_with, invocation
from octaspace_sdk.cli.output import show_list, show_one
from octaspace_sdk.errors import ConfigurationError

app = group("Log in and out. Profiles keep several accounts apart: --profile, or OCTA_PROFILE.")


@command(
    app,
    "login",
    examples="""
    octaspace auth login
    octaspace auth login --profile work < key.txt
    octaspace auth login --profile local --base-url http://127.0.0.1:6282
    """,
)
def login(
    ctx: typer.Context,
    storage: Annotated[
        str | None, typer.Option(metavar="keyring|file", help="Where to keep the key; the keyring where there is one.")
    ] = None,
) -> None:
    """Ask for an API key, check it, and keep it. Without a terminal the key is read from stdin, never an argument.

    It is kept in the keyring of the system, or in a file that only you can read; the hosts of --base-url with it.
    """
    if storage is not None and storage not in ("keyring", "file"):
        raise typer.BadParameter(f"--storage is keyring or file, not {storage!r}")
    options = invocation(ctx)
    name = credentials.profile_name(options.profile)
    key = _ask_for_key(options.api_key_file)
    stored = credentials.load_profiles().get(name)
    base_urls = options.base_urls or ([] if stored is None else stored.base_urls)
    account = connect_with(ctx, key, base_urls).accounts.profile()
    profile = credentials.save_profile(
        name,
        key,
        base_urls=base_urls,
        email=str(account.email),
        storage="keyring" if storage == "keyring" else "file" if storage == "file" else None,
    )
    where = "the keyring" if profile.storage == "keyring" else str(credentials.config_file())
    typer.echo(f"Logged in as {profile.email}; the key is in {where} (profile {name}).", err=True)
    if os.environ.get("OCTA_API_KEY"):
        typer.echo("OCTA_API_KEY is set, and wins over it.", err=True)


@command(
    app,
    "status",
    examples="""
    octaspace auth status
    octaspace auth status --profile work -o json
    """,
)
def status(ctx: typer.Context) -> None:
    """Show where the API key comes from, and whether the service takes it. The key itself is never printed."""
    options = invocation(ctx)
    found = credentials.find_credentials(options.profile, options.api_key_file)
    account = connect(ctx).accounts.profile()
    show_one(
        ctx,
        {
            "email": account.email,
            "uid": account.uid,
            "key_from": found.source,
            "profile": credentials.profile_name(options.profile),
            "hosts": options.base_urls or found.base_urls,
        },
    )


@command(
    app,
    "logout",
    examples="""
    octaspace auth logout
    octaspace auth logout --profile work
    """,
)
def logout(ctx: typer.Context) -> None:
    """Remove the key of a profile from this machine. It stays valid: it can be revoked on octa.space."""
    name = credentials.profile_name(invocation(ctx).profile)
    if not credentials.remove_profile(name):
        raise LookupError(f"there is no profile {name!r}: nobody is logged in")
    typer.echo(f"Logged out (profile {name}).", err=True)


@command(
    app,
    "profiles",
    examples="""
    octaspace auth profiles
    octaspace auth profiles -o csv
    """,
)
def profiles(ctx: typer.Context) -> None:
    """List the profiles that are logged in."""
    current = credentials.profile_name(invocation(ctx).profile)
    rows = [
        {
            "profile": profile.name,
            "current": profile.name == current,
            "email": profile.email,
            "key_in": profile.storage,
            "hosts": profile.base_urls,
        }
        for profile in credentials.load_profiles().values()
    ]
    show_list(ctx, rows, empty="nobody is logged in; `octaspace auth login`")


def _ask_for_key(api_key_file: str | None) -> str:
    if api_key_file is not None:
        return credentials.read_key_file(api_key_file)
    if sys.stdin.isatty():
        key: str = typer.prompt("API key (it is not shown)", hide_input=True, err=True)
    else:
        key = sys.stdin.readline()
    if not key.strip():
        raise (
            NotConfirmedError("no API key was given")
            if sys.stdin.isatty()
            else ConfigurationError("stdin has no API key", concerns_key=True)
        )
    return key.strip()
