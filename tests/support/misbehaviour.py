"""What servers do wrong, as behaviours of a `Server`: each does one bad thing."""

from __future__ import annotations

import gzip
import struct
import zlib
from functools import lru_cache

from tests.support.servers import MIB, Received, Server, Wire, answer, body_for, healthy, saying, serving, well


def accept_and_close(wire: Wire) -> None:
    wire.hang_up()


def never_answer(wire: Wire) -> None:
    wire.request()
    wire.wait()


def reset_before_reading(wire: Wire) -> None:
    wire.await_bytes()
    wire.reset()


def reset_while_reading(wire: Wire) -> None:
    wire.read(10)
    wire.reset()


def reset_after_reading(wire: Wire) -> None:
    if wire.request():
        wire.reset()


def reset_in_the_answer(wire: Wire) -> None:
    if received := wire.request():
        wire.send(well(received)[:-1])
        wire.reset()


def truncate(wire: Wire) -> None:
    if received := wire.request():
        wire.send(well(received)[:-1])
        wire.finish()


def break_chunks(wire: Wire) -> None:
    if received := wire.request():
        body = body_for(received.line)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        wire.send(head + b"%x\r\n%s\r\nNOT-HEX\r\n" % (len(body), body))
        wire.finish()


def cut_chunks(wire: Wire) -> None:
    """The whole JSON is there, but not the chunk that ends it."""
    if received := wire.request():
        body = body_for(received.line)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        wire.send(head + b"%x\r\n%s\r\n" % (len(body), body))
        wire.finish()


def drip_headers(wire: Wire) -> None:
    if wire.request():
        wire.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        wire.drip(b"a")


def drip_interim(wire: Wire) -> None:
    """Interim responses without end."""
    if wire.request():
        wire.drip(b"HTTP/1.1 100 Continue\r\n\r\n")


def flood_headers(wire: Wire) -> None:
    if wire.request():
        wire.send(b"HTTP/1.1 200 OK\r\n")
        wire.flood(b"X-More: and more\r\n" * 100)


def drip_body(wire: Wire) -> None:
    if wire.request():
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
        wire.drip(b" ")


def stall_in_the_body(wire: Wire) -> None:
    if received := wire.request():
        wire.send(well(received)[:-1])
        wire.wait()


def garbage(wire: Wire) -> None:
    if wire.request():
        wire.send(b"\x00\x01\x02 this is not HTTP \xff\xfe\r\n\r\n")
        wire.finish()


def http10(wire: Wire) -> None:
    """HTTP/1.0, whose body ends with the connection."""
    if received := wire.request():
        wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body_for(received.line))
        wire.finish()


def not_utf8(received: Received) -> bytes:
    """JSON but for the bytes of one text, which are not UTF-8: the very text that the caller wants."""
    if received.line == "GET /accounts/balance":
        return answer(b'{"balance": "\xff\xfe7"}')
    return answer(b'{"uuid": "5dd2d308-\xff\xfe", "status": "starting"}')


def large(received: Received) -> bytes:
    """A right answer of 64 MiB."""
    fields = body_for(received.line)[1:-1]
    return answer(b"{%b%b%b}" % (fields, b", " if fields else b"", _padding()))


@lru_cache(maxsize=1)
def _padding() -> bytes:
    return b'"padding": "%b"' % (b"a" * (64 * MIB))


def bomb(received: Received) -> bytes:
    """A right answer that white space blows up to 1 GiB, in 1 MiB of gzip."""
    return answer(_bomb(body_for(received.line)), "Content-Encoding: gzip")


def endless(wire: Wire) -> None:
    """A body without end, as fast as it goes."""
    if wire.request():
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        wire.flood(b"%x\r\n%s\r\n" % (MIB, b" " * MIB))


def empty_objects(_: Received) -> bytes:
    """16 MiB of empty objects, in 16 KiB of gzip."""
    return answer(_empty_objects(), "Content-Encoding: gzip")


@lru_cache(maxsize=1)
def _empty_objects() -> bytes:
    return gzip.compress(b"[" + b",".join([b"{}"] * (16 * MIB // 3)) + b"]")


@lru_cache(maxsize=4)
def _bomb(body: bytes) -> bytes:
    space, times = b" " * MIB, 1024
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    first = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(space) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(body)
    for _ in range(times):
        checksum = zlib.crc32(space, checksum)
    size = (len(body) + times * MIB) & 0xFFFFFFFF
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return header + first + block * times + packer.flush() + struct.pack("<II", checksum, size)


class Redirecting(Server):
    """Sends each request on to another origin, which must see nothing."""

    def __init__(self) -> None:
        self.trap = Server(healthy)
        location = f"Location: {self.trap.url}/accounts/balance"
        super().__init__(serving(saying(b"", location, status="307 Temporary Redirect")))

    def close(self) -> None:
        super().close()
        self.trap.close()


def stall_handshake(wire: Wire) -> None:
    wire.wait()


def close_in_handshake(wire: Wire) -> None:
    wire.read(65536)
    wire.hang_up()


def plain_text_for_tls(wire: Wire) -> None:
    wire.read(65536)
    wire.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    wire.finish()


def drip_handshake(wire: Wire) -> None:
    wire.read(65536)
    wire.send(b"\x16\x03\x03\x40\x00")  # a handshake record of 16 KiB begins
    wire.drip(b"\x02")
