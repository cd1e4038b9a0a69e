"""The clients that are compared, each doing the same with its own means and its default settings."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import httpx2
from octaspace import OctaSpaceClient

from benchmarks.measure import OURS
from octaspace_sdk import AsyncOctaSpace, OctaSpace

KEY = "0123456789abcdef" * 4
HEADERS = {"Authorization": KEY}
STOCK = "openapi-python-client"
"""What the stock generator makes of openapi.yaml."""

ROOT = Path(__file__).resolve().parent.parent

Call = Callable[[], object]
AsyncCall = Callable[[], Awaitable[object]]


@contextmanager
def stock_generated() -> Iterator[None]:
    """Makes `stock_client` importable: the generator's own command line, its own templates, nothing configured."""
    with tempfile.TemporaryDirectory() as folder:
        binaries = Path(sys.executable).parent
        command = [
            str(binaries / "openapi-python-client"),
            "generate",
            "--path",
            str(ROOT / "openapi.yaml"),
            "--meta",
            "none",
        ]
        subprocess.run(
            [*command, "--output-path", f"{folder}/stock_client"],
            check=True,
            capture_output=True,
            env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},  # it calls ruff by name
        )
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)


def stock(name: str) -> Any:
    return importlib.import_module(f"stock_client.{name}")


def stock_client(url: str) -> Any:
    return stock("client").AuthenticatedClient(url, token=KEY, prefix="")


def getting_balance(url: str, stack: ExitStack) -> dict[str, Call]:
    """A small GET."""
    address = f"{url}/accounts/balance"
    plain, plain2, ours, closing, keeping = _sync_clients(url, stack)
    generated, operation = stack.enter_context(stock_client(url)), stock("api.accounts.accounts_balance")
    return {
        OURS: ours.accounts.balance,
        "httpx": lambda: plain.get(address).json(),
        "httpx2": lambda: plain2.get(address).json(),
        STOCK: lambda: operation.sync(client=generated).balance,
        "octaspace": lambda: closing.accounts.balance().data,
        "octaspace keep-alive": lambda: keeping.accounts.balance().data,
    }


def getting_nodes(url: str, stack: ExitStack) -> dict[str, Call]:
    """A large GET."""
    address = f"{url}/nodes"
    plain, plain2, ours, closing, keeping = _sync_clients(url, stack)
    generated, operation = stack.enter_context(stock_client(url)), stock("api.nodes.nodes_list")
    return {
        OURS: ours.nodes.list,
        "httpx": lambda: plain.get(address).json(),
        "httpx2": lambda: plain2.get(address).json(),
        STOCK: lambda: operation.sync(client=generated),
        "octaspace": lambda: closing.nodes.list().data,
        "octaspace keep-alive": lambda: keeping.nodes.list().data,
    }


def _sync_clients(url: str, stack: ExitStack) -> tuple[Any, ...]:
    makers: list[Callable[[], Any]] = [
        lambda: httpx.Client(headers=HEADERS),
        lambda: httpx2.Client(headers=HEADERS),
        lambda: OctaSpace(KEY, base_url=url),
        lambda: OctaSpaceClient(KEY, base_url=url),
        lambda: OctaSpaceClient(KEY, base_url=url, keep_alive=True),
    ]
    return tuple(stack.enter_context(make()) for make in makers)


async def awaiting_balance(url: str, stack: AsyncExitStack) -> dict[str, AsyncCall]:
    """A small GET of the clients that are async."""
    address = f"{url}/accounts/balance"
    plain = await stack.enter_async_context(httpx.AsyncClient(headers=HEADERS))
    plain2 = await stack.enter_async_context(httpx2.AsyncClient(headers=HEADERS))
    session = await stack.enter_async_context(aiohttp.ClientSession(headers=HEADERS))
    ours = await stack.enter_async_context(AsyncOctaSpace(KEY, base_url=url))
    generated = await stack.enter_async_context(stock_client(url))
    operation = stock("api.accounts.accounts_balance")

    async def with_httpx() -> object:
        return (await plain.get(address)).json()

    async def with_httpx2() -> object:
        return (await plain2.get(address)).json()

    async def with_aiohttp() -> object:
        async with session.get(address) as response:
            return await response.json()

    async def with_stock() -> object:
        return await operation.asyncio(client=generated)

    return {
        OURS: ours.accounts.balance,
        "httpx": with_httpx,
        "httpx2": with_httpx2,
        "aiohttp": with_aiohttp,
        STOCK: with_stock,
    }
