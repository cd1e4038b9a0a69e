"""The model belongs to no language: another one can be written from it, and no Python is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs
import pytest
from generator.api_model import APIModel, Argument, Location, Operation
from generator.build import build_api
from generator.document import load
from generator.value_types import Kind, ListOf, MapOf, ModelRef, Nullable, Scalar, Type, Union
from tests.support.description import ROOT, operations


@pytest.fixture(scope="module")
def api() -> APIModel:
    return build_api(load(ROOT / "openapi.yaml"))


def texts(value: Any, place: str = "api") -> Iterator[tuple[str, str]]:
    """Every text in the model that is no documentation, with its place."""
    if isinstance(value, str):
        yield place, value
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.name not in (
                "description",
                "summary",
                "returns_description",
                "idempotence_reason",
                "recovery_hint",
                "expected",
                "unknown_keys_hint",
                "document",
                "errors",
            ):
                yield from texts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, f"{place}[{key}]")
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item, f"{place}[]")


def test_every_text_is_a_name_of_the_wire_or_a_word_of_the_model(api):
    name = r"[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*"
    found = dict.fromkeys(texts(api))
    assert len(found) > 500
    for place, text in found:
        if place.endswith(("path_template", "constants[id]", ".default", ".title", ".version", "body_media_type")):
            continue
        assert re.fullmatch(name, text) or text == "", (place, text)
        assert text not in ("str", "int", "dict", "list", "None"), (place, text)


def test_every_value_is_of_a_plain_kind(api):
    plain = (str, int, float, bool, type(None), list, tuple, dict, StrEnum)

    def walk(value: Any) -> None:
        if attrs.has(type(value)):
            assert type(value).__module__ in ("generator.api_model", "generator.value_types")
            for field in attrs.fields(type(value)):
                walk(getattr(value, field.name))
        else:
            assert isinstance(value, plain), value
            for item in (
                value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
            ):
                walk(item)

    walk(api)


WORDS = {Kind.INTEGER: "Int", Kind.NUMBER: "Float", Kind.BOOLEAN: "Bool", Kind.TEXT: "Text", Kind.BYTES: "Bytes"}


def another(described: Type | None) -> str:
    """A type in a language made up for this test."""
    match described:
        case None:
            return "()"
        case Scalar(kind):
            return WORDS.get(kind, "Value")
        case ListOf(item):
            return f"[{another(item)}]"
        case MapOf(value):
            return f"{{Text: {another(value)}}}"
        case ModelRef(name):
            return name
        case Nullable(inner):
            return f"{another(inner)}?"
        case Union(members):
            return " or ".join(map(another, members))


def parameter(argument: Argument) -> str:
    optional = "" if argument.required else f" := {argument.default}" if argument.always_sent else "?"
    limits = f" in {argument.range_in_words}" if argument.range_in_words else ""
    return f"{argument.name}: {another(argument.type)}{optional}{limits} -> {argument.location}"


def function(operation: Operation) -> str:
    lines = [f"fun {operation.id}: {another(operation.returns)} = {operation.http_method} {operation.path_template}"]
    lines += [f"  {parameter(argument)}" for argument in operation.arguments]
    lines += [f"  {key} = {value} -> body" for key, value in operation.constants.items()]
    lines += [f"  {one.required_key} unless {one.key} != {one.value}" for one in operation.conditions]
    lines += [] if operation.idempotent else [f"  once, else {operation.recovery_hint}"]
    lines += [f"  rental {operation.rental.method} of {operation.rental.offers}"] if operation.rental else []
    return "\n".join(lines)


EXPECTED = {
    "accounts.balance": "fun accounts.balance: Int = GET /accounts/balance",
    "nodes.reboot": """\
fun nodes.reboot: () = GET /nodes/{id}/reboot
  node_id: Int in at least 0 -> path
  once, else look at nodes.find() before trying again, the node may be rebooting""",
    "services.mr.list": """\
fun services.mr.list: [MachineRental] = GET /services/mr
  query: {Text: Value}? -> open-query""",
    "services.mr.create": """\
fun services.mr.create: SessionCreated = POST /services/mr
  node_id: Int in at least 0 -> body
  disk_size: Int in at least 1 -> body
  image: Text in not empty -> body
  app: Text :=  -> body
  envs: {Text: Text} := {} -> body
  ports: [Int] := [] in 1 to 65535 -> body
  http_ports: [Int] := [] in 1 to 65535 -> body
  start_command: Text :=  -> body
  entrypoint: Text :=  -> body
  organization_id: Int or Text? -> body
  project_id: Int or Text? -> body
  extra: {Text: Value}? -> extra
  id = 0 -> body
  once, else look at sessions.list() before trying again, a session may have been started
  rental rented of services.mr.list""",
}


@pytest.mark.parametrize("operation_id", EXPECTED)
def test_another_language_can_be_written_from_it(api, operation_id):
    assert function(api.operation(operation_id)) == EXPECTED[operation_id]


def test_the_model_has_all_operations_and_what_they_answer_with(api):
    stated = {data["operationId"] for _, _, data in operations()}
    assert {operation.id for tag in api.tags for operation in tag.operations} == stated
    names = {model.name for model in api.models}
    assert {used for model in api.models for used in model.uses} <= names
    for tag in api.tags:
        for operation in tag.operations:
            assert {a.location for a in operation.arguments} <= set(Location)
            assert another(operation.returns).strip("[]?") in names | {"()", *WORDS.values()}


def test_units_secrets_and_prices_are_in_the_model(api):
    session = next(model for model in api.models if model.name == "Session")
    attributes = {attribute.wire_name: attribute for attribute in session.attributes}
    derived = [(one.name, one.conversion, one.price) for one in attributes["charge_amount"].derived]
    assert derived == [
        ("charge_amount_octa", "octa", ()),
        ("charge_amount_usd", "usd", ("prices", "market_price")),
    ]
    assert attributes["ssh_direct"].secret
    assert isinstance(attributes["duration"].type, Nullable) == attributes["duration"].nullable
