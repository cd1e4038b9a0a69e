"""Calls an operation with a mutant of its sample and says what does not hold."""

from __future__ import annotations

import codecs
import pprint
from functools import cache
from random import Random
from typing import Any

import attrs
import httpx
from tests.fuzz.mutations import HARMLESS, Mutant, Place, at, mutant, places, written
from tests.fuzz.oracle import misfits, models, nulls, plain, use
from tests.support.operations import BY_ID
from tests.support.recorder import load
from tests.support.samples import TABLE, WITH_ALIASES

from octaspace_api.model import Model
from octaspace_sdk import DecodeError, Drift, OctaSpace, OctaSpaceError, ProvisionRejectedError

SAMPLES = [
    (operation, sample) for operation, sample, kind, _ in TABLE if kind is not type(None) and sample not in WITH_ALIASES
]
SAMPLES += [("services.mr.create", "services/mr/create_rejected_http_200.json")]
"""Every operation that decodes an answer, with every sample of it."""

CREATES = {"services.mr.create", "services.vpn.create", "services.render.create"}
QUIRKS = CREATES | {"accounts.balance", "accounts.generate_wallet", "idle_jobs.logs"}
ESSENTIAL = {"accounts.balance": "balance", "idle_jobs.logs": "data"} | dict.fromkeys(CREATES, "uuid")
"""Without this field there is no answer, and a call may fail."""


class SilentLogger:
    """Reports of drift are collected by a callback; their text is not of interest."""

    def debug(self, message: str) -> None: ...

    warning = error = debug


class Caller:
    """A client whose answers come from memory: its `http_client` has a transport without a network."""

    def __init__(self) -> None:
        self.drifts: list[Drift] = []
        self._content = b""
        self._client = OctaSpace(
            "key",
            base_url="http://127.0.0.1:9",
            logger=SilentLogger(),
            on_drift=self.drifts.append,
            http_client=httpx.Client(transport=httpx.MockTransport(self._respond), verify=False),
        )

    def call(self, operation: str, content: bytes) -> Any:
        """Calls an operation that is answered with these bytes; `drifts` then has what it reported."""
        self.drifts.clear()
        self._content = content
        return BY_ID[operation].call(self._client)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(self._content))


@attrs.frozen
class Failure:
    """A mutant for which something does not hold."""

    operation: str
    sample: str
    mutant: Mutant
    problem: str
    seed: int
    number: int

    def __str__(self) -> str:
        again = f"python -m tests.fuzz --seed {self.seed} --only {self.number}"
        return f"{self.operation} ({self.sample}), {self.mutant}\n    {self.problem}\n    again: {again}"


def run(seed: int, numbers: range, caller: Caller | None = None) -> list[Failure]:
    """Tries the mutants with these numbers; the samples take turns."""
    caller = caller or Caller()
    failures = []
    for number in numbers:
        operation, sample = SAMPLES[number % len(SAMPLES)]
        one = mutant(payload(sample), Random(f"{seed}:{number}"))
        problem = check(caller, operation, sample, one)
        if problem:
            failures.append(Failure(operation, sample, one, problem, seed, number))
    return failures


def check(caller: Caller, operation: str, sample: str, one: Mutant) -> str:
    """What does not hold, in words; empty when all does."""
    try:
        found = caller.call(operation, one.content)
    except OctaSpaceError as error:
        return "" if _may_fail(operation, sample, one, error) else f"raised {type(error).__name__}: {error}"
    except Exception as error:
        return f"{type(error).__name__} came through: {error}"
    try:
        _check(caller, operation, sample, one, found)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _may_fail(operation: str, sample: str, one: Mutant, error: OctaSpaceError) -> bool:
    """Only where there is no usable answer at all."""
    if sample == "services/mr/create_rejected_http_200.json":
        return isinstance(error, (DecodeError, ProvisionRejectedError))
    step = ESSENTIAL.get(operation)
    top = not isinstance(one.place[0], str) and len(one.place) == 1 if one.place else False
    return isinstance(error, DecodeError) and step is not None and (step in one.place[-1:] or top)


def _check(caller: Caller, operation: str, sample: str, one: Mutant, found: Any) -> None:
    whole = wholes(operation, sample)
    kind = [type(whole[0])] if isinstance(whole, list) else type(whole)
    reported = [drift.path for drift in caller.drifts]
    assert len(reported) == len(set(reported)), f"reported more than once: {reported}"
    for model in models(found):
        use(model)
    if operation in QUIRKS:
        _check_quirk(operation, one, found, whole)
        return
    hint = list[kind[0]] if isinstance(kind, list) else kind
    expected = set(misfits(found, hint)) | _left_out(one, whole)
    # Within an object that came in place of another, what is missing and what is null look the same.
    expected |= {path for path in nulls(found) if path in reported and path.startswith(f"{_path(one.place)}.")}
    assert set(reported) == expected, f"reported {sorted(reported)}, but what does not fit is {sorted(expected)}"
    _assert_same(_mended(plain(found), one, whole), plain(whole))
    if one.way in HARMLESS and not _is_free(whole, one.place):
        assert not reported, f"another form of the same is reported: {reported}"
        _assert_same(plain(found), plain(whole))
    if not reported:
        again = tolerantly(caller, operation, one.content)
        assert not caller.drifts, f"the tolerant path alone reports {[drift.path for drift in caller.drifts]}"
        _assert_same(plain(again), plain(found))


