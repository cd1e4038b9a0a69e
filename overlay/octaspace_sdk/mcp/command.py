"""The command line of the server, and its end: when its input is closed, or on a signal."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from decimal import Decimal
from importlib.util import find_spec
from threading import Thread
from typing import Any

from octaspace_sdk.client import AsyncOctaSpace
from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.support.amounts import parse_amount

DESCRIPTION = """\
An MCP server, by which assistants and agents use OctaSpace. It speaks over stdin and stdout, and is started by an MCP
client. The key is read from OCTA_API_KEY. Without --allow-spending it only reads.
"""
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stdin is closed or a signal comes; return the exit status.

    Args:
        arguments: Those of the command line; None for those of this process.
    """
    options = _parser().parse_args(arguments)
    if find_spec("mcp") is None:
        _say("the MCP server needs the extra: pip install 'octaspace-sdk[mcp]'")
        return 2
    try:
        client = AsyncOctaSpace()
    except ConfigurationError as error:
        _say(str(error))
        return 2
    serve(client, **vars(options))
    return 0


def serve(
    client: AsyncOctaSpace, *, spending_limit: Decimal | None, vpn_gb_per_hour: Decimal | None, show_secrets: bool
) -> None:
    """Serve until stdin is closed or a signal comes.

    Args:
        client: What it uses, and closes.
        spending_limit: USD per hour that the sessions it starts may cost together; None to offer nothing that acts.
        vpn_gb_per_hour: The traffic that a VPN session is counted with; None for all that its line can carry.
        show_secrets: Whether to show VPN configurations, SSH addresses, wallets and the like.
    """
    options = {"spending_limit": spending_limit, "vpn_gb_per_hour": vpn_gb_per_hour, "show_secrets": show_secrets}
    asyncio.run(_serve(client, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m octaspace_sdk.mcp", description=DESCRIPTION)
    parser.add_argument(
        "--allow-spending",
        dest="spending_limit",
        type=_amount,
        metavar="LIMIT",
        help="offer the tools that act: USD per hour that all sessions started by this server may cost together; "
        "0 allows what costs nothing, such as stopping",
    )
    parser.add_argument(
        "--vpn-gb-per-hour",
        type=_amount,
        metavar="GB",
        help="count a VPN session with the price of so many gigabytes an hour (default: all that its line can carry)",
    )
    parser.add_argument(
        "--show-secrets", action="store_true", help="show VPN configurations, SSH addresses, wallets and the like"
    )
    return parser


def _amount(text: str) -> Decimal:
    amount = parse_amount(text)
    if amount is None:
        raise argparse.ArgumentTypeError(f"must be a number such as 1.50, not {text!r}")
    return amount


async def _serve(client: AsyncOctaSpace, options: dict[str, Any]) -> None:
    from mcp.server.stdio import stdio_server

    from octaspace_sdk.mcp.server import octaspace_server

    lines: Any = _StandardInput(asyncio.get_running_loop())
    for number in SIGNALS:
        signal.signal(number, lambda *_: lines.end())
    serving = octaspace_server(client, report=_say, **options)
    async with client, serving as server:
        try:
            async with stdio_server(stdin=lines) as (received, sent):
                await server.run(received, sent, server.create_initialization_options())
        except* BrokenPipeError:  # the client has gone while it was answered
            pass


class _StandardInput:
    """The lines of stdin, until it is closed or is to end.

    A thread reads them: a read that waits cannot be cancelled, and must not keep the program from ending.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        Thread(target=self._read, daemon=True).start()

    def end(self) -> None:
        """End the iteration over the lines; any thread and any signal handler may call it."""
        self._put(None)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line

    def _read(self) -> None:
        rest = b""
        while chunk := os.read(0, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._put(line.decode(errors="replace"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
