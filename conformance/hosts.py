"""Turns the hosts of a case into servers on real sockets."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.faults.matrix import FAULTS
from tests.support.recorder import sample
from tests.support.servers import Behaviour, Blackhole, Host, Received, Refusing, Server, Wire, answer, healthy


def start_host(host: Mapping[str, Any]) -> Host:
    """Start a host; the case closes it at its end."""
    match host:
        case {"refusing": True}:
            return Refusing()
        case {"blackhole": True}:
            return Blackhole()
        case {"healthy": True}:
            return Server(healthy)
        case {"fault": str(name)}:
            return FAULTS[name].host()
        case {"answers": list(answers)}:
            return Server(_answering(answers))
    raise ValueError(f"no such host: {host}")


def _answering(answers: Sequence[Mapping[str, Any]]) -> Behaviour:
    """Answers one request after the other; the last answer is for all that come after it."""

    def behave(wire: Wire) -> None:
        while received := wire.request():
            reply = answers[min(len(wire.server.acted), len(answers)) - 1]
            if _reply(wire, reply, received):
                return

    return behave


def _reply(wire: Wire, reply: Mapping[str, Any], received: Received) -> bool:
    """Send an answer; return whether the connection is over."""
    if wire.server.stopped.wait(reply.get("delay", 0)):
        return True
    if reply.get("drop"):
        wire.reset()
        return True
    headers = [f"{name}: {value}" for name, value in reply.get("headers", {}).items()]
    status = f"{reply.get('status', 200)} Whatever"
    data = answer(_body(reply, received), *headers, status=status, kind=reply.get("kind", "application/json"))
    wire.send(data[: len(data) - reply.get("cut", 0)])
    if reply.get("cut"):
        wire.finish()
        return True
    return _end(wire, reply.get("then"))


def _body(reply: Mapping[str, Any], received: Received) -> bytes:
    if "sample" in reply:
        return sample(reply["sample"])
    if "base64" in reply:
        return base64.b64decode(reply["base64"])
    if "json" in reply:
        return json.dumps(reply["json"]).encode()
    text = str(reply.get("body", ""))
    return text.replace("{key}", received.headers.get("authorization", "")).encode()


def _end(wire: Wire, then: str | None) -> bool:
    """Do to a connection that was kept what a case says; return whether it is over."""
    if then == "close":
        wire.hang_up()
    elif then == "reset":
        wire.reset()
    elif then == "close-unread":  # as the next request arrives, of which nothing is read
        wire.await_bytes()
        wire.hang_up()
    elif then == "reset-unread":
        wire.await_bytes()
        wire.reset()
    elif then == "close-read":
        wire.request()
        wire.finish()
    return then is not None
