"""An odd coding of an answer must not lose what was rented."""

from __future__ import annotations

import gzip
import zlib

import pytest
from tests.support.clients import done
from tests.support.servers import UUID, Received, Server, answer, body_for, serving

from octaspace_sdk import DecodeError
from octaspace_sdk.transport.decompression import Decompressor

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

BODY = body_for("POST /services/mr")


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


READABLE = {
    "gzip": ("gzip", gzip.compress(BODY)),
    "deflate": ("deflate", zlib.compress(BODY)),
    "raw deflate": ("deflate", raw_deflate(BODY)),
    "zero bytes after gzip": ("gzip", gzip.compress(BODY) + b"\0" * 512),
    "zero bytes between members": ("gzip", gzip.compress(BODY[:9]) + b"\0" * 9 + gzip.compress(BODY[9:])),
    "no coding at all": ("utf-8", BODY),
    "a coding that was removed": ("br", BODY),
}


def rented(client):
    return client.services.mr.create(node_id=1, disk_size=1, image="x")


@pytest.mark.parametrize("case", READABLE)
async def test_a_creation_is_read(connect, serve, case):
    coding, body = READABLE[case]

    def respond(received: Received) -> bytes:
        return answer(body, f"Content-Encoding: {coding}")

    place = serve(Server(serving(respond)))
    assert (await done(rented(connect(base_url=place.url)))).uuid == UUID


async def test_an_unknown_coding_that_is_no_json_is_an_error(connect, serve):
    place = serve(Server(serving(lambda _: answer(b"\x0b\x02\x80{}\x03", "Content-Encoding: br"))))
    with pytest.raises(DecodeError, match="coding that is not known"):
        await done(rented(connect(base_url=place.url)))


@pytest.mark.parametrize("case", list(READABLE)[:5])
def test_each_byte_may_come_alone(case):
    coding, body = READABLE[case]
    decompressor = Decompressor(coding, 1000)
    assert b"".join(decompressor.add(bytes([byte])) for byte in body) == BODY
    decompressor.finish()
    assert decompressor.error == ""


def test_what_is_no_deflate_of_either_form_is_an_error():
    decompressor = Decompressor("deflate", 1000)
    decompressor.add(b"[]")
    decompressor.finish()
    assert decompressor.error
