"""Lists of nodes as bytes, made from the sample answers of the tests: the same at each run."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "nodes" / "list.json"


def nodes(count: int) -> bytes:
    """This many nodes, each with values of its own, none of them odd."""
    return json.dumps(_nodes(count)).encode()


def drifted_nodes(count: int) -> bytes:
    """The same with one field of each node changed, in turn in the ways that fields change."""
    made = _nodes(count)
    for node, spoil in zip(made, cycle(_DRIFTS), strict=False):
        spoil(node)
    return json.dumps(made).encode()


def _nodes(count: int) -> list[dict[str, Any]]:
    made = [copy.deepcopy(node) for node in islice(cycle(json.loads(SAMPLE.read_bytes())), count)]
    for number, node in enumerate(made):
        node["id"] = 1000 + number
        node["ip"] = f"203.0.{number // 256 % 256}.{number % 256}"
        node["uptime"] += 61 * number
        node["prices"]["base"] += 1_000_003 * number
    return made


_DRIFTS: list[Callable[[dict[str, Any]], object]] = [
    lambda node: node.update(uptime="a while"),  # text for a number
    lambda node: node.update(osn=None),  # null
    lambda node: node["prices"].pop("storage"),  # gone
    lambda node: node["system"].update(cpu_cores={"physical": 16, "logical": 32}),  # an object for a scalar
    lambda node: node["location"].update(city=["Frankfurt am Main"]),  # an array for text
]
