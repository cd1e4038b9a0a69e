"""From bytes to nodes, in four ways. `python -m benchmarks.decoders WAY` prints how many bytes 10,000 of them hold."""

from __future__ import annotations

import json
import logging
import sys
import tracemalloc
from functools import cache
from typing import Any

import msgspec

from benchmarks import payloads, peers
from octaspace_api.models import Node
from octaspace_sdk import RawResponse
from octaspace_sdk.decoding.decoder import Decoder
from octaspace_sdk.decoding.payload import Payload

_OURS = Decoder(logging.getLogger("octaspace_sdk"), on_drift=None)


def typed(body: bytes) -> Any:
    return _OURS.decode(Payload(RawResponse(status=200, headers={}, content=body, url="")), list[Node], "nodes.list")


def bare(body: bytes) -> Any:
    """What of `typed` is the library's: one call of it, into the same classes."""
    return _library().decode(body)


def dictionaries(body: bytes) -> Any:
    return json.loads(body)


@cache
def _library() -> msgspec.json.Decoder[list[Node]]:
    return msgspec.json.Decoder(list[Node])


def stock(body: bytes) -> Any:
    return [peers.stock("models").Node.from_dict(node) for node in json.loads(body)]


def _print_size(way: str) -> None:
    decode = {"typed": typed, "dictionaries": dictionaries, "stock": stock}[way]
    decode(payloads.nodes(2))  # what is made once, is made now
    body = payloads.nodes(10_000)
    tracemalloc.start()
    kept = decode(body)
    size, _ = tracemalloc.get_traced_memory()
    print(size)
    del kept


if __name__ == "__main__":
    _print_size(sys.argv[1])
