"""What a script pays before its first answer, in new interpreters."""

from __future__ import annotations

from benchmarks.context import Context
from benchmarks.measure import OURS, Line, Result, at_most, compare, interleaved, ratios
from benchmarks.new_interpreter import in_new_interpreter
from benchmarks.peers import KEY, STOCK


def imports(context: Context) -> Result:
    """The package alone loads what it is asked for; so its client is asked for as well, which is what counts."""
    turns = {
        OURS: in_new_interpreter("from octaspace_sdk import AsyncOctaSpace, OctaSpace"),
        "httpx": in_new_interpreter("import httpx"),
        "httpx2": in_new_interpreter("import httpx2"),
        "aiohttp": in_new_interpreter("import aiohttp"),
        STOCK: in_new_interpreter("from stock_client import AuthenticatedClient"),
        "octaspace": in_new_interpreter("import octaspace"),
    }
    result = compare("import of both clients", turns, context.rounds, goals={"httpx": 1.15})
    return Result([_of_package(context), *result.lines], result.charts)


def command_line(context: Context) -> Result:
    """What `octaspace --version` and `--help` take, before the first command is imported."""
    run = "from octaspace_sdk.cli.program import run; import io, sys; sys.stdout = io.StringIO(); run([{!r}])"
    lines = []
    for option in ("--version", "--help"):
        turns = {
            OURS: in_new_interpreter(f"{run.format(option)}; sys.stdout = sys.__stdout__"),
            "typer": in_new_interpreter("import typer"),
        }
        wall = ratios(interleaved(turns, context.rounds), "typer")[OURS]
        lines.append(at_most(f"octaspace {option}, against import typer", 1.6, wall))
    return Result(lines)


def _of_package(context: Context) -> Line:
    turns = {OURS: in_new_interpreter("import octaspace_sdk"), "httpx": in_new_interpreter("import httpx")}
    wall = ratios(interleaved(turns, context.rounds), "httpx")[OURS]
    return at_most("import octaspace_sdk, against import httpx", 1.15, wall)


def first_call(context: Context) -> Result:
    url, key = context.url, f"headers={{'Authorization': {KEY!r}}}"
    sdk = f"from octaspace_sdk import OctaSpace; OctaSpace({KEY!r}, base_url={url!r}).accounts.balance()"
    octaspace = f"from octaspace import OctaSpaceClient; OctaSpaceClient({KEY!r}, base_url={url!r}"
    turns = {
        OURS: in_new_interpreter(sdk),
        "httpx": in_new_interpreter(f"import httpx; httpx.Client({key}).get('{url}/accounts/balance').json()"),
        "httpx2": in_new_interpreter(f"import httpx2; httpx2.Client({key}).get('{url}/accounts/balance').json()"),
        STOCK: in_new_interpreter(
            "from stock_client import AuthenticatedClient; from stock_client.api.accounts import accounts_balance; "
            f"accounts_balance.sync(client=AuthenticatedClient({url!r}, token={KEY!r}, prefix=''))"
        ),
        "octaspace": in_new_interpreter(f"{octaspace}).accounts.balance()"),
        "octaspace keep-alive": in_new_interpreter(f"{octaspace}, keep_alive=True).accounts.balance()"),
    }
    return compare("import, client and first call", turns, context.rounds, goals={"httpx": 1.10})
