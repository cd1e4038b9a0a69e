"""openapi.yaml keeps the conventions that the generator and the readers of the code rely on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from generator.python.names import TAKEN_BY_CLIENT
from generator.vocabulary import KINDS, UNITS
from tests.support.description import DOCUMENT, ROOT, SCHEMAS, faults, operation, operations, pointer, resolve

import octaspace_sdk
from octaspace_sdk.resources.sessions import Service
from octaspace_sdk.simulator.api.session_payloads import V2RAY_PROTOCOLS, VPN_KINDS

REQUESTS = {"MachineRentalRequest", "SingleRentalRequest", "VPNRequest"}
PUBLIC = {"network.info", "apps.list"}
EXTENSIONS = {word for words in KINDS.values() for word in words if word.startswith("x-")}

UNKNOWN_KEYS = "the service may ignore them, and search() chooses among what it lists"

EACH_OPERATION = pytest.mark.parametrize(
    ("method", "path", "data"), [pytest.param(*one, id=one[2]["operationId"]) for one in operations()]
)
PROPERTIES = [(name, key, schema) for name in SCHEMAS for key, schema in SCHEMAS[name].get("properties", {}).items()]


def walk(node: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every object and list of the description with its place; examples and defaults are data and left out."""
    yield place, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if key not in ("example", "examples", "default"):
            yield from walk(value, f"{place}/{key}")


