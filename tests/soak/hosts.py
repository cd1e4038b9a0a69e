"""Two hosts of one simulator, in a process of their own, that break a part of what passes through them.

python -m tests.soak.hosts SEED RATE: prints one line of JSON with the addresses, then answers each line of its input:
`calm` ends the faults, `counts` prints what was forwarded. It ends with its input.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import math
import random
import sys
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from tests.support.servers import Received, Server, Wire, answer
from tests.support.waiting import PATIENCE

from octaspace_sdk.simulator import Simulator

LEAST = 0.01
"""The rate of faults swings between this and the highest."""
PERIOD = 20.0  # seconds of a swing
STALL = 3.0  # seconds, longer than the timeout of the clients


class FaultyHost(Server):
    """Passes requests on to a simulator, and breaks some of the exchanges."""

    def __init__(self, api: str, seed: str, rate: float, forwarded: Forwarded) -> None:
        self.rate = rate
        self.broken: Counter[str] = Counter()
        self._api = urlsplit(api).netloc
        self._seed = seed
        self._forwarded = forwarded
        self._started = time.monotonic()
        super().__init__(self._pass_on)

    def note(self, received: Received) -> None:
        """Nothing is kept: there are too many."""

    def _pass_on(self, wire: Wire) -> None:
        chance = random.Random(f"{self._seed} {wire.number}")
        if self._breaks(chance):
            self.broken["refused"] += 1
            wire.reset()
            return
        while received := wire.request():
            fault = chance.choice(FAULTS) if self._breaks(chance) else None
            if fault is None:
                wire.send(self._forward(received))
            else:
                self.broken[fault] += 1
                self._break(wire, received, fault, chance)

    def _breaks(self, chance: random.Random) -> bool:
        swing = abs(math.sin(math.pi * (time.monotonic() - self._started) / PERIOD))
        return chance.random() < min(self.rate, LEAST + (self.rate - LEAST) * swing)

    def _break(self, wire: Wire, received: Received, fault: str, chance: random.Random) -> None:
        if fault == "cut before it is processed":
            wire.reset()
        elif fault == "503 before it is processed":
            wire.send(answer(b"<html>", status="503 Service Unavailable", kind="text/html"))
        elif fault == "stalled before it is processed":
            self.stopped.wait(STALL)
            wire.reset()
        else:
            self._break_answer(wire, self._forward(received), fault, chance)

    def _break_answer(self, wire: Wire, reply: bytes, fault: str, chance: random.Random) -> None:
        if fault == "cut after it was processed":
            wire.reset()
        elif fault == "cut within the answer":
            wire.send(reply[: chance.randrange(1, len(reply))])
            wire.reset()
        elif fault == "stalled within the answer":
            wire.send(reply[: chance.randrange(1, len(reply))])
            self.stopped.wait(STALL)
            wire.reset()
        elif fault == "502 after it was processed":
            wire.send(answer(b"<html>", status="502 Bad Gateway", kind="text/html"))
        elif fault == "answered twice":
            wire.send(reply + reply)
        else:
            assert fault == "dripped"
            size = max(1, len(reply) // 20)
            for start in range(0, len(reply), size):
                wire.send(reply[start : start + size])
                self.stopped.wait(0.01)

    def _forward(self, received: Received) -> bytes:
        method, target = received.line.split(" ")
        with contextlib.closing(http.client.HTTPConnection(self._api, timeout=PATIENCE)) as connection:
            wanted = {name: received.headers[name] for name in WANTED if name in received.headers}
            connection.request(method, target, received.body or None, wanted)
            response = connection.getresponse()
            body = response.read()
        self._forwarded.note(method, target, received.body, response.status, body)
        kind = response.headers["content-type"] or "application/octet-stream"
        return answer(body, status=f"{response.status} {response.reason}", kind=kind)


FAULTS = [
    "cut before it is processed",
    "503 before it is processed",
    "stalled before it is processed",
    "cut after it was processed",
    "cut within the answer",
    "stalled within the answer",
    "502 after it was processed",
    "answered twice",
    "dripped",
]
WANTED = ("authorization", "content-type", "accept")


class Forwarded:
    """What reached the simulator of all that acts."""

    def __init__(self) -> None:
        self.requests = 0
        self.machines: dict[str, list[str]] = {}
        """The sessions that were started for each mark (the variable SOAK of the machine)."""
        self.prices: Counter[int] = Counter()
        """How often each price was set."""
        self._lock = threading.Lock()

    def note(self, method: str, target: str, body: bytes, status: int, reply: bytes) -> None:
        with self._lock:
            self.requests += 1
            if status >= 300:
                return
            if (method, target) == ("POST", "/services/mr"):
                mark = json.loads(body)[0]["envs"]["SOAK"]
                self.machines.setdefault(mark, []).append(json.loads(reply)[0]["uuid"])
            elif method == "PATCH":
                self.prices[json.loads(body)["base"]] += 1


def main(seed: str, rate: str) -> None:
    forwarded = Forwarded()
    with Simulator(speed=600.0, ready_after=30.0, balance=10**30) as simulator:
        first = FaultyHost(simulator.url, f"{seed} first", float(rate), forwarded)
        second = FaultyHost(simulator.url, f"{seed} second", float(rate), forwarded)
        with first, second:
            _say({"key": simulator.api_key, "urls": [first.url, second.url], "healthy": simulator.url})
            for line in sys.stdin:
                if line.strip() == "calm":
                    first.rate = second.rate = 0.0
                    _say({})
                else:
                    counts = {"requests": forwarded.requests, "broken": dict(first.broken + second.broken)}
                    _say(counts | {"machines": forwarded.machines, "prices": dict(forwarded.prices)})


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
