"""From the bytes of an answer to typed values.

The fast path is msgspec, straight into the generated classes. When an answer does not fit its description, the
tolerant path (tolerant.py) takes what fits and reports the rest: one odd field never makes a call fail.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import msgspec

from .errors import DecodeError
from .forks import ForkSafeLock
from .response import RawResponse

if TYPE_CHECKING:
    from .nulls import Noter

T = TypeVar("T")

_SAMPLE = 60  # characters of a value shown in a drift report


@attrs.frozen(kw_only=True)
class Drift:
    """A place where an answer differs from openapi.yaml; reported once for each answer."""

    operation: str
    """The operation's id, such as `sessions.list`."""
    path: str
    """Where in the answer, such as `[].prices.base_usd`."""
    expected: str
    """The type that the description promises."""
    got: str
    """The JSON kind that came."""
    sample: str
    """The value, shortened; `***` where it is a secret."""


OnDrift = Callable[[Drift], object]


class Decoder:
    """Decodes the answers of one client and reports where they drift from the description."""

    def __init__(self, logger: Any, on_drift: OnDrift | None) -> None:
        self._logger = logger
        self._on_drift = on_drift

    def decode(self, response: RawResponse, wanted: Any, operation: str) -> Any:
        """The body of a response as `wanted`.

        Raises:
            DecodeError: The body is not JSON, or its top level is of another kind.
        """
        if wanted is None:
            return None
        if wanted is bytes:
            return response.content
        fast, slow, note_nulls = _plan(wanted)
        if fast is not None:
            try:
                found = fast.decode(response.content)
                if note_nulls is not None and b"null" in response.content:
                    note_nulls(found, parse(response.content))
                return found
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                pass
        return self._tolerant(response, slow, note_nulls, operation)

    def _tolerant(self, response: RawResponse, read: Any, note_nulls: Noter | None, operation: str) -> Any:
        from .tolerant import WrongKindError

        reported: set[str] = set()

        def report(path: str, expected: str, got: Any, secret: bool) -> None:
            if path not in reported:
                reported.add(path)
                self._report(operation, path, expected, got, secret)

        try:
            plain = parse(response.content)
            found = read(plain, report)
            if note_nulls is not None:
                note_nulls(found, plain)
            return found
        except WrongKindError as error:
            problem = str(error)
        except RecursionError:
            problem = "the answer is nested too deeply"
        except ValueError as error:
            problem = f"the answer is not JSON: {error}"
        if not response.content.strip():
            problem = "the answer is empty"
        raise DecodeError(
            f"{operation}: {problem} (HTTP {response.status})", body=response.content, request_id=response.request_id
        )

    def _report(self, operation: str, path: str, expected: str, got: Any, secret: bool) -> None:
        sample = "***" if secret else _shortened(got)
        drift = Drift(operation=operation, path=path, expected=expected, got=kind(got), sample=sample)
        if _first_time(operation, path):
            level = getattr(self._logger, "warning", self._logger.error)
            level(f"{operation}: {path} should be {expected}, but is {drift.got}: {sample}. Time to update the SDK?")
        if self._on_drift is not None:
            try:
                self._on_drift(drift)
            except Exception as error:
                self._logger.error(f"on_drift raised {type(error).__name__}")


def parse(content: bytes) -> Any:
    """JSON as plain Python values; with the extensions (NaN, lone surrogates) that some servers send.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        try:
            return msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def encode(value: Any) -> bytes:
    """Plain Python values as JSON.

    Raises:
        ValueError: JSON cannot say it, as with NaN.
        TypeError: It is of a type that is not JSON's.
    """
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def kind(value: Any) -> str:
    """The JSON kind of a plain value."""
    names = {bool: "boolean", int: "integer", float: "number", str: "text", list: "array", dict: "object"}
    return names.get(type(value), "null" if value is None else type(value).__name__)


@lru_cache(maxsize=256)
def _plan(wanted: Any) -> tuple[msgspec.json.Decoder[Any] | None, Any, Noter | None]:
    """How to decode a type: the fast decoder, None when a field's name is not the wire's, and the tolerant reader.

    The third is what tells models a null from a field that was left out, if that matters.
    """
    from . import nulls, tolerant

    fast = msgspec.json.Decoder(wanted, strict=False) if tolerant.has_wire_names(wanted) else None
    return fast, tolerant.reader(wanted), nulls.noter(wanted)


def _shortened(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= _SAMPLE else f"{text[: _SAMPLE - 3]}..."


_seen: set[tuple[str, str]] = set()
_lock = ForkSafeLock()


def _first_time(operation: str, path: str) -> bool:
    with _lock:
        if (operation, path) in _seen:
            return False
        _seen.add((operation, path))
        return True


def default_logger() -> logging.Logger:
    return logging.getLogger("octaspace_sdk")