def parameters(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [resolve(one["$ref"]) if "$ref" in one else one for one in data.get("parameters", ())]


def test_every_operation_has_an_id_of_its_own() -> None:
    stated = [data["operationId"] for _, _, data in operations()]
    assert len(stated) == len(set(stated)) >= 23


@EACH_OPERATION
def test_operation_has_one_tag_and_is_named_after_it(method: str, path: str, data: dict[str, Any]) -> None:
    (tag,) = data["tags"]
    assert re.fullmatch(re.escape(tag) + r"\.[a-z][a-z_]*", data["operationId"])
    assert tag in {one["name"] for one in DOCUMENT["tags"]}


@EACH_OPERATION
def test_operation_is_documented(method: str, path: str, data: dict[str, Any]) -> None:
    assert data["summary"]
    assert not data["summary"].endswith(".")
    for parameter in parameters(data):
        assert parameter["description"], parameter["name"]


@EACH_OPERATION
def test_operation_states_its_answers(method: str, path: str, data: dict[str, Any]) -> None:
    codes = set(data["responses"])
    successes = {code for code in codes if code.startswith("2")}
    assert successes
    assert {"400", "429", "5XX"} <= codes
    assert ("401" in codes) == (data.get("security") != [])
    for code in codes - successes:
        assert set(data["responses"][code]) == {"$ref"}


@EACH_OPERATION
def test_operation_shows_what_it_sends_and_answers(method: str, path: str, data: dict[str, Any]) -> None:
    answers = [resolve(pointer("paths", path, method, "responses", code)) for code in data["responses"]]
    for part in [*answers, *([data["requestBody"]] if "requestBody" in data else [])]:
        for kind, media in part.get("content", {}).items():
            assert kind == "application/octet-stream" or "example" in media or "examples" in media
            shown = [media["example"]] if "example" in media else []
            shown += [one["value"] for one in media.get("examples", {}).values()]
            assert [faults(one, media["schema"]) for one in shown] == [[]] * len(shown)


@pytest.mark.parametrize("name", DOCUMENT["components"]["responses"])
def test_error_responses_are_alike(name: str) -> None:
    response = DOCUMENT["components"]["responses"][name]
    reference = {"$ref": f"#/components/responses/{name}"}
    if any(reference == data["responses"].get("200") for _, _, data in operations()):
        return
    assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
    retried = name in ("TooManyRequests", "ServerError")
    assert set(response["headers"]) == {"X-Request-Id"} | ({"Retry-After"} if retried else set())
    assert ("text/html" in response["content"]) == (name == "ServerError")


def test_a_key_is_needed_except_where_the_api_is_public() -> None:
    assert DOCUMENT["security"] == [{"apiKey": []}]
    scheme = DOCUMENT["components"]["securitySchemes"]["apiKey"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")
    assert {data["operationId"] for _, _, data in operations() if data.get("security") == []} >= PUBLIC


def test_head_of_the_description() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["title"] == "OctaSpace API"
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", DOCUMENT["info"]["version"])
    assert [one["url"] for one in DOCUMENT["servers"]] == ["https://api.octa.space", "https://api.octa.computer"]
    assert all(tag["description"] for tag in DOCUMENT["tags"])
    assert {tag["name"]: tag["x-handle"] for tag in DOCUMENT["tags"] if "x-handle" in tag} == {
        "services.session": "uuid"
    }


def test_the_reboot_and_the_stop_break_the_meaning_of_their_methods() -> None:
    stated = {data["operationId"]: data["x-idempotent"] for _, _, data in operations() if "x-idempotent" in data}
    assert stated.items() >= {"nodes.reboot": False, "services.session.stop": True}.items()


def test_idempotence_is_stated_only_against_the_method() -> None:
    for method, _, data in operations():
        assert data.get("x-idempotent") is not (method not in ("post", "patch")), data["operationId"]


def test_what_is_safe_to_repeat_against_its_method_says_why() -> None:
    safe = {data["operationId"] for _, _, data in operations() if data.get("x-idempotent")}
    assert {data["operationId"] for _, _, data in operations() if data.get("x-idempotent-reason")} == safe


def test_returned_types_that_are_not_the_schema() -> None:
    stated = {data["operationId"]: data["x-returns"] for _, _, data in operations() if "x-returns" in data}
    expected = {
        "accounts.balance": "int",
        "accounts.generate_wallet": "Wallet",
        "nodes.download_ident": "bytes",
        "nodes.download_logs": "bytes",
        "nodes.update_prices": "None",
        "nodes.reboot": "None",
        "services.mr.create": "SessionCreated",
        "services.vpn.create": "SessionCreated",
        "services.render.create": "SessionCreated",
        "services.session.stop": "None",
        "idle_jobs.logs": "str",
    }
    assert stated.items() >= expected.items()


def test_schemas_and_properties_are_documented() -> None:
    assert all(re.fullmatch(r"[A-Z][A-Za-z]*", name) for name in SCHEMAS)
    assert [name for name in SCHEMAS if not sentence(SCHEMAS[name])] == []
    assert [(owner, key) for owner, key, schema in PROPERTIES if not sentence(schema)] == []


def sentence(schema: dict[str, Any]) -> bool:
    text = schema.get("description", "")
    return text.endswith(".") and "\n" not in text


def test_schema_requires_only_what_it_has() -> None:
    for name, schema in SCHEMAS.items():
        assert set(schema.get("required", ())) <= set(schema["properties"]), name


def test_what_the_server_sends_is_open() -> None:
    for _, _, data in operations():
        for _, node in reachable(data["responses"]):
            assert not isinstance(node, dict) or node.get("additionalProperties") is not False, data["operationId"]


def reachable(node: Any) -> Iterator[tuple[str, Any]]:
    """Every part of a part of the description, and of what it refers to."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        for place, each in walk(waiting.pop()):
            yield place, each
            reference = each.get("$ref") if isinstance(each, dict) else None
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(resolve(reference))


def test_units_are_known() -> None:
    for owner, key, schema in PROPERTIES:
        if "x-unit" in schema:
            assert schema["x-unit"] in UNITS, f"{owner}.{key}"
            text = "string" in kinds(schema)
            number = {"integer", "number"} & kinds(schema)
            assert text if schema["x-unit"] == "timestamp" else number, f"{owner}.{key}"


def test_amounts_name_a_price_that_is_there() -> None:
    priced = [(SCHEMAS[owner], schema) for owner, _, schema in PROPERTIES if "x-market-price" in schema]
    assert len(priced) >= 2
    for owner, schema in priced:
        assert schema["x-unit"] == "wei"
        for step in schema["x-market-price"].split("."):
            found = owner["properties"][step]
            others = [one for one in found.get("oneOf", [found]) if "$ref" in one]
            owner = resolve(others[0]["$ref"]) if others else found
        assert kinds(owner) == {"number"}


def kinds(schema: dict[str, Any]) -> set[str]:
    kind = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def test_examples_of_a_property_fit_it() -> None:
    for owner, key, schema in PROPERTIES:
        for example in schema.get("examples", ()):
            assert faults(example, schema) == [], f"{owner}.{key}"


def test_defaults_fit_and_are_for_required_keys() -> None:
    for owner, key, schema in PROPERTIES:
        if "default" in schema:
            assert faults(schema["default"], schema) == [], f"{owner}.{key}"
            assert key in SCHEMAS[owner]["required"], f"{owner}.{key}"


def test_two_json_types_for_one_meaning_name_one_type() -> None:
    several = {(owner, key): schema for owner, key, schema in PROPERTIES if {"integer", "string"} <= kinds(schema)}
    # These have two meanings: a number or a word, and are shown as they come.
    ids = {(name, key) for name in REQUESTS for key in ("organization_id", "project_id")}
    for place in {("Error", "code"), ("SessionCreated", "status"), ("ProvisionRejection", "status"), *ids}:
        assert several.pop(place)
    for place, schema in several.items():
        assert schema["x-type"] == "int", place
        assert schema["pattern"] in ("^[0-9]+$", "^[0-9]*$"), place


def test_units_by_name() -> None:
    """Amounts and times that get derived properties; a new field with such a name needs its unit, too."""
    expected = {
        r".*_wei|base|storage|traffic|balance|charge_amount": "wei",
        r"(base|storage|traffic)_usd": "usd-e4",
        r"net_(down|up)_mbits": "bandwidth",
        r"started_at|ts": "unix-ms",
        r"vrf_dt|created_at": "timestamp",
        r".*_mb": "megabytes",
        r"uptime|duration": "seconds",
    }
    for owner, key, schema in PROPERTIES:
        for pattern, unit in expected.items():
            if re.fullmatch(pattern, key) and (owner, key) != ("Reliability", "uptime"):
                assert schema.get("x-unit") == unit, f"{owner}.{key}"


def test_secrets() -> None:
    secret = {(owner, key) for owner, key, schema in PROPERTIES if schema.get("x-secret")}
    ssh = {"ssh_direct", "ssh_proxy", "ssh_web"}
    assert secret >= {
        ("Account", "wallet"),
        ("Wallet", "wallet"),
        ("Wallet", "address"),
        *(("Session", key) for key in ssh),
        *(("SessionInfo", key) for key in ssh | {"config", "user_envs"}),
        ("App", "envs"),
        ("MachineRentalRequest", "envs"),
        ("SingleRentalRequest", "envs"),
        ("RenderRequest", "envs"),
    }


def test_every_component_is_used() -> None:
    used: set[str] = set()
    waiting = [DOCUMENT["paths"]]
    while waiting:
        found = {n["$ref"] for _, n in walk(waiting.pop()) if isinstance(n, dict) and isinstance(n.get("$ref"), str)}
        waiting += [resolve(one) for one in found - used]
        used |= found
    components = DOCUMENT["components"]
    kinds = ("schemas", "responses", "parameters", "headers", "links")
    assert used == {f"#/components/{kind}/{name}" for kind in kinds for name in components[kind]}


def test_extensions_are_known_and_listed_at_the_head() -> None:
    keys = {key for _, node in walk(DOCUMENT) if isinstance(node, dict) for key in node if str(key).startswith("x-")}
    assert keys | {"x-replaced-by"} == EXTENSIONS, "nothing is deprecated yet, so nothing is replaced"
    head = (ROOT / "openapi.yaml").read_text(encoding="utf-8").partition("\nopenapi:")[0]
    assert set(re.findall(r"^#   (x-[a-z-]+)  ", head, re.MULTILINE)) == EXTENSIONS


def test_names_that_no_tag_can_have_are_those_of_the_clients() -> None:
    clients = (octaspace_sdk.OctaSpace, octaspace_sdk.AsyncOctaSpace)
    public = {name for client in clients for name in dir(client) if not name.startswith("_")}
    assert public - {tag["name"].partition(".")[0] for tag in DOCUMENT["tags"]} == TAKEN_BY_CLIENT


def test_what_acts_says_what_to_do_when_it_is_not_known_whether_it_did() -> None:
    acting = {
        data["operationId"]
        for method, _, data in operations()
        if not data.get("x-idempotent", method not in ("post", "patch"))
    }
    hints = {data["operationId"]: data["x-recovery-hint"] for _, _, data in operations() if "x-recovery-hint" in data}
    assert hints.keys() == acting | {"services.session.stop"}  # which may be sent twice, but acts
    named = {name for hint in hints.values() for name in re.findall(r"(\w+\.\w+)\(\)", hint)}
    assert named <= {data["operationId"] for _, _, data in operations()}
    assert all("look at " in hint for hint in hints.values())


def test_what_starts_a_session_can_be_rented() -> None:
    rentals = {data["operationId"]: data["x-rental"] for _, _, data in operations() if "x-rental" in data}
    expected = {
        "services.mr.create": ("rented", "mr"),
        "services.vpn.create": ("connected", "vpn"),
        "services.render.create": ("rented", "render"),
    }
    assert {name: (stated["method"], stated["service"]) for name, stated in rentals.items()}.items() >= expected.items()
    services = SCHEMAS["Session"]["properties"]["service"]["x-known-words"]
    assert sorted(stated["service"] for stated in rentals.values()) == sorted(services)


def test_answers_that_differ_from_their_shape_have_an_adapter() -> None:
    stated = {
        data["operationId"]: data["x-response-adapter"] for _, _, data in operations() if "x-response-adapter" in data
    }
    expected = {"accounts.balance": "balance", "accounts.generate_wallet": "wallet", "idle_jobs.logs": "job_log"}
    assert stated.items() >= expected.items()


def test_words_in_code_are_the_known_words() -> None:
    services, kinds, protocols = (
        SCHEMAS[name]["properties"][key]["x-known-words"]
        for name, key in (("Session", "service"), ("VPNRequest", "subkind"), ("VPNRequest", "protocol"))
    )
    go = (ROOT / "clients" / "go" / "reference_names.go").read_text(encoding="utf-8")
    assert sorted(re.findall(r'^\tService\w+ += "(\w+)"', go, re.MULTILINE)) == sorted(services)
    constants = [name for name in octaspace_sdk.__all__ if name.startswith("SERVICE_")]
    assert sorted(getattr(octaspace_sdk, name) for name in constants) == sorted(services)
    assert sorted(get_args(get_args(Service)[0])) == sorted(services)
    assert [*VPN_KINDS] == kinds
    assert [*V2RAY_PROTOCOLS] == protocols


def test_an_open_query_is_one_argument() -> None:
    for name in ("services.mr.list", "services.vpn.list", "services.render.list"):
        (parameter,) = parameters(operation(name))
        assert (parameter["name"], parameter["style"], parameter["explode"]) == ("query", "form", True)
        assert parameter["schema"] == {"type": "object", "additionalProperties": True, "x-unknown-keys": UNKNOWN_KEYS}


def test_lines_are_short() -> None:
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert [number for number, line in enumerate(text.splitlines(), 1) if len(line) >= 120] == []
