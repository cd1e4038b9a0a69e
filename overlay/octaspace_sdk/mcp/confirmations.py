"""A call that acts is made twice: the second repeats the first with the token that the first was answered with."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from octaspace_sdk.support.clock import current_clock

VALID_FOR = 600.0  # seconds
MAX_OPEN = 100

CONFIRMATION = {
    "type": "string",
    "description": "The token from the answer to a first call with otherwise the same arguments; leave it out there.",
}


@attrs.frozen
class _Asked:
    call: str
    price: Decimal
    until: float


class Confirmations:
    """The calls that wait to be confirmed."""

    def __init__(self) -> None:
        self._open: dict[str, _Asked] = {}
        self._now = current_clock().monotonic

    def ask(self, tool: str, arguments: Mapping[str, Any], price: Decimal) -> str:
        """Return a token for this call at this price in USD per hour; it is good for one call."""
        if len(self._open) >= MAX_OPEN:
            del self._open[next(iter(self._open))]
        token = secrets.token_hex(4)
        self._open[token] = _Asked(_call(tool, arguments), price, self._now() + VALID_FOR)
        return token

    def confirm(self, token: object, tool: str, arguments: Mapping[str, Any]) -> Decimal:
        """Return the price that was said to a call; its token is used up.

        Raises:
            ValueError: The token is not of this call, or is no longer good.
        """
        asked = self._open.get(token) if isinstance(token, str) else None
        again = "call without `confirmation` for another token. Nothing was done"
        if asked is None or asked.until < self._now():
            raise ValueError(f"the confirmation is unknown, used up, or older than {VALID_FOR / 60:g} minutes: {again}")
        if asked.call != _call(tool, arguments):
            raise ValueError(f"the confirmation was given for another tool or other arguments: {again}")
        del self._open[str(token)]
        return asked.price


def _call(tool: str, arguments: Mapping[str, Any]) -> str:
    return json.dumps([tool, arguments], sort_keys=True)
