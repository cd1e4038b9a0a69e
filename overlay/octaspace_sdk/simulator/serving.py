"""Serving until a signal, for the commands that do it: `python -m octaspace_sdk.simulator` and `octaspace simulate`."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any

from octaspace_sdk.simulator import Simulator


def serve_until_signal(announce: Callable[[str], object], *, verbose: bool, **options: Any) -> None:
    """Announce the address and the API key, and serve until Ctrl-C or SIGTERM; requests in flight are finished.

    Args:
        announce: Prints what to paste.
        verbose: Whether to print a line for each request, to stderr.
        **options: Those of `Simulator`.

    Raises:
        KeyboardInterrupt: A second signal: requests in flight are no longer waited for.
        OSError: The address cannot be listened on.
        StateError: The state file cannot be used.
        ValueError: An option cannot work.
    """
    if verbose:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("octaspace_sdk.simulator").setLevel(logging.DEBUG)
    with _ended_by_signals():
        _serve(announce, options)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Have SIGTERM raise KeyboardInterrupt as Ctrl-C does, until the end of the block."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: not set by Python


def _serve(announce: Callable[[str], object], options: dict[str, Any]) -> None:
    simulator = Simulator(**options)
    try:
        simulator.start()
    except OSError as error:
        address = f"{options['host']}:{options['port']}"
        reason = f"cannot listen on {address}: {error.strerror or error}; choose another with --host and --port"
        raise OSError(reason) from error
    with suppress(KeyboardInterrupt):
        announce(what_to_paste(simulator.url, simulator.api_key))
        Event().wait()
    simulator.close(grace=None)


def what_to_paste(url: str, api_key: str) -> str:
    """Return the line that points the programs of a shell to a simulator, and what other machines need."""
    for everywhere in ("//0.0.0.0:", "//[::]:"):
        if everywhere in url:
            local = url.replace(everywhere, "//127.0.0.1:" if everywhere == "//0.0.0.0:" else "//[::1]:")
            return (
                f"export OCTA_BASE_URLS={local} OCTA_API_KEY={api_key}\n"
                "# On other machines: this machine's address in the URL, and OCTA_ALLOW_INSECURE=1 for plain HTTP.\n"
                "# Anyone who reaches this port can use the simulator."
            )
    return f"export OCTA_BASE_URLS={url} OCTA_API_KEY={api_key}"
