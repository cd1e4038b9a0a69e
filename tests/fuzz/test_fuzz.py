"""Whatever one field of an answer turns into, the call returns, and nothing else in it changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import replaced
from tests.fuzz.runner import SAMPLES, Caller, check, payload, places, run

from octaspace_sdk import DecodeError
from octaspace_sdk.decoding import decoder as decoding
from octaspace_sdk.decoding import tolerant

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = [(operation, sample, place) for operation, sample in SAMPLES for place in places(payload(sample))]


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller()


def test_five_thousand_mutants():
    assert not [str(failure) for failure in run(1, range(5_000))]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(field=st.sampled_from(FIELDS), value=JSON)
def test_any_json_in_any_field(caller, field, value):
    operation, sample, place = field
    one = replaced(payload(sample), place, value)
    assert not check(caller, operation, sample, one), (operation, str(one))


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(items=st.lists(JSON, max_size=4))
def test_list_of_anything_is_a_list(caller, items):
    assert len(caller.call("sessions.list", json.dumps(items).encode())) == len(items)


def without_tolerant_path(decoder, response, read, operation):
    raise DecodeError("the answer does not fit")


def never_reporting(part, value, report):
    found = part.read(value, report)
    return value if found is tolerant._MISFIT else found


def losing_what_does_not_fit(part, value, report):
    found = part.read(value, report)
    if found is tolerant._MISFIT:
        report(part.place, value)
        return None
    return found


@pytest.mark.parametrize(
    ("where", "name", "bug"),
    [
        (decoding.Decoder, "_tolerant", without_tolerant_path),
        (tolerant._Part, "kept", never_reporting),
        (tolerant._Part, "kept", losing_what_does_not_fit),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_planted_bug_is_found(monkeypatch, where, name, bug):
    monkeypatch.setattr(where, name, bug)
    failures = run(1, range(500))
    assert failures
    assert f"--seed 1 --only {failures[0].number}" in str(failures[0])
    again = run(1, range(failures[0].number, failures[0].number + 1))
    assert str(again[0]) == str(failures[0])
