"""What the models can do beyond their fields (`x-behaviour` in openapi.yaml). What is not known is None."""

import os
import re
import shlex
from collections import Counter
from collections.abc import Callable
from decimal import Context, Decimal
from pathlib import Path
from typing import Any, TypeVar

from . import units

_MEBIBYTES_IN_A_GIBIBYTE = 1024
_SECONDS_IN_AN_HOUR = 3600
_TWELVE_DIGITS = Context(prec=12, traps=[])

T = TypeVar("T")


def gpus_of(node: Any) -> Any:
    """Return the GPUs of a node: a listing has them under `system`, the details under `data`."""
    return getattr(getattr(node, "system", None) or getattr(node, "data", None), "gpus", None)


def gpu_model(gpus: Any) -> str | None:
    """Return the model of the GPUs, several joined with " + "; None without GPUs."""
    models = Counter(gpu.model for gpu in _items(gpus) if isinstance(getattr(gpu, "model", None), str))
    return " + ".join(models) or None


def gpu_count(gpus: Any) -> int:
    """How many GPUs there are."""
    return len(_items(gpus))


def vram_gb(gpus: Any) -> int | None:
    """Return the memory of one GPU in GiB, as cards are sold: 24564 MB are 24. The smallest, when they differ."""
    sizes = [getattr(gpu, "mem_total_mb", None) for gpu in _items(gpus)]
    numbers = [size for size in sizes if isinstance(size, (int, float)) and 0 <= size < 1e12]
    return round(min(numbers) / _MEBIBYTES_IN_A_GIBIBYTE) if numbers else None


def memory_gb(size: Any) -> int | None:
    """Return bytes in GiB, rounded."""
    try:
        return round(size / 2**30) if isinstance(size, int) else None
    except OverflowError:
        return None


def share(price: Decimal | None, count: int) -> Decimal | None:
    """Return a price divided among so many, to twelve digits."""
    return _TWELVE_DIGITS.divide(price, count) if price is not None and count else None


def reliability_percent(reliability: Any) -> float | None:
    """Return the share of the time that a machine was up, from an object or from the number of older hosts."""
    uptime = getattr(reliability, "uptime", reliability)
    return float(uptime) if isinstance(uptime, (int, float)) and 0 <= uptime <= 100 else None


def place(city: Any, country: Any) -> str:
    """City and country, as far as they are known."""
    return ", ".join(name for name in (city, country) if isinstance(name, str) and name)


def price_per_hour(prices: Any, charged_usd: Decimal | None, seconds: Any) -> Decimal | None:
    """Return the price of a session in USD per hour: as it is set, else what it has cost so far, by its duration."""
    stated: Decimal | None = getattr(prices, "base_usd_per_hour", None)
    if stated is not None:
        return stated
    if not charged_usd or not isinstance(seconds, int) or seconds <= 0:
        return None
    return _TWELVE_DIGITS.divide(charged_usd * _SECONDS_IN_AN_HOUR, seconds)


def usd(wei: Any, rate: Decimal | float) -> Decimal:
    """Wei at a rate in USD per OCTA."""
    if units.octa(wei) is None:
        raise ValueError(f"there is no cost to convert: charge_amount must be a whole number of Wei, not {wei!r}")
    amount = units.usd(wei, rate)
    if amount is None:
        raise ValueError(f"rate must be above 0, in USD per OCTA, such as network.info().market_price, not {rate!r}")
    return amount


def ssh_arguments(session: Any, *, proxy: bool, user: str, identity: str | None) -> list[str]:
    """Return the words of a command that opens a shell in a session."""
    endpoint = session.ssh_proxy if proxy else session.ssh_direct
    host, port = getattr(endpoint, "host", None), getattr(endpoint, "port", None)
    if not isinstance(host, str) or not host or host.startswith("-") or not isinstance(port, int):
        other = session.ssh_direct if proxy else session.ssh_proxy
        instead = f"; try proxy={not proxy}" if other is not None else ", or not yet: wait_ready() waits for it"
        raise LookupError(f"session {session.uuid} has no SSH {'through a proxy' if proxy else 'of its own'}{instead}")
    return ["ssh", *(["-i", identity] if identity else []), "-p", str(port), f"{user}@{host}"]


def ssh_command(arguments: list[str]) -> str:
    """Return the words as one line for a shell."""
    return shlex.join(arguments)


def at_port(session: Any, table: Any, port: int, what: str, read: Callable[[Any], T | None]) -> T:
    """Return the entry of a table for a port of the container; the table has them as text.

    Args:
        session: The session, for messages.
        table: The entries by port.
        port: The port.
        what: What an entry is, for messages.
        read: Returns the value of an entry, None for what is no such value.

    Raises:
        LookupError: It has none; the message names those that there are, or says what is in its place.
    """
    entries = table if isinstance(table, dict) else {}
    if str(port) not in entries:
        known = ", ".join(entries) or "none, or none yet"
        raise LookupError(f"session {session.uuid} has no {what} for port {port}; it has one for: {known}")
    entry = entries[str(port)]
    if (value := read(entry)) is None:
        reason = f"the service says {entry!r}, which may change: wait_ready() waits for it"
        raise LookupError(f"session {session.uuid} has no {what} for port {port}: {reason}")
    return value


def port_number(entry: Any) -> int | None:
    """Return a port, which may be sent as text; None for anything else."""
    if isinstance(entry, str) and re.fullmatch("[0-9]{1,5}", entry):
        return int(entry)
    return entry if isinstance(entry, int) and not isinstance(entry, bool) else None


def text(entry: Any) -> str | None:
    """Return a text that is not empty; None for anything else."""
    return entry if isinstance(entry, str) and entry else None


def config_text(config: Any) -> str:
    """Return the configuration of a VPN session as text, of a proxy its URL; empty when there is none."""
    if isinstance(config, str):
        return config
    ip, port = getattr(config, "ip", None), getattr(config, "port", None)
    return "" if ip is None or port is None else f"http://{ip}:{port}"


def _items(values: Any) -> list[Any]:
    return values if isinstance(values, list) else []


def save_config(session: Any, path: str | os.PathLike[str]) -> Path:
    """Write the configuration of a VPN session into a file that only its owner can read, and return its path."""
    if not session.config_text:
        raise LookupError(f"session {session.uuid} has no VPN configuration, or not yet: wait_ready() waits for it")
    target = Path(path)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8", newline="") as file:
        target.chmod(0o600)  # the file may have been there, open to others
        file.truncate()
        file.write(session.config_text)
    return target
