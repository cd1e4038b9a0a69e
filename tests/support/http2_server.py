"""A server that speaks HTTP/2 only."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import h2.config
import h2.connection
import h2.events
from tests.support.servers import Server, Wire, authority


class HTTP2Server(Server):
    """Answers every request with the same JSON, and counts what it was asked."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.paths: list[str] = []
        super().__init__(self._answer, tls=_http2_context())

    def _answer(self, wire: Wire) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        wire.send(connection.data_to_send())
        while data := wire.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self.paths.append(dict(event.headers)[b":path"].decode())
                    headers = [(":status", "200"), ("content-type", "application/json")]
                    connection.send_headers(event.stream_id, headers)
                    connection.send_data(event.stream_id, self._body, end_stream=True)
            wire.send(connection.data_to_send())


def _http2_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["h2"])
    until = datetime.now(UTC) + timedelta(days=1)
    authority("trusted").issue_cert("127.0.0.1", not_after=until).configure_cert(context)
    return context
