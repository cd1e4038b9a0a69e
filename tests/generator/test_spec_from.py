"""`make spec-from` proposes what a provider's own document has more, and loses nothing of what we have."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from generator.adoption.proposal import Proposal, propose
from generator.document import InvalidDescriptionError
from tests.generator.test_refused_changes import BASE
from tools.spec_from import main

JSON = "application~1json"


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "Done"}}, **more}


def document(paths: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    info = {"title": "Theirs", "version": "9"}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "Done", "content": {"application/json": {"schema": schema}}}}}


def proposed(paths: dict[str, Any], **schemas: Any) -> Proposal:
    return propose(BASE, document(paths, **schemas))


def test_new_operation_gets_a_tag_a_name_and_what_it_refers_to():
    part = {"type": "object", "properties": {"size": {"type": "integer", "nullable": True}}}
    stated = {
        "/things/{id}/parts": {"get": {"operationId": "listParts", **answer({"$ref": "#/components/schemas/part"})}}
    }
    stated["/things/{id}/parts"]["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    ]
    proposal = proposed(stated, part=part, unused={"type": "string"})
    assert proposal.additions == ["new schema: Part", "new operation: GET /things/{id}/parts as things.list_parts"]
    added = proposal.document["paths"]["/things/{id}/parts"]["get"]
    assert (added["operationId"], added["tags"], added["summary"]) == ("things.list_parts", ["things"], "listParts")
    content = added["responses"]["200"]["content"]["application/json"]
    assert content == {"schema": {"$ref": "#/components/schemas/Part"}, "example": {"size": 1}}
    size = proposal.document["components"]["schemas"]["Part"]["properties"]["size"]
    assert size == {"type": ["integer", "null"], "description": "Not described yet."}


def test_new_tag_is_described():
    proposal = proposed({"/invoices": {"get": operation(tags=["Billing API"])}})
    assert proposal.document["tags"][-1] == {"name": "billing_api", "description": "Not described yet."}
    assert proposal.additions == ["new operation: GET /invoices as billing_api.get_invoices"]


def test_parameters_and_fields_are_added_and_nothing_changes():
    limit = {"name": "limit", "in": "query", "required": True, "schema": {"type": "string"}}
    sort = {"name": "sort", "in": "query", "schema": {"type": "string"}}
    thing = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "label": {"type": "integer"}, "colour": {"type": "string"}},
    }
    listing = {"parameters": [limit, sort], **answer({"type": "array", "items": {"$ref": "#/components/schemas/T"}})}
    proposal = proposed({"/things": {"get": listing}}, T=thing)
    assert proposal.additions == ["new parameter: sort of things.list", "new field: colour of Thing"]
    expected = copy.deepcopy(BASE)
    expected["paths"]["/things"]["get"]["parameters"].append(sort | {"description": "Not described yet."})
    expected["components"]["schemas"]["Thing"]["properties"]["colour"] = {
        "type": "string",
        "description": "Not described yet.",
    }
    assert proposal.document == expected


def test_path_with_another_name_of_a_parameter_is_the_same():
    path_id = {"name": "part", "in": "path", "required": True, "schema": {"type": "string"}}
    proposal = proposed({"/parts/{part}": {"get": operation(parameters=[path_id])}})
    assert (proposal.additions, proposal.left_out) == ([], [])


def test_schema_of_the_same_name_that_is_another_thing_gets_another_name():
    other = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    proposal = proposed({"/others": {"get": answer({"$ref": "#/components/schemas/Thing"})}}, Thing=other)
    assert proposal.document["components"]["schemas"]["Thing"] == BASE["components"]["schemas"]["Thing"]
    assert list(proposal.document["components"]["schemas"]["Thing2"]["properties"]) == ["a", "b"]


def test_what_cannot_become_code_is_left_out_with_the_reason():
    stated = {
        "/upload": {
            "post": operation(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object"}}}})
        },
        "/things": {"get": operation(parameters=[{"name": "sid", "in": "cookie", "schema": {"type": "string"}}])},
        "/odd": {"get": answer({"type": "object", "properties": {"a": {"type": "strin"}, "b": {"type": "string"}}})},
        "/none": {"get": {"responses": {"404": {"description": "No"}}}},
    }
    proposal = proposed(stated)
    assert sorted(proposal.left_out) == [
        "left out: GET /none as none.get_none: no answer means success",
        "left out: POST /upload as upload.post_upload: a request body of multipart/form-data is not supported",
        f"left out: responses/200/content/{JSON}/schema/properties/a/type of GET /odd as odd.get_odd: 'strin' is no type",
        "left out: sid of things.list: a cookie is not supported",
    ]
    assert list(proposal.document["paths"]) == [*BASE["paths"], "/odd"]


def test_percent_encoded_reference_is_followed():
    theirs = document({"/things": {"get": operation(parameters=[{"$ref": "#/components/parameters/Page%20size"}])}})
    theirs["components"]["parameters"] = {
        "Page size": {"name": "page_size", "in": "query", "schema": {"type": "integer"}}
    }
    assert propose(BASE, theirs).additions == ["new parameter: page_size of things.list"]


def test_body_field_like_a_path_parameter_is_told_apart():
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}}}
    path_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    proposal = proposed({"/users/{id}": {"put": operation(parameters=[path_id], requestBody=body)}})
    [parameter] = proposal.document["paths"]["/users/{id}"]["put"]["parameters"]
    assert (parameter["x-name"], proposal.left_out) == ("path_id", [])


SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Theirs", "version": "9"},
    "consumes": ["application/json"],
    "parameters": {"Page": {"name": "page", "in": "query", "type": "integer", "minimum": 1}},
    "paths": {
        "/orders": {
            "post": {
                "operationId": "order",
                "parameters": [
                    {"$ref": "#/parameters/Page"},
                    {
                        "name": "ids",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "integer"},
                        "collectionFormat": "multi",
                    },
                    {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Order"}},
                ],
                "responses": {"201": {"description": "Made", "schema": {"$ref": "#/definitions/Order"}}},
            },
        },
        "/report": {"get": {"responses": {"200": {"description": "A file", "schema": {"type": "file"}}}}},
    },
    "definitions": {
        "Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "x-nullable": True}}}
    },
}


def test_swagger_2_is_read():
    proposal = propose(BASE, SWAGGER)
    assert proposal.left_out == []
    order = proposal.document["paths"]["/orders"]["post"]
    assert [(each["name"], each.get("explode"), each["schema"]["type"]) for each in order["parameters"]] == [
        ("page", None, "integer"),
        ("ids", True, "array"),
    ]
    assert order["requestBody"]["required"] is True
    assert order["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Order"}
    assert proposal.document["components"]["schemas"]["Order"]["properties"]["id"]["type"] == ["integer", "null"]
    report = proposal.document["paths"]["/report"]["get"]["responses"]["200"]
    assert list(report["content"]) == ["application/octet-stream"]


@pytest.mark.parametrize(
    "theirs",
    [
        {},
        {"openapi": "4.0.0"},
        {"openapi": "3.1.0", "paths": []},
        {"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": 5}}}},
        {"openapi": "3.1.0", "paths": {}, "components": {"schemas": [1]}},
        {"swagger": "2.0", "paths": {"/a": {"get": {"parameters": [None]}}}},
    ],
)
def test_what_is_no_description_is_refused(theirs):
    with pytest.raises(InvalidDescriptionError):
        propose(BASE, theirs)


def test_command_prints_a_patch_and_writes_only_when_told(tmp_path: Path, capsys):
    description, theirs = tmp_path / "openapi.yaml", tmp_path / "theirs.json"
    before = "# by hand\n" + yaml.safe_dump(BASE, sort_keys=False)
    description.write_text(before)
    theirs.write_text(json.dumps(SWAGGER))
    assert main([str(theirs)], description) == 0
    printed = capsys.readouterr().out
    assert description.read_text() == before
    assert "new operation: POST /orders as orders.order\n" in printed
    assert "+      operationId: orders.order\n" in printed
    assert not [line for line in printed.splitlines() if line[:1] == "-" and line[:3] != "---"]
    assert main([str(theirs), "--apply"], description) == 0
    assert yaml.safe_load(description.read_text()) == propose(BASE, SWAGGER).document
    assert description.read_text().startswith("# by hand\n")
    assert main([str(theirs)], description) == 0
    assert capsys.readouterr().out.endswith(f"{theirs} has nothing that openapi.yaml has not\n")


@pytest.mark.parametrize("text", ["[1]", "a: [", None])
def test_file_that_cannot_be_read_is_said(tmp_path, capsys, text):
    theirs = tmp_path / "theirs.yaml"
    if text is not None:
        theirs.write_text(text)
    assert main([str(theirs)]) == 2
    assert capsys.readouterr().err.startswith(f"{theirs} cannot be read: ")