def _check_quirk(operation: str, one: Mutant, found: Any, whole: Any) -> None:
    if operation in CREATES and "uuid" not in one.place:
        assert found.uuid == whole.uuid, f"the session is {found.uuid!r}"
    if operation == "accounts.generate_wallet":
        kept = [field.name for field in attrs.fields(type(whole)) if field.name not in ("address", *one.place)]
        for name in kept:
            assert getattr(found, name) == getattr(whole, name), f"{name} is {getattr(found, name)!r}"
    if operation == "idle_jobs.logs" and one.place[:1] == ("data",) and len(one.place) > 1:
        lost = [line for number, line in enumerate(whole.splitlines()) if number != one.place[1] and line not in found]
        assert not lost, f"lost the lines {lost}"


def _left_out(one: Mutant, whole: Any) -> set[str]:
    """The place of a promised field that is not there; None may be of its type, and is reported all the same."""
    if one.way not in ("drop", "rename"):
        return set()
    owner = attribute(whole, one.place[:-1])
    if not isinstance(owner, Model):
        return set()
    field = attrs.fields_dict(type(owner)).get(str(one.place[-1]))
    if field is None or field.default is not attrs.NOTHING:
        return set()
    return {_path(one.place)}


def _path(place: Place) -> str:
    """A place as a report names it."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def _mended(found: Any, one: Mutant, whole: Any) -> Any:
    """What was found, with the change undone in it."""
    if not one.place or one.way in HARMLESS - {"quote", "point", "add"}:
        return found
    before, step = plain(whole), one.place[-1]
    owner, old_owner = at(found, one.place[:-1]), at(before, one.place[:-1])
    if one.way == "drop item":
        owner.insert(step, old_owner[step])
    elif one.way in ("repeat item", "insert item"):
        del owner[step]
    elif isinstance(owner, list) or step in old_owner:
        owner[step] = old_owner[step]
    if isinstance(attribute(whole, one.place[:-1]), dict):
        for name in set(owner) - set(old_owner):  # an open map keeps what was added
            del owner[name]
    return found


def _is_free(whole: Any, place: Place) -> bool:
    """Whether a place lies in an open map, or takes text, and so keeps what comes as it comes."""
    for length in range(len(place)):
        owner = attribute(whole, place[:length])
        if isinstance(owner, dict):
            return True
    value = attribute(whole, place) if place else None
    owner = attribute(whole, place[:-1]) if place else None
    return (
        isinstance(owner, Model)
        and "str" in str(type(owner).__annotations__.get(str(place[-1])))
        and not isinstance(value, list)
    )


def attribute(value: Any, place: Place) -> Any:
    """What a payload's path leads to in decoded models; None where they do not have it."""
    for step in place:
        if isinstance(value, Model):
            value = getattr(value, str(step), None)
        elif isinstance(value, (list, dict)):
            value = value[step]
        else:
            return None
    return value


def _assert_same(found: Any, wanted: Any) -> None:
    if _ordered(found) == _ordered(wanted):
        return
    odd = [
        place
        for place in places(wanted)
        if not isinstance(at(wanted, place), (dict, list)) and repr(_at(found, place)) != repr(at(wanted, place))
    ]
    shown = [f"{place} is {_at(found, place)!r}, not {at(wanted, place)!r}"[:200] for place in odd[:2]]
    raise AssertionError(f"untouched fields have changed: {'; '.join(shown) or 'there are more of them'}")


def _ordered(value: Any) -> str:
    """A value as text that tells 1 from 1.0 and True, and not the order of keys; NaN is equal to itself."""
    return pprint.pformat(value, width=1_000_000)


def _at(value: Any, place: Place) -> Any:
    try:
        return at(value, place)
    except (KeyError, IndexError, TypeError):
        return "nothing"


def tolerantly(caller: Caller, operation: str, content: bytes) -> Any:
    """The same call on the tolerant path, also where the fast one would do: only the former takes a byte order mark."""
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return caller.call(operation, content if marked else codecs.BOM_UTF8 + content)


@cache
def payload(sample: str) -> Any:
    return load(sample)


@cache
def wholes(operation: str, sample: str) -> Any:
    """What the sample itself comes to."""
    try:
        return Caller().call(operation, written(payload(sample)))
    except ProvisionRejectedError:
        return None
