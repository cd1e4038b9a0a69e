"""A socket that threads use, as a stream of httpcore."""

from __future__ import annotations

from ssl import SSLContext

import httpcore
from httpcore._backends.sync import SyncStream

from octaspace_sdk.support.handler_errors import raised_by_handler


class SocketStream(SyncStream):
    """httpcore's own stream, with plain `try` blocks: its context managers take a twentieth of a small call."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._sock.settimeout(timeout)
            return self._sock.recv(max_bytes)
        except OSError as error:
            _raise_handlers(error)
            kind = httpcore.ReadTimeout if isinstance(error, TimeoutError) else httpcore.ReadError
            raise kind(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            while buffer:
                self._sock.settimeout(timeout)
                buffer = buffer[self._sock.send(buffer) :]
        except OSError as error:
            _raise_handlers(error)
            kind = httpcore.WriteTimeout if isinstance(error, TimeoutError) else httpcore.WriteError
            raise kind(error) from error

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = super().start_tls(ssl_context, server_hostname, timeout)
        # TLS within the TLS of a proxy is no socket, and keeps the stream that httpcore has for it.
        return SocketStream(stream.get_extra_info("socket")) if type(stream) is SyncStream else stream


def _raise_handlers(error: OSError) -> None:
    """Raise what a signal handler has raised as it is: httpcore goes on after an error of writing."""
    if raised_by_handler(error) is error:
        raise error
