"""`--drift --apply` writes into openapi.yaml what has changed and nothing else, and code is generated from that."""

from __future__ import annotations

import difflib
import json
import sys
import textwrap
from typing import Any

import pytest
from generator.build import build_api
from generator.document import Document
from tests.smoke.conftest import drifted
from tests.support.project import Project
from tests.support.recorder import answer

from octaspace_sdk.smoke.__main__ import main
from octaspace_sdk.smoke.yaml_edit import load_document

pytestmark = pytest.mark.slow


def changed_lines(before: str, after: str) -> list[str]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return [line for line in lines if line[0] in "+-"]


def test_only_what_differs_is_written(apply_drift):
    def change(path: str, value: Any) -> None:
        if path == "/nodes":
            value[0]["state"] = "paused"
            for node in value:
                node["slot"] = 5
                del node["osn"]

    run = apply_drift(change)
    assert run.status == 0, run.output
    node = load_document(run.before)["components"]["schemas"]["Node"]
    required, words = node["required"], node["properties"]["state"]["x-known-words"]
    assert changed_lines(run.before, run.after) == [
        f"-      required: [{', '.join(required)}]",
        f"+      required: [{', '.join(name for name in required if name != 'osn')}]",
        f"-          x-known-words: [{', '.join(words)}]",
        f"+          x-known-words: [{', '.join([*words, 'paused'])}]",
        "+        slot:",
        "+          type: integer",
        "+          description: Not described yet.",
        "+          examples: [1]",
    ]
    assert "vanished: nodes.list [].osn is required, not in" in run.output
    assert "new words: nodes.list [].state can also be paused" in run.output


def test_field_under_another_name_is_an_alias_unless_it_has_a_unit(apply_drift):
    def change(path: str, value: Any) -> None:
        if path == "/services/vpn":
            for relay in value:
                relay["country_name"] = relay.pop("country")
                relay["traffic_price"] = relay.pop("traffic_price_usd")

    properties = apply_drift(change).schemas["VPNRelay"]["properties"]
    assert properties["country"]["x-aliases"] == ["country_name"]
    assert "country_name" not in properties
    assert properties["traffic_price"]["description"] == "Not described yet."


def test_items_of_a_listing_that_came_within_an_object_stay_what_they_are(apply_drift):
    def change(path: str, value: Any) -> Any:
        if path == "/nodes":
            value[0]["slot"] = 5
            return {"data": value, "total": len(value)}
        return None

    run = apply_drift(change)
    content = load_document(run.after)["paths"]["/nodes"]["get"]["responses"]["200"]["content"]
    listing, envelope = content["application/json"]["schema"]["oneOf"]
    assert listing["items"] == envelope["properties"]["data"]["items"] == {"$ref": "#/components/schemas/Node"}
    assert run.schemas["Node"]["properties"]["slot"]["type"] == "integer"
    assert "nodes.find could" not in run.output  # ids are found in the envelope


PRIVATE = [
    "Grace Hopper",
    "grace@corp.example",
    "198.51.100.77",
    "b3a1c6c0-1f0a-4f4e-9f0e-2f6f3c1d9a11",
    "https://corp.example/me",
    "4155550123",
]


def test_samples_are_made_up(apply_drift):
    def change(path: str, value: Any) -> None:
        if path == "/accounts":
            value |= {f"field_{index}": text for index, text in enumerate(PRIVATE)} | {"count": 271828}

    run = apply_drift(change)
    assert not [text for text in [*PRIVATE, "271828"] if text in run.after or text in run.output]
    properties = run.schemas["Account"]["properties"]
    assert [properties[f"field_{index}"]["examples"] for index in range(len(PRIVATE))] == [
        ["text"],
        ["user@example.net"],
        ["203.0.113.1"],
        ["00000000-0000-4000-8000-000000000000"],
        ["https://example.net/"],
        ["1"],
    ]
    assert properties["count"]["examples"] == [100000]


def test_operation_that_is_gone_is_said_and_left_to_decide(apply_drift):
    run = apply_drift(lambda path, value: answer({"message": "no"}, 404) if path == "/apps" else None)
    assert (run.status, run.after) == (3, run.before)
    assert "apps.list is gone: GET /apps answered 404; delete it from openapi.yaml, or mark it" in run.output


def test_optional_field_that_no_answer_has_is_said(apply_drift):
    def change(path: str, value: Any) -> None:
        if path == "/nodes":
            for node in value:
                for gpu in node["system"]["gpus"]:
                    gpu.pop("pstate", None)

    run = apply_drift(change)
    assert (run.status, run.after) == (0, run.before)
    [line] = [line for line in run.output.splitlines() if line.startswith("not in any answer, rare or gone: ")]
    assert "nodes.list [].system.gpus[].pstate" in line


