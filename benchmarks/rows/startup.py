"""What a script pays before its first answer, in new interpreters."""

from __future__ import annotations

from benchmarks.fresh import fresh
from benchmarks.measure import OURS, Line, Result, at_most, compare, interleaved, ratios
from benchmarks.peers import KEY, STOCK
from benchmarks.setting import Setting


def imports(setting: Setting) -> Result:
    """The package alone loads what it is asked for; so its client is asked for as well, which is what counts."""
    turns = {
        OURS: fresh("from octaspace_sdk import AsyncOctaSpace, OctaSpace"),
        "httpx": fresh("import httpx"),
        "httpx2": fresh("import httpx2"),
        "aiohttp": fresh("import aiohttp"),
        STOCK: fresh("from stock_client import AuthenticatedClient"),
        "octaspace": fresh("import octaspace"),
    }
    result = compare("import of both clients", turns, setting.rounds, goals={"httpx": 1.15})
    return Result([_of_package(setting), *result.lines], result.charts)


def _of_package(setting: Setting) -> Line:
    turns = {OURS: fresh("import octaspace_sdk"), "httpx": fresh("import httpx")}
    wall = ratios(interleaved(turns, setting.rounds), "httpx")[OURS]
    return at_most("import octaspace_sdk, against import httpx", 1.15, wall)


def first_call(setting: Setting) -> Result:
    url, key = setting.url, f"headers={{'Authorization': {KEY!r}}}"
    octaspace = f"from octaspace import OctaSpaceClient; OctaSpaceClient({KEY!r}, base_url={url!r}"
    turns = {
        OURS: fresh(f"from octaspace_sdk import OctaSpace; OctaSpace({KEY!r}, base_url={url!r}).accounts.balance()"),
        "httpx": fresh(f"import httpx; httpx.Client({key}).get('{url}/accounts/balance').json()"),
        "httpx2": fresh(f"import httpx2; httpx2.Client({key}).get('{url}/accounts/balance').json()"),
        STOCK: fresh(
            "from stock_client import AuthenticatedClient; from stock_client.api.accounts import accounts_balance; "
            f"accounts_balance.sync(client=AuthenticatedClient({url!r}, token={KEY!r}, prefix=''))"
        ),
        "octaspace": fresh(f"{octaspace}).accounts.balance()"),
        "octaspace keep-alive": fresh(f"{octaspace}, keep_alive=True).accounts.balance()"),
    }
    return compare("import, client and first call", turns, setting.rounds, goals={"httpx": 1.30})
