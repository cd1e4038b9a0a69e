"""The body of a response, within bounds of time and size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import anyio
import httpcore

from octaspace_sdk.response import RawResponse
from octaspace_sdk.transport.decompression import Decompressor
from octaspace_sdk.transport.network_backend import current_attempt
from octaspace_sdk.transport.protocol import BodySink, Failure, Result, SendAttempt

MAX_FILE_BYTES = 128 * 1024 * 1024  # of a body that the caller gets as bytes; a download to a file may be larger
MAX_JSON_BYTES = 80 * 1024 * 1024  # of a body to decode, which takes a multiple of it in memory


def read_response(attempt: SendAttempt, response: Any) -> Result:
    """Read a response to its end and close it; its body goes into memory, or into the sink of the request."""
    try:
        if _is_over(response):
            read = _ReadResponse(response)
            sink = _sink(attempt, read)
            return read.result(attempt) if sink is None else sink.consume(attempt, read, iter([read.content]))
        chunks = response.iter_raw()
        if (sink := _sink(attempt, response)) is not None:
            return _whole(attempt, sink.consume(attempt, response, chunks))
        body = _Body(attempt, response)
        for chunk in chunks:
            # For the sockets of a caller's own client, which bound each read and not the whole.
            if attempt.deadline.expired:
                raise httpcore.ReadTimeout("timed out")
            if not body.add(chunk):
                break  # close without reading the rest, which may be endless
        return _whole(attempt, body.finish())
    finally:
        response.close()


async def read_response_async(attempt: SendAttempt, response: Any) -> Result:
    """Read a response to its end and close it; its body goes into memory, or into the sink of the request."""
    chunks = response.aiter_raw()
    try:
        if _is_over(response):
            read = _ReadResponse(response)
            sink = _sink(attempt, read)
            return read.result(attempt) if sink is None else await sink.consume_async(attempt, read, read.chunks())
        if (sink := _sink(attempt, response)) is not None:
            return _whole(attempt, await sink.consume_async(attempt, response, chunks))
        body = _Body(attempt, response)
        async for chunk in chunks:
            if not body.add(chunk):
                await _abort(response, chunks)  # the rest may be without end
                break
        return _whole(attempt, body.finish())
    except Exception:
        await _abort(response, chunks)
        raise
    finally:
        if not getattr(response, "has_ended", False):
            with anyio.CancelScope(shield=True):
                await response.aclose()


async def _abort(response: Any, chunks: AsyncIterator[bytes]) -> None:
    """Close a response and end its iterator, which would be finalized late, with a warning."""
    with suppress(Exception):
        await response.aclose()
        async for _ in chunks:
            pass


def _sink(attempt: SendAttempt, response: Any) -> BodySink | None:
    """Return where the body goes in place of memory: only that of a success is a file."""
    is_success = 200 <= response.status_code < 300 and not getattr(response, "body_error", "")
    return attempt.request.sink if is_success else None


def _whole(attempt: SendAttempt, result: Result) -> Result:
    """Return the result, or a failure when only the end of the connection ended the body and TLS does not confirm it.

    JSON shows by itself that it is whole.
    """
    if not current_attempt.get().is_cut_off or isinstance(result, Failure) or not 200 <= result.status < 300:
        return result
    request = attempt.request
    if request.sink is None and (not request.needs_body or _is_json(result.content)):
        return result
    return Failure("the answer is cut off (TLS was not closed)", possibly_sent=True)


def _is_over(response: Any) -> bool:
    """Return whether a hook, an auth flow or a mock of the caller has read the response, or closed it."""
    return getattr(response, "is_stream_consumed", False) or getattr(response, "is_closed", False)


class _ReadResponse:
    """A response that was read before it came here; httpx has decompressed it."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self.status_code = response.status_code
        self.headers = response.headers.copy()
        if self.headers.pop("content-encoding", ""):
            self.headers.pop("content-length", None)
        self.body_error = ""
        try:
            self.content: bytes = response.content
        except RuntimeError:  # httpx.ResponseNotRead: it was closed unread, or read without being kept
            self.content = b""
            self.body_error = "its body was taken by a hook, or closed unread"

    def result(self, attempt: SendAttempt) -> RawResponse:
        return RawResponse(
            status=self.status_code,
            headers=self._response.headers,
            content=self.content,
            url=attempt.url,
            body_error=self.body_error,
        )

    async def chunks(self) -> AsyncIterator[bytes]:
        yield self.content


class _Body:
    """Collects a body in memory."""

    def __init__(self, attempt: SendAttempt, response: Any) -> None:
        self._attempt = attempt
        self._response = response
        self._chunks: list[bytes] = []
        limit = MAX_FILE_BYTES if attempt.request.is_file else MAX_JSON_BYTES
        self._decompressor = Decompressor(response.headers.get("content-encoding", ""), limit)

    def add(self, chunk: bytes) -> bool:
        """Add a chunk; return whether the rest is of use."""
        self._chunks.append(self._decompressor.add(chunk))
        return not self._decompressor.error

    def finish(self) -> RawResponse:
        self._decompressor.finish()
        content, error = b"".join(self._chunks), self._decompressor.error
        request = self._attempt.request
        if self._response.status_code == 206 and request.is_file and "range" not in map(str.lower, request.headers):
            error = error or "it is a part of the file, which nobody has asked for"
        if error and self._decompressor.is_unknown and _is_json(content):
            error = ""  # a server that says "utf-8", or has removed the coding and not the header
        return RawResponse(
            status=self._response.status_code,
            headers=self._response.headers,
            content=content,
            url=self._attempt.url,
            body_error=error,
        )


def _is_json(content: bytes) -> bool:
    from octaspace_sdk.support.json_codec import parse_lenient

    try:
        parse_lenient(content)
    except (ValueError, RecursionError):
        return False
    return True
