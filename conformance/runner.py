"""Runs a case against a driver, and says what does not hold."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self
from urllib.parse import parse_qsl

import attrs
from tests.support.servers import Host, Server

from conformance.case import ANYTHING, Case
from conformance.compare import at, deviations, differences
from conformance.hosts import start_host

KEY = "octa-key-8c1f5a-that-nobody-may-see"


class Driver:
    """A process that uses a client as it is told."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(environment)
        )

    def ask(self, **command: Any) -> dict[str, Any]:
        """Return the answer to one command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            return {"error": {"kind": "driver", "message": f"the driver ended with {self._process.wait()}"}}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@attrs.frozen
class Outcome:
    """What became of a case."""

    case: Case
    problems: tuple[str, ...]
    values: tuple[Any, ...]
    """The whole values of its steps, for the clients that are compared with this one."""


def run(case: Case, driver: Driver, reference: Outcome | None = None, *, zeros: bool = False) -> Outcome:
    """Run a case on servers of its own.

    Args:
        case: The case.
        driver: The client.
        reference: What the client of reference made of it, to be compared with.
        zeros: Whether the language has zero values in place of what is missing.
    """
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hosts = [stack.enter_context(start_host(host)) for host in case.hosts]
        problems: list[str] = []
        answers: list[dict[str, Any]] = []
        client = {"api_key": KEY, "timeout": 10.0, "max_retries": 0, "base_urls": [each.url for each in hosts]}
        opened = driver.ask(do="open", client={**client, **case.client})
        for number, step in enumerate(case.steps):
            if "advance" in step:
                driver.ask(do="advance", seconds=step["advance"])
                continue
            if "await_closed" in step:
                hosts[step["await_closed"]].all_closed()
                continue
            arguments = {**step.get("arguments", {}), **({"folder": folder} if step["call"] == "download" else {})}
            answer = opened if "error" in opened else driver.ask(do="call", call=step["call"], arguments=arguments)
            answers.append(answer)
            found = _problems(step, answer, hosts, zeros=zeros)
            problems += [f"{f'step {number + 1}: ' if len(case.steps) > 1 else ''}{problem}" for problem in found]
        said = driver.ask(do="close")
        problems += _of_the_case(case, hosts, said)
        if KEY in json.dumps([said, answers]):
            problems.append("the key is in what was said")
    values = tuple(answer.get("value") for answer in answers)
    if reference is not None and not problems:
        for one, other in zip(reference.values, values, strict=True):
            problems += deviations(one, other, zeros=zeros)
    return Outcome(case, tuple(problems), values)


def _problems(
    step: Mapping[str, Any], answer: Mapping[str, Any], hosts: Sequence[Host], *, zeros: bool
) -> Iterator[str]:
    expect = step.get("expect", {})
    error = answer.get("error")
    if "error" in expect:
        if error is None:
            yield f"returned {answer.get('value')!r}, where {expect['error']['kind']} was expected"
            return
        yield from differences(_filled(expect["error"], hosts), error, "error", zeros=zeros)
        for text in expect.get("says", ()):
            if text not in error["message"]:
                yield f"does not say {text!r}: {error['message']}"
        if error["message"].count("look at ") > 1:
            yield f"says twice what to do: {error['message']}"
    elif error is not None:
        yield f"is {error['kind']}: {error['message']}"
        return
    else:
        if expect.get("value", ANYTHING) != ANYTHING:
            yield from differences(expect["value"], answer.get("value"), "value", zeros=zeros)
        elif "value" in expect and "value" not in answer:
            yield "returned nothing"
        for path, wanted in expect.get("value_at", {}).items():
            yield from differences(wanted, at(path, answer.get("value")), path, zeros=zeros)
    yield from _of_time(expect, answer)
    if "sent" in step:
        yield from _of_the_request(step["sent"], hosts)


def _of_time(expect: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    waits = answer.get("waits", [])
    if "at_most" in expect and answer.get("seconds", 0.0) > expect["at_most"]:
        yield f"took {answer['seconds']:.2f} s, not at most {expect['at_most']:g} s"
    if sum(waits) < expect.get("waited_at_least", 0.0):
        yield f"waited {waits}, not {expect['waited_at_least']:g} s"
    if "waits" in expect and [round(wait, 2) for wait in waits] != expect["waits"]:
        yield f"waited {waits}, not {expect['waits']}"


def _of_the_request(sent: Mapping[str, Any], hosts: Sequence[Host]) -> Iterator[str]:
    """Yield where the last request is not what it should be."""
    requests = [request for each in hosts if isinstance(each, Server) for request in each.received]
    if not requests:
        yield "nothing was sent"
        return
    last = requests[-1]
    method, _, target = last.line.partition(" ")
    path, _, query = target.partition("?")
    body = last.body.decode()
    found: dict[str, Any] = {
        "line": f"{method} {path}",
        "query": sorted(list(pair) for pair in parse_qsl(query, keep_blank_values=True)),
        "body": json.loads(body) if body else None,
    }
    for name, wanted in sent.items():
        if name == "headers":
            headers = {key: KEY if value == "{key}" else value for key, value in wanted.items()}
            yield from differences(headers, last.headers, "header")
        elif name == "body_text":
            if wanted not in body:
                yield f"the body is {body}, without {wanted}"
        elif found[name] != (sorted(wanted) if name == "query" else wanted):
            yield f"{name} is {found[name]!r}, not {wanted!r}"


def _of_the_case(case: Case, hosts: Sequence[Host], said: Mapping[str, Any]) -> Iterator[str]:
    for number, (each, wanted) in enumerate(zip(hosts, case.received or (), strict=False)):
        found = [line.partition("?")[0] for line in each.acted]
        if wanted is not None and found != list(wanted):
            yield f"host {number} got {found}, not {list(wanted)}"
    for each in hosts:
        trap = getattr(each, "trap", None)
        if trap is not None and trap.connections:
            yield "the target of a redirect was contacted"
    for text in case.log_has:
        if not any(text in line for line in said.get("log", ())):
            yield f"nothing logged has {text!r}: {said.get('log')}"
    if case.drift is not None:
        drift = said.get("drift") or []
        if len(drift) != len(case.drift):
            yield f"reported {drift}, not {case.drift}"
        else:
            yield from differences(list(case.drift), drift, "drift")
    if case.events is not None and said.get("events") != list(case.events):
        yield f"the hooks were told {said.get('events')}, not {list(case.events)}"


def _filled(wanted: Any, hosts: Sequence[Host]) -> Any:
    """Return what a case expects, with the URLs of its hosts."""
    if isinstance(wanted, Mapping):
        return {key: _filled(value, hosts) for key, value in wanted.items()}
    if isinstance(wanted, (list, tuple)):
        return [_filled(value, hosts) for value in wanted]
    if isinstance(wanted, str) and wanted.startswith("{host "):
        return hosts[int(wanted[6:-1])].url
    return wanted
