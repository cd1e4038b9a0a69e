"""Models print in a line without secrets, are compared, copied and pickled, and are plain JSON again."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import attrs
import pytest
from tests.support.decoding import decode
from tests.support.description import first_names
from tests.support.recorder import load
from tests.support.samples import TABLE

from octaspace_api.model import Model
from octaspace_api.models import NodePrices, Session

SAMPLES = {name: (kind, load(name)) for _, name, kind, _ in TABLE if issubclass(kind, Model) and name.endswith("json")}
MODELS = {name: one for name, one in SAMPLES.items() if "create" not in name}
EACH = pytest.mark.parametrize("name", MODELS)
ODD = [
    None,
    True,
    1.5,
    10**5000,
    "x" * 500,
    ["a", {"b": 1}],
    {"c": [1]},
    float("nan"),
    json.loads("[" * 400 + "]" * 400),
]
SECRET = "hunter2-swordfish"


def plain(value: Any) -> Any:
    return [one.to_dict() for one in value] if isinstance(value, list) else value.to_dict()


def unquoted(value: Any) -> Any:
    """Quoted digits as numbers, and quoted arrays as arrays: the two forms that decoding makes one."""
    if isinstance(value, dict):
        quoted = ("charge_amount", "duration", "balance", "started_at", "finished_at", "rx", "tx", "termination_reason")
        lists = ("ports", "http_ports")
        return {
            key: json.loads(one) if key in quoted + lists and isinstance(one, str) and "T" not in one else unquoted(one)
            for key, one in value.items()
        }
    return [unquoted(one) for one in value] if isinstance(value, list) else value


@EACH
def test_a_sample_is_plain_json_again(name):
    kind, payload = MODELS[name]
    found = plain(decode(payload, kind))
    assert found == unquoted(first_names(payload))
    assert json.dumps(found, allow_nan=False) == json.dumps(plain(decode(payload, kind)))


@EACH
def test_a_copy_is_equal_and_as_plain(name):
    kind, payload = MODELS[name]
    value = decode(payload, kind)
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert other == value
        assert plain(other) == plain(value)
        assert repr(other) == repr(value)


def test_null_and_left_out_stay_two_things_but_for_equality():
    [named], [left_out] = (
        decode([{"uuid": "u", "service": "mr", "duration": None, "started_at": 1, "charge_amount": 1} | more], Session)
        for more in ({"urls": None, "rx": None, "prices": None}, {})
    )
    assert named == left_out
    assert named.to_dict().keys() - left_out.to_dict().keys() == {"urls", "rx", "prices"}
    assert left_out.to_dict()["duration"] is None


def test_required_field_that_was_missing_is_not_invented():
    prices = decode({"base": 1, "storage": None}, NodePrices)
    assert prices.to_dict() == {"base": 1, "storage": None}
    assert pickle.loads(pickle.dumps(prices)).to_dict() == prices.to_dict()


def test_what_to_dict_returns_is_the_callers():
    session = decode(load("sessions/active.json"), Session)[0]
    session.to_dict()["urls"].clear()
    session.to_dict()["node_hw"]["gpu"].clear()
    assert session.urls
    assert session.node_hw.gpu


@pytest.mark.parametrize("odd", ODD, ids=lambda one: type(one).__name__)
@EACH
def test_a_drifted_value_in_any_field_can_be_shown_compared_copied_and_made_plain(name, odd):
    kind, payload = MODELS[name]
    first = decode(payload, kind)[0] if isinstance(payload, list) else decode(payload, kind)
    for field in attrs.fields(type(first)):
        one = copy.copy(first)
        object.__setattr__(one, field.name, odd)
        assert len(repr(one)) < 700
        assert one.to_dict().get(field.name) == odd or odd != odd
        for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
            assert other == one or odd != odd
            assert repr(other) == repr(one)


@EACH
def test_a_repr_is_one_short_line(name):
    kind, payload = MODELS[name]
    value = decode(payload, kind)
    for one in value if isinstance(value, list) else [value]:
        assert len(repr(one)) <= 400
        assert "\n" not in repr(one)
        assert "None" not in repr(one)


def secrets(node: Any, masked: bool = False) -> Any:
    """A payload with the secret as every text below a field that is one."""
    names = ("wallet", "address", "ssh_direct", "ssh_proxy", "ssh_web", "user_envs", "config", "envs")
    if isinstance(node, dict):
        return {key: secrets(one, masked or key in names) for key, one in node.items()}
    if isinstance(node, list):
        return [secrets(one, masked) for one in node]
    return SECRET if masked and isinstance(node, str) else node


@pytest.mark.parametrize("name", ["sessions/active.json", "services/session/info_mr.json", "accounts/profile.json"])
def test_secrets_are_masked_also_in_lists(name):
    kind, payload = MODELS[name]
    value = decode(secrets(payload), kind)
    assert SECRET in json.dumps(plain(value))
    for shown in (repr(value), str(value), repr([value]), repr({"a": value}), f"{value}"):
        assert SECRET not in shown
    assert "'***'" in repr(value)
