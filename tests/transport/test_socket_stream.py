"""Reading and writing a socket: what was sent, and the errors of httpcore in place of the system's."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpcore
import pytest

from octaspace_sdk.transport.socket_stream import SocketStream

LARGE = bytes(range(256)) * 64 * 1024  # more than the buffers of two sockets


@pytest.fixture
def pair() -> Iterator[tuple[SocketStream, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield SocketStream(near), far


def test_reads_what_has_come_and_then_the_end(pair):
    stream, far = pair
    far.sendall(b"abc")
    assert stream.read(2, timeout=5) == b"ab"
    assert stream.read(2, timeout=5) == b"c"
    far.close()
    assert stream.read(2, timeout=5) == b""


def test_writes_all_although_the_system_takes_a_part(pair):
    stream, far = pair
    taken = bytearray()

    class Slow(socket.socket):
        """Takes at most 4 KiB at once."""

        def send(self, data, flags=0):
            sent = super().send(data[:4096], flags)
            taken.extend(far.recv(sent, socket.MSG_WAITALL))
            return sent

    with Slow(fileno=stream.get_extra_info("socket").detach()) as sock:
        SocketStream(sock).write(LARGE[:100_000], timeout=5)
    assert taken == LARGE[:100_000]


def test_nothing_comes_in_time(pair):
    with pytest.raises(httpcore.ReadTimeout):
        pair[0].read(1, timeout=0.01)


def test_nothing_is_taken_in_time(pair):
    with pytest.raises(httpcore.WriteTimeout):
        pair[0].write(LARGE, timeout=0.01)


def test_the_other_end_is_gone(pair):
    stream, far = pair
    far.close()
    with pytest.raises(httpcore.WriteError):
        stream.write(b"x", timeout=5)


def test_the_socket_is_closed(pair):
    pair[0].close()
    with pytest.raises(httpcore.ReadError):
        pair[0].read(1, timeout=5)
