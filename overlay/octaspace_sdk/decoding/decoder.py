"""From the bytes of a response to typed values.

The fast path is msgspec, straight into the generated classes. When a response does not fit its description, the
tolerant path (tolerant.py) converts what fits and reports the rest: one odd field never makes a call fail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import attrs
import msgspec

from octaspace_api.model import ModelList, ResponseModel
from octaspace_sdk.decoding.drift import UNKNOWN, drift_of, report
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.decoding.unknown_fields import keep_source, unknown_fields
from octaspace_sdk.errors import DecodeError, RequestTimeoutError
from octaspace_sdk.events import Drift
from octaspace_sdk.support.json_codec import TOO_MANY_ITEMS, exceeds_depth, exceeds_items
from octaspace_sdk.support.redaction import NO_KEY_MASK, KeyMask

if TYPE_CHECKING:
    from octaspace_sdk.decoding.explicit_nulls import NullRecorder
    from octaspace_sdk.decoding.tolerant import Converter, FieldPath


class Decoder:
    """Decodes the responses of one client and reports where they differ from the description."""

    def __init__(
        self,
        logger: Any,
        on_drift: Callable[[Drift], object] | None,
        key_mask: KeyMask = NO_KEY_MASK,
        *,
        report_unknown_fields: bool = False,
    ) -> None:
        self._logger = logger
        self._on_drift = on_drift
        self._key_mask = key_mask
        self._report_unknown_fields = report_unknown_fields

    def decode(self, payload: Payload, target_type: Any, operation: str) -> Any:
        """Return the body of a response as `target_type`.

        Raises:
            DecodeError: The body is not JSON, nested hundreds of levels deep, or its top level is of another kind.
            RequestTimeoutError: The call timed out before the answer was decoded.
        """
        if target_type is None:
            return _refuse_page(payload, operation)
        if target_type is bytes:
            return payload.content
        plan = _plan(target_type)
        value = self._decode(payload, plan, target_type, operation)
        if plan.is_answer:
            keep_source(value, payload.content, target_type, whatever_size=self._report_unknown_fields)
            if self._report_unknown_fields:
                self._report_unknown(payload, target_type, operation)
        return ModelList(value) if plan.is_answer and isinstance(value, list) else value

    def _decode(self, payload: Payload, plan: _Plan, target_type: Any, operation: str) -> Any:
        aliased = plan.aliases and any(alias in payload.content for alias in plan.aliases)
        if plan.is_open:
            _refuse_items(payload, operation)
        if plan.fast is not None and not aliased and not (plan.is_open and exceeds_depth(payload.content)):
            try:
                value = plan.fast.decode(payload.content)
                if plan.record_nulls is not None and b"null" in payload.content:
                    plan.record_nulls(value, payload.plain)
                return value
            except (msgspec.MsgspecError, ValueError, RecursionError):
                pass
        return self._decode_tolerantly(payload, plan, target_type, operation)

    def prepare(self, target_type: Any) -> None:
        """Import what decoding a response as `target_type` will take."""
        _plan(target_type)

    def _report_unknown(self, payload: Payload, target_type: Any, operation: str) -> None:
        try:
            plain = payload.plain
        except ValueError as error:
            raise _error(payload, operation, str(error)) from None
        first = {field.path: field for field in reversed(list(unknown_fields(plain, target_type)))}
        for field in reversed(first.values()):
            drift = drift_of(
                operation, field.path, UNKNOWN, field.value, secret=field.is_secret, key_mask=self._key_mask
            )
            report(drift, self._logger, self._on_drift)

    def _decode_tolerantly(self, payload: Payload, plan: _Plan, target_type: Any, operation: str) -> Any:
        from octaspace_sdk.decoding.tolerant import Conversion, DecodingTimeoutError, WrongKindError

        _refuse_items(payload, operation)
        reported: set[str] = set()

        def on_mismatch(field: FieldPath, value: Any) -> None:
            if field.path not in reported:
                reported.add(field.path)
                drift = drift_of(
                    operation, field.path, field.expected, value, secret=field.is_secret, key_mask=self._key_mask
                )
                report(drift, self._logger, self._on_drift)

        try:
            value = plan.convert(payload, Conversion(on_mismatch, payload.deadline))
            if plan.record_nulls is not None:
                plan.record_nulls(value, payload.plain)
            return value
        except DecodingTimeoutError:
            raise RequestTimeoutError(
                f"{operation}: the answer came, but decoding it timed out",
                may_have_been_processed=True,
                attempts=payload.response.attempts,
            ) from None
        except WrongKindError as error:
            problem = str(error)
        except RecursionError:
            problem = "the answer is nested too deeply"
        except ValueError as error:
            problem = f"the answer is not JSON: {error}"
        if not payload.content.strip():
            if type(None) in get_args(target_type):
                return None  # a 204 beside a 200
            problem = "the answer is empty"
        raise _error(payload, operation, problem)


def _refuse_page(payload: Payload, operation: str) -> None:
    """Refuse the page of a proxy or captive portal in place of the API's answer: the request was not carried out."""
    response = payload.response
    if response.content.strip() and not response.body_error and not exceeds_items(response.content):
        try:
            payload.plain  # noqa: B018
        except ValueError as error:
            raise _error(payload, operation, f"the answer is not JSON: {error}") from None


def _refuse_items(payload: Payload, operation: str) -> None:
    """Refuse JSON with far more values than any answer has: each becomes an object of many times its size."""
    if exceeds_items(payload.content):
        raise _error(payload, operation, f"the answer is too large: {TOO_MANY_ITEMS}")


def _error(payload: Payload, operation: str, problem: str) -> DecodeError:
    response = payload.response
    return DecodeError(
        f"{operation}: {problem} (HTTP {response.status})", body=response.content, request_id=response.request_id
    )


@attrs.frozen
class _Plan:
    """How to decode a type."""

    fast: msgspec.json.Decoder[Any] | None
    """None when a field's name differs from the wire's."""
    convert: Converter
    is_open: bool
    """Whether a part of it may be anything, nested however deep."""
    aliases: tuple[bytes, ...]
    """Quoted, so that a search in the response finds them: the fast path would drop what has such a name."""
    is_answer: bool
    """Whether its models keep the JSON that they came from."""
    record_nulls: NullRecorder | None
    """Tells its models a null from a field that was left out, where that matters."""


@lru_cache(maxsize=256)
def _plan(target_type: Any) -> _Plan:
    from octaspace_sdk.decoding import explicit_nulls, tolerant

    fast = msgspec.json.Decoder(target_type, strict=False) if tolerant.has_wire_names(target_type) else None
    return _Plan(
        fast,
        tolerant.converter(target_type),
        Any in tolerant.types_within(target_type),
        tuple(f'"{alias}"'.encode() for alias in tolerant.aliases_within(target_type)),
        any(attrs.has(each) and issubclass(each, ResponseModel) for each in (target_type, *get_args(target_type))),
        explicit_nulls.null_recorder(target_type),
    )
