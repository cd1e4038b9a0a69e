"""Response adapters: pure functions for responses whose value differs from their shape."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from octaspace_api.model import with_changes
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.errors import DecodeError, ProvisionRejectedError
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.json_codec import parse_lenient

Decode = Callable[[Any], Any]
"""Decodes the response as a type."""

MAX_LOG_BYTES = 64 * 1024 * 1024  # of an unpacked job log


def _balance(payload: Payload, decode: Decode) -> int:
    """Return the amount in Wei, 0 where the answer has null; an answer that names none is not about a balance."""
    from octaspace_api.models import Balance

    balance = decode(Balance).balance
    if balance is None:
        if "balance" not in _plain(payload):
            raise _unusable(payload, "the answer has no balance")
        return 0
    if isinstance(balance, int) and not isinstance(balance, bool):
        return balance
    raise _unusable(payload, "the balance is not a number")


def _wallet(payload: Payload, decode: Decode) -> Any:
    """Return the wallet with the address under `address`, whether the response was only that or the whole account."""
    from octaspace_api.models import Wallet

    wallet = decode(Wallet)
    return wallet if wallet.address else with_changes(wallet, address=wallet.wallet)


def _session_created(payload: Payload, decode: Decode) -> Any:
    """Return the new session, from an object or a list of one; raise a refusal inside the 200.

    An item with a uuid is a session, however malformed: it must be stopped.
    """
    from octaspace_api.models import ProvisionRejection, SessionCreated

    answer = _plain(payload)
    items = answer if isinstance(answer, list) else [answer]
    session = next((index for index, item in enumerate(items) if _names_session(item)), None)
    if session is not None:
        found = decode(list[SessionCreated] if isinstance(answer, list) else SessionCreated)
        return found[session] if isinstance(found, list) else found
    if items and all(isinstance(item, Mapping) and _is_refusal(item) for item in items):
        rejections = [
            ProvisionRejection(id=item.get("id"), reason=_reason(item), status=item.get("status")) for item in items
        ]
        raise ProvisionRejectedError(rejections, request_id=payload.response.request_id)
    raise _unusable(payload, "the answer names neither a session nor a reason")


def _names_session(item: Any) -> bool:
    """Return whether an item has a uuid by which the session can be stopped: text, or on a changed API a number."""
    uuid = item.get("uuid") if isinstance(item, Mapping) else None
    if isinstance(uuid, str):
        return uuid.strip() != "" and _ILLEGIBLE not in uuid
    return isinstance(uuid, int) and not isinstance(uuid, bool)


_ILLEGIBLE = "\ufffd"  # what stands for bytes that are not UTF-8

_REASONS = ("reason", "message", "error", "detail")


def _is_refusal(item: Mapping[str, Any]) -> bool:
    """Return whether an item has a reason, or a status that is a number other than 0, which is success.

    A status in words belongs to a session.
    """
    status = item.get("status")
    if type(status) is int and status == 0:
        return bool(item.get("reason"))
    return any(item.get(name) for name in _REASONS) or type(status) is int


def _reason(item: Mapping[str, Any]) -> str:
    return next((str(item[name]) for name in _REASONS if item.get(name)), "no reason given")


def _job_log(payload: Payload, decode: Decode) -> str:
    """Return the text of a job's log, from base64 of gzip or from numbered lines."""
    from octaspace_api.models import IdleJobLogLine, IdleJobLogs

    data = decode(IdleJobLogs).data
    if data is None:
        return ""
    if isinstance(data, str):
        return _gunzip(payload, data).decode(errors="replace")
    if isinstance(data, list):
        lines = (line.text if isinstance(line, IdleJobLogLine) else line for line in data)
        return "".join(("" if line is None else str(line)).removesuffix("\n") + "\n" for line in lines)
    raise _unusable(payload, "the log is neither text nor a list of lines")


def _gunzip(payload: Payload, text: str) -> bytes:
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)  # some encoders break lines
        unpacked = bytearray()
        while packed:
            member = zlib.decompressobj(wbits=31)
            unpacked += member.decompress(packed, MAX_LOG_BYTES + 1 - len(unpacked))
            if len(unpacked) > MAX_LOG_BYTES:
                raise _unusable(payload, f"the log unpacks to more than {MAX_LOG_BYTES:,} bytes")
            if not member.eof:
                raise _unusable(payload, "the log is cut off within its gzip data")
            packed = member.unused_data
    except (binascii.Error, ValueError):
        raise _unusable(payload, "the log is not base64") from None
    except zlib.error:
        raise _unusable(payload, "the log is not gzip") from None
    return bytes(unpacked)


def _text(payload: Payload, decode: Decode) -> str:
    """Return an answer that is text and no JSON."""
    charset = re.search(r"charset=\"?([\w.:-]+)", payload.response.headers.get("content-type", ""), re.IGNORECASE)
    try:
        return payload.content.decode(charset[1] if charset else "utf-8", errors="replace")
    except LookupError:  # a charset that Python does not know
        return payload.content.decode(errors="replace")


def _stopped(payload: Payload, decode: Decode) -> None:
    """Refuse an answer that has content and does not say that the session was stopped."""
    response = payload.response
    # An empty value denies nothing and proves nothing. stop() takes it for a success: it is one request, which must not
    # fail because the API changed its answer. What can look at the listing goes by says_stopped() alone, and looks.
    says_nothing = not response.body_error and response.content.strip() in (b"{}", b"[]", b"null")
    if not says_nothing and not says_stopped(response):
        why = response.body_error or "the answer does not say that the session was stopped"
        raise _unusable(payload, f"{why}; it may still run and cost money")


def says_stopped(response: RawResponse) -> bool:
    """Return whether a success proves that the session was stopped: some proxies answer everything with 200."""
    if response.body_error:
        return False
    if not response.content.strip():
        return True
    try:
        answer = parse_lenient(response.content)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("status") == "stopped"


def _plain(payload: Payload) -> Any:
    try:
        return payload.plain
    except ValueError as error:
        raise _unusable(payload, f"the answer is not JSON: {error}") from None


def _unusable(payload: Payload, why: str) -> DecodeError:
    response = payload.response
    return DecodeError(f"{response.url}: {why}", body=response.content, request_id=response.request_id)


RESPONSE_ADAPTERS: dict[str, Callable[[Payload, Decode], Any]] = {
    "balance": _balance,
    "wallet": _wallet,
    "session_created": _session_created,
    "job_log": _job_log,
    "stopped": _stopped,
    "text": _text,
}
"""By name: those of `x-response-adapter`; `session_created` is that of `x-rental`, and `text` that of text/plain."""
