"""From the bytes of an answer to typed values.

The fast path is msgspec, straight into the generated classes. When an answer does not fit its description, the
tolerant path (tolerant.py) takes what fits and reports the rest: one odd field never makes a call fail.
"""

from __future__ import annotations

import gc
import json
import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import msgspec

from octaspace_sdk.decoding.drift import Drift as Drift
from octaspace_sdk.decoding.drift import OnDrift, drift, report
from octaspace_sdk.errors import DecodeError
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.json_codec import parse, too_deep

if TYPE_CHECKING:
    from octaspace_sdk.decoding.explicit_nulls import NullRecorder
    from octaspace_sdk.decoding.tolerant import Place, Reader

T = TypeVar("T")

_LARGE = 100_000  # bytes


class Decoder:
    """Decodes the answers of one client and reports where they drift from the description."""

    def __init__(self, logger: Any, on_drift: OnDrift | None) -> None:
        self._logger = logger
        self._on_drift = on_drift

    def decode(self, response: RawResponse, wanted: Any, operation: str) -> Any:
        """The body of a response as `wanted`.

        Raises:
            DecodeError: The body is not JSON, nested hundreds of levels deep, or its top level is of another kind.
        """
        if wanted is None:
            return None
        if wanted is bytes:
            return response.content
        plan = _plan(wanted)
        if len(response.content) < _LARGE or not gc.isenabled():
            return self._decoded(response, plan, operation)
        # Nothing becomes garbage meanwhile, and a third of the time would go into looking for it again and again.
        gc.disable()
        try:
            return self._decoded(response, plan, operation)
        finally:
            gc.enable()

    def _decoded(self, response: RawResponse, plan: _Plan, operation: str) -> Any:
        if plan.fast is not None and not (plan.is_open and too_deep(response.content)):
            try:
                found = plan.fast.decode(response.content)
                if plan.record_nulls is not None and b"null" in response.content:
                    plan.record_nulls(found, parse(response.content))
                return found
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                pass
        return self._tolerant(response, plan, operation)

    def _tolerant(self, response: RawResponse, plan: _Plan, operation: str) -> Any:
        from octaspace_sdk.decoding.tolerant import WrongKindError

        reported: set[str] = set()

        def misfit(place: Place, value: Any) -> None:
            if place.path not in reported:
                reported.add(place.path)
                odd = drift(operation, place.path, place.expected, value, secret=place.is_secret)
                report(odd, self._logger, self._on_drift)

        try:
            plain = parse(response.content)
            found = plan.tolerant(plain, misfit)
            if plan.record_nulls is not None:
                plan.record_nulls(found, plain)
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


@attrs.frozen
class _Plan:
    """How to decode a type."""

    fast: msgspec.json.Decoder[Any] | None
    """None when a field's name is not the wire's."""
    tolerant: Reader
    is_open: bool
    """Whether a part of it may be anything, nested however deep."""
    record_nulls: NullRecorder | None
    """Tells its models a null from a field that was left out, where that matters."""


@lru_cache(maxsize=256)
def _plan(wanted: Any) -> _Plan:
    from octaspace_sdk.decoding import explicit_nulls, tolerant

    fast = msgspec.json.Decoder(wanted, strict=False) if tolerant.has_wire_names(wanted) else None
    return _Plan(
        fast, tolerant.reader(wanted), Any in tolerant.types_within(wanted), explicit_nulls.null_recorder(wanted)
    )


def encode(value: Any) -> bytes:
    """Plain Python values as JSON.

    Raises:
        ValueError: JSON cannot say it, as with NaN.
        TypeError: It is of a type that is not JSON's.
    """
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def default_logger() -> logging.Logger:
    return logging.getLogger("octaspace_sdk")