def test_unit_keeps_its_type_when_text_comes(apply_drift):
    def change(path: str, value: Any) -> None:
        if path == "/accounts":
            value["balance"] = "12 OCTA"

    balance = apply_drift(change).schemas["Account"]["properties"]["balance"]
    assert (balance["x-unit"], balance["x-type"]) == ("wei", "int")


ODD = [None, 0.5, [[1]], {"id": 1, "Id": 2, "class": [None, {"$ref": "#/x", "": 1}]}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_code_can_be_generated_whatever_came(apply_drift, odd):
    """Each field of each listing in turn is something else, and there is one more."""

    def change(path: str, value: Any) -> None:
        for item in (value if isinstance(value, list) else [value])[:1]:
            if isinstance(item, dict):
                for name in item:
                    item[name] = odd
                item["balance_octa"] = item["net-down"] = odd

    run = apply_drift(change)
    assert run.status in (0, 1), run.output
    build_api(Document(load_document(run.after)))


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_checks_survive_whatever_came(simulator, monkeypatch, capsys, odd):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    with drifted(simulator, lambda path, value: [odd] if isinstance(value, list) else dict.fromkeys(value, odd)) as api:
        assert main(["--base-url", api.url]) in (0, 1)
    assert capsys.readouterr().out.splitlines()[-1].endswith(" skipped")


@pytest.mark.parametrize(
    ("text", "words"), [("a: [", "it is not YAML"), ("- a", "it is not a mapping"), (None, "No such file")]
)
def test_file_that_cannot_be_edited_is_left(simulator, monkeypatch, capsys, tmp_path, text, words):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    path = tmp_path / "openapi.yaml"
    if text is not None:
        path.write_text(text)
    assert main(["--drift", "--apply", str(path), "--base-url", simulator.url]) == 2
    assert words in capsys.readouterr().err
    assert text is None or path.read_text() == text


def test_missing_extra_is_said(monkeypatch, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "key")
    monkeypatch.setitem(sys.modules, "octaspace_sdk.smoke.yaml_edit", None)
    assert main(["--drift", "--apply", "--base-url", "http://127.0.0.1:9"]) == 2
    assert capsys.readouterr().err == "--apply needs ruamel.yaml: pip install 'octaspace-sdk[drift]'\n"


def drift_of_a_year(path: str, value: Any) -> Any:
    """A new field, one under another name, one of another type, a new word, a vanished field, an operation gone."""
    if path == "/apps":
        return answer({"message": "not found"}, 404)
    if path == "/nodes":
        for node in value:
            node["rack"] = {"row": 3, "position": "A7"}
            node["state"] = "draining"
            del node["vrf_dt"]
    if path == "/services/vpn":
        for relay in value:
            relay["country_name"] = relay.pop("country")
    if path == "/accounts":
        value["uid"] = str(value["uid"])
        value["balance"] = str(value["balance"])
    return None


CALLER = """
    import json, sys
    from octaspace_sdk import OctaSpace
    drift = []
    with OctaSpace(base_url=sys.argv[1], on_drift=drift.append) as client:
        node, account = client.nodes.list()[0], client.accounts.profile()
        relay = client.services.vpn.list()[0]
        print(json.dumps([node.rack.row, node.rack.position, node.state, node.vrf_dt, relay.country, account.uid]))
        print(json.dumps([str(each) for each in drift]))
"""


def test_two_commands_adopt_a_drifted_api(simulator, tmp_path, monkeypatch):
    project = Project(tmp_path)
    assert project.generate().returncode == 0
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    with drifted(simulator, drift_of_a_year) as api:
        done = project.run("-m", "octaspace_sdk.smoke", "--drift", "--apply", "--base-url", api.url)
        assert done.returncode == 3, done.stdout + done.stderr  # for the operation that is gone
        assert "apps.list is gone" in done.stderr
        assert project.generate().returncode == 0
        again = project.run("-m", "octaspace_sdk.smoke", "--drift", "--base-url", api.url)
        assert "# no field differs" in again.stdout
        called = project.run("-c", textwrap.dedent(CALLER), api.url)
    assert called.returncode == 0, called.stderr
    values, drift = map(json.loads, called.stdout.splitlines())
    assert values == [3, "A7", "draining", None, values[4], values[5]]
    assert values[4]
    assert str(values[5]).isdecimal()
    assert drift == []
