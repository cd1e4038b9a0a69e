"""The table of cases that the clients of all languages hold; `make conformance-clients` runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter

import attrs
import pytest
import yaml
from conformance import case as cases_by_hand
from conformance.case import Case, MisspeltCaseError, handwritten
from conformance.compare import at, deviations, differences
from conformance.derived import derived
from conformance.described import api
from conformance.languages import LANGUAGES
from conformance.mutants import MUTANTS, ROOT, SOURCES
from conformance.runner import Driver, run

from octaspace_sdk.support import redaction

CASES = [*handwritten(), *derived()]
FEW = {
    "failover: a host that failed rests, and the next call does not ask it",
    "decoding: the report of a field that changed",
    "retries: the waits double, up to the number of retries",
    "secrets: an error that echoes the key",
}


def test_there_are_cases_of_each_group():
    groups = Counter(case.name.partition(":")[0] for case in CASES)
    assert sum(groups.values()) >= 400
    assert {"retries", "failover", "connections", "decoding", "requests", "samples", "faults"} <= groups.keys()


def test_each_case_has_a_name_of_its_own():
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


def test_each_operation_is_called():
    called = {step["call"] for case in CASES for step in case.steps if "call" in step}
    assert {operation.id for tag in api().tags for operation in tag.operations} <= called


def test_each_mutant_changes_what_is_there():
    for language, source in SOURCES.items():
        mutants = yaml.safe_load((MUTANTS / f"{language.lower()}.yaml").read_text(encoding="utf-8"))
        assert len(mutants) >= 15
        stale = [
            each["name"] for each in mutants if (ROOT / source / each["file"]).read_text().count(each["before"]) != 1
        ]
        assert stale == []


@pytest.mark.parametrize("file", ["typescript/src/runtime/executor.ts", "go/decode.go"])
def test_each_runtime_has_the_patterns_of_secrets(file):
    source = (ROOT / "clients" / file).read_text(encoding="utf-8").replace("\\/", "/")
    assert redaction.SECRET_WORD.pattern in source
    assert redaction.SECRET_FORM.pattern in source


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("host", {"hosts": [{"helthy": True}]}),
        ("answer", {"hosts": [{"answers": [{"stauts": 503}]}]}),
        ("client", {"client": {"retries": 2}}),
        ("step", {"steps": [{"call": "apps.list", "expects": {"value": []}}]}),
        ("expect", {"steps": [{"call": "apps.list", "expect": {"wait": []}}]}),
        ("error", {"steps": [{"call": "apps.list", "expect": {"error": {"kind": "APIError", "status": 400}}}]}),
        ("attempt", {"steps": [{"call": "apps.list", "expect": {"error": {"attempts": [{"hosts": "a"}]}}}]}),
        ("sent", {"steps": [{"call": "apps.list", "sent": {"header": {}}}]}),
        ("drift", {"drift": [{"paths": "uid"}]}),
    ],
)
def test_a_misspelt_key_is_refused(part, changed):
    with pytest.raises(MisspeltCaseError, match=rf"case 'any: one': {part} has no '\w+'; its keys are \w+, "):
        Case(**{"name": "any: one", "hosts": [{"healthy": True}], "steps": [{"call": "apps.list"}], **changed})


def test_a_misspelt_key_of_a_case_by_hand_is_refused(tmp_path, monkeypatch):
    (tmp_path / "retries.yaml").write_text("- {name: one, hosts: [], steps: [], recieved: []}")
    monkeypatch.setattr(cases_by_hand, "CASES", tmp_path)
    with pytest.raises(MisspeltCaseError, match=r"case 'retries: one': case has no 'recieved'; its keys are name, "):
        list(handwritten())


def test_the_readme_says_what_each_key_means():
    readme = (ROOT / "conformance/README.md").read_text(encoding="utf-8")
    keys = {
        key for keys in (*cases_by_hand.KEYS.values(), [field.name for field in attrs.fields(Case)]) for key in keys
    }
    assert [key for key in sorted(keys) if not re.search(rf"`{key}(`|: true`|: NAME`)", readme)] == []


@pytest.mark.slow
def test_the_cases_are_plain_data():
    done = subprocess.run([sys.executable, "-m", "conformance", "--list"], capture_output=True, check=True)
    assert len(json.loads(done.stdout)) == len(CASES)


@pytest.mark.slow
def test_a_few_cases_hold_for_the_client_of_reference(trusted):
    with Driver(LANGUAGES[0].driver, os.environ) as driver:
        outcomes = [run(case, driver) for case in CASES if case.name in FEW]
    assert [outcome.problems for outcome in outcomes] == [()] * len(FEW)


@pytest.mark.slow
@pytest.mark.parametrize(("call", "arguments"), [("rented", {"service": "none"}), ("apps.none", {})])
def test_the_driver_of_reference_calls_nothing_that_there_is_not(call, arguments, capfd):
    with Driver(LANGUAGES[0].driver, os.environ) as driver:
        driver.ask(do="open", client={"api_key": "k", "base_urls": ["http://127.0.0.1:1"]})
        answer = driver.ask(do="call", call=call, arguments=arguments)
    assert answer["error"]["kind"] == "driver"
    assert (f"services.{arguments['service']}.create" if arguments else call) in capfd.readouterr().err


@pytest.mark.slow
def test_a_client_that_ends_holds_nothing():
    case = next(case for case in CASES if case.name in FEW)
    with Driver((sys.executable, "-c", ""), os.environ) as driver:
        assert "the driver ended with 0" in run(case, driver).problems[0]


@pytest.mark.parametrize(
    ("wanted", "found", "differs"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, {"a": 2}, True),
        ({"a": True}, {"a": 1}, True),
        ([1, 2], [1], True),
        ({"decimal": "0.10"}, "0.1", False),
        ({"decimal": "0.1"}, "0.10000000000000001", True),
        ({"time": "2026-04-14T09:12:45+00:00"}, "2026-04-14T09:12:45Z", False),
        ({"lacks": "secret"}, "a secret", True),
        (31428028938060847852, 31428028938060847853, True),
    ],
)
def test_what_differs_is_found(wanted, found, differs):
    assert bool(list(differences(wanted, found))) == differs


def test_the_whole_values_of_two_clients_are_compared():
    assert list(deviations({"a": [1, None]}, {"a": [1, 2]})) == ["a.1 is 2, and None in the reference"]
    assert list(deviations({"a": None}, {"a": 0}, zeros=True)) == []
    assert list(deviations({"a": None}, {"a": 0})) != []
    assert at("a.1.b.c", {"a": [0, {"b.c": 3}]}) == 3
