"""The driver of the Python client: a JSON object a line comes in, one goes out."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from generator.api_model import Location
from generator.python.names import argument_name, attribute_name, attribute_of, method_name

from conformance.described import api
from octaspace_sdk import OctaSpace
from octaspace_sdk.errors import APIError, DecodeError, NetworkError, OctaSpaceError, ProvisionRejectedError
from octaspace_sdk.support.clock import current_clock, use_clock


class VirtualTime:
    """A clock that moves on in place of waiting, and notes each wait."""

    def __init__(self, jitter: float) -> None:
        self.skipped = 0.0
        self.waits: list[float] = []
        self.clock = attrs.evolve(
            current_clock(),
            monotonic=lambda: time.monotonic() + self.skipped,
            sleep=self.sleep,
            uniform=lambda low, high: low + jitter * (high - low),
        )

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.skipped += seconds


class Driver:
    """One client at a time, and what it said."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.events: list[str] = []
        self.drift: list[dict[str, str]] = []
        self.client: Any = None

    def open(self, command: Mapping[str, Any]) -> dict[str, Any]:
        options = dict(command["client"])
        self.log, self.events, self.drift = [], [], []
        self.time = VirtualTime(options.pop("jitter", 0.0))
        with use_clock(self.time.clock):
            self.client = OctaSpace(
                **options,
                logger=self,
                on_request=lambda event: self.events.append(f"{event.operation} {event.attempt}"),
                on_response=lambda event: self.events.append(f"{event.operation} {event.attempt} {event.status}"),
                on_drift=lambda drift: self.drift.append(attrs.asdict(drift)),
            )
        return {}

    def debug(self, message: str) -> None:
        self.log.append(message)

    error = warning = debug

    def advance(self, command: Mapping[str, Any]) -> dict[str, Any]:
        self.time.skipped += command["seconds"]
        return {}

    def close(self, command: Mapping[str, Any]) -> dict[str, Any]:
        if self.client is not None:
            self.client.close()
        return {"log": self.log, "drift": self.drift, "events": self.events, "shown": repr(self.client)}

    def call(self, command: Mapping[str, Any]) -> dict[str, Any]:
        self.time.waits.clear()
        started = time.perf_counter()
        try:
            value = getattr(self, f"do_{command['call']}", self.operation)(command["call"], command["arguments"])
            answer: dict[str, Any] = {"value": written(value)}
        except (OctaSpaceError, ValueError) as error:
            answer = {"error": described(error)}
        return {**answer, "seconds": time.perf_counter() - started, "waits": self.time.waits}

    def operation(self, operation_id: str, arguments: Mapping[str, Any]) -> Any:
        operation = api().operation(operation_id)
        [tag] = [tag for tag in api().tags if operation in tag.operations]
        names = {argument.name: argument_name(argument) for argument in operation.arguments}
        named = {names.get(name, name): value for name, value in arguments.items()}
        node = self.client
        for step in tag.name.split("."):
            node = getattr(node, attribute_of(step))
        if tag.handle:
            [bound] = [a for a in operation.arguments_in(Location.PATH) if a.wire_name == tag.handle]
            node = node(named.pop(argument_name(bound)))
        return getattr(node, method_name(operation))(**named)

    def do_request(self, _: str, arguments: Mapping[str, Any]) -> Any:
        return self.client.request(**arguments).json()

    def do_wait_ready(self, _: str, arguments: Mapping[str, Any]) -> Any:
        seen: list[str] = []
        session = self.client.services.session(arguments["uuid"])
        options = {name: value for name, value in arguments.items() if name != "uuid"}
        session.wait_ready(on_progress=lambda info: seen.append(info.progress), **options)
        return seen

    def do_rented(self, _: str, arguments: Mapping[str, Any]) -> Any:
        """Hold a session for the time of a block, which fails with `fail`."""
        arguments = dict(arguments)
        fail, service = arguments.pop("fail", None), arguments.pop("service", "mr")
        operation = api().operation(f"services.{service}.create")
        assert operation.rental is not None, f"services.{service}.create starts no session"
        rented = getattr(getattr(self.client.services, service), operation.rental.method)
        with rented(**arguments) as session:
            if fail:
                raise ValueError(fail)
            return {"uuid": session.uuid, "progress": session.details.progress}

    def do_download(self, _: str, arguments: Mapping[str, Any]) -> Any:
        """Download the logs of a node into a folder; answer what lies there."""
        folder = Path(arguments["folder"])
        try:
            self.client.nodes.download_logs(arguments["node_id"], to=folder / "logs")
        finally:
            left = {path.name: base64.b64encode(path.read_bytes()).decode() for path in folder.iterdir()}
            self.events.append(f"left {json.dumps(left)}")
        return left


def written(value: Any) -> Any:
    """Return a value as JSON, with the names of the wire and the properties in practical units."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, Mapping):
        return {key: written(item) for key, item in value.items()}
    names_of_classes = {cls.__name__ for cls in type(value).__mro__}
    model = next((model for model in api().models if model.name in names_of_classes), None)
    if model is None:
        return value
    names = {
        field.metadata.get("wire_name", field.name): field.name
        for field in attrs.fields(type(value))
        if field.name in {*map(attribute_name, model.attributes)}
    }
    names |= {derived.name: derived.name for attribute in model.attributes for derived in attribute.derived}
    return {name: written(getattr(value, attribute)) for name, attribute in names.items()}


def described(error: Exception) -> dict[str, Any]:
    """Return what a program can see of an error."""
    message = "\n".join([str(error), *getattr(error, "__notes__", ())])
    kind = type(error).__name__ if isinstance(error, OctaSpaceError) else "ValueError"
    facts: dict[str, Any] = {"kind": kind, "message": message}
    if isinstance(error, (APIError, NetworkError)):
        facts["attempts"] = [{"host": one.host, "outcome": one.outcome, "status": one.status} for one in error.attempts]
    if isinstance(error, APIError):
        names = ("status_code", "request_id", "retry_after", "code", "body", "method", "url")
        facts |= {name: getattr(error, name) for name in names}
    if isinstance(error, NetworkError):
        facts["may_have_been_processed"] = error.may_have_been_processed
    if isinstance(error, (DecodeError, ProvisionRejectedError)):
        facts["request_id"] = error.request_id
    if isinstance(error, ProvisionRejectedError):
        facts["rejections"] = [written(rejection) for rejection in error.rejections]
    facts["possible_sessions"] = list(getattr(error, "possible_sessions", ()))
    return facts


def main() -> None:
    """Answers one command after the other."""
    driver = Driver()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(driver, command["do"])(command)
        except (OctaSpaceError, ValueError) as error:
            answer = {"error": described(error)}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
