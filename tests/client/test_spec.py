"""The packaged document: its operations, and references followed to the end."""

from __future__ import annotations

import inspect

import pytest

from octaspace_sdk.spec import Spec, load_document

DOCUMENT = {
    "paths": {
        "/a/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}, {"in": "query", "name": "x", "schema": {}}],
            "get": {"operationId": "a.find", "parameters": [{"in": "query", "name": "x", "required": True}]},
            "delete": {"operationId": "a.delete"},
        }
    },
    "components": {
        "parameters": {"id": {"in": "path", "name": "id", "schema": {"$ref": "#/components/schemas/Alias"}}},
        "schemas": {
            "Alias": {"$ref": "#/components/schemas/a~1b%20c"},
            "a/b c": {"type": "integer", "oneOf": [{"type": "integer"}]},
            "Loop": {"$ref": "#/components/schemas/Loop"},
            "Outside": {"$ref": "other.yaml#/A"},
            "Nothing": {"$ref": "#/components/schemas/None"},
        },
    },
}
SPEC = Spec(DOCUMENT)


def test_packaged_document_is_read_once_and_resolves_throughout():
    assert load_document() is load_document()
    operations = list(Spec().operations())
    assert len({operation.id for operation in operations}) == len(operations) > 20
    for operation in operations:
        for status, response in operation.node.at("responses").items():
            assert "description" in response.value, (operation.id, status)


def test_operations_have_the_parameters_of_their_path_and_their_own_win():
    find, delete = SPEC.operations()
    assert (find.id, find.method, find.path) == ("a.find", "GET", "/a/{id}")
    assert [parameter.value["name"] for parameter in find.parameters] == ["id", "x"]
    assert [parameter.value.get("required") for parameter in find.parameters] == [None, True]
    assert [parameter.value.get("required") for parameter in delete.parameters] == [None, None]


def test_what_reads_is_told_from_the_method_and_from_x_idempotent():
    acting = {operation.id for operation in Spec().operations() if not operation.reads}
    assert {"nodes.reboot", "nodes.update_prices", "services.mr.create", "services.session.stop"} <= acting
    assert not acting & {"nodes.list", "sessions.list", "services.session.logs"}


def test_each_argument_of_a_generated_function_is_described():
    """Also one whose field no language can spell: `multi-gpu-worker`."""
    for operation in Spec().operations():
        taken = inspect.signature(operation.request_function()).parameters
        assert list(operation.arguments()) == [name for name in taken if name != "extra"], operation.id
        for name, node in operation.arguments().items():
            assert "description" in node.value, (operation.id, name)


def test_node_knows_where_the_end_of_its_references_stands():
    schema = next(SPEC.operations()).parameters[0].at("schema")
    assert schema.json_pointer == "/components/schemas/a~1b c"
    assert schema.value["type"] == "integer"
    assert [node.json_pointer for node in schema.at("oneOf")] == ["/components/schemas/a~1b c/oneOf/0"]
    assert schema.at("not", "there").value == {}


def test_resolution_lists_each_node_on_the_way():
    chain = SPEC.at(("components", "parameters", "id", "schema")).resolution()
    assert [node.pointer[-1] for node in chain] == ["schema", "Alias", "a/b c"]


@pytest.mark.parametrize(("name", "why"), [("Loop", "circular"), ("Outside", "out of"), ("Nothing", "nothing at")])
def test_reference_that_leads_nowhere_is_refused_by_name(name, why):
    with pytest.raises(ValueError, match=why):
        SPEC.at(("components", "schemas", name)).resolve()
