"""Whatever one field of an answer turns into, the call returns, and nothing else in it changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import replaced
from tests.fuzz.oracle import hints, misfits, models
from tests.fuzz.runner import SAMPLES, Caller, check, payload, places, run

from octaspace_sdk import DecodeError

pytestmark = pytest.mark.slow

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


def test_two_thousand_mutants():
    """Of those of `make fuzz`."""
    assert not [str(failure) for failure in run(1, range(2_000))]


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


class RefusingCaller(Caller):
    """As if there were no tolerant path."""

    def call(self, operation, content):
        value = super().call(operation, content)
        if self.drifts:
            raise DecodeError("the answer does not fit")
        return value


class SilentCaller(Caller):
    """As if no drift were reported."""

    def call(self, operation, content):
        value = super().call(operation, content)
        self.drifts.clear()
        return value


class LosingCaller(Caller):
    """As if a value that does not fit were lost."""

    def call(self, operation, content):
        value = super().call(operation, content)
        for model in models(value):
            for name, hint in hints(type(model)).items():
                if any(misfits(getattr(model, name), hint)):
                    object.__setattr__(model, name, None)
        return value


@pytest.mark.parametrize("faulty", [RefusingCaller, SilentCaller, LosingCaller])
def test_planted_bug_is_found(faulty):
    failures = run(1, range(500), faulty())
    assert failures
    assert f"--seed 1 --only {failures[0].number}" in str(failures[0])
    again = run(1, range(failures[0].number, failures[0].number + 1), faulty())
    assert str(again[0]) == str(failures[0])
