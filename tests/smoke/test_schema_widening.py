"""Each rule by which a schema is widened, and that the widened schema allows the values."""

from __future__ import annotations

import copy

import pytest
from openapi_schema_validator import OAS31Validator

from octaspace_sdk.smoke.schema_widening import (
    RULES,
    Mismatch,
    alternative_to_container,
    alternative_to_reference,
    free_text,
    further_alternative,
    nullable_container,
    quoted_decimal,
    quoted_integer,
    widened_schema,
    wider_type,
)

REFERENCE = {"$ref": "#/components/schemas/X"}
OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}}}
EITHER = {"oneOf": [{"type": "integer"}, {"type": "null"}]}

CASES = [
    (alternative_to_reference, REFERENCE, EITHER, ["a"], {"oneOf": [REFERENCE, {"type": "string"}]}),
    (further_alternative, EITHER, EITHER, ["a"], {"oneOf": [*EITHER["oneOf"], {"type": "string"}]}),
    (nullable_container, OBJECT, OBJECT, [None], OBJECT | {"type": ["object", "null"]}),
    (alternative_to_container, OBJECT, OBJECT, [1, None], {"oneOf": [OBJECT, {"type": "integer"}, {"type": "null"}]}),
    (alternative_to_container, REFERENCE, OBJECT, [None], {"oneOf": [REFERENCE, {"type": "null"}]}),
    (
        quoted_integer,
        {"type": "integer"},
        {"type": "integer"},
        ["7", None],
        {"type": ["integer", "string", "null"], "pattern": "^[0-9]+$", "x-type": "int"},
    ),
    (
        quoted_decimal,
        {"type": "number"},
        {"type": "number"},
        ["-1.5"],
        {"type": ["number", "string"], "x-type": "float"},
    ),
    (
        free_text,
        {"type": ["integer", "string"], "pattern": "^[0-9]+$"},
        {"type": ["integer", "string"], "pattern": "^[0-9]+$"},
        ["7 days"],
        {"type": ["integer", "string"]},
    ),
    (wider_type, {"type": "integer"}, {"type": "integer"}, [1.5, True], {"type": ["number", "boolean"]}),
]


@pytest.mark.parametrize(("rule", "schema", "target", "values", "expected"), CASES)
def test_first_rule_that_applies_widens_the_schema(rule, schema, target, values, expected):
    before = copy.deepcopy(schema)
    mismatch = Mismatch(schema, target, values, secret=False)
    assert next(one for one in RULES if one(mismatch) is not None) is rule
    widened = widened_schema(mismatch)
    assert widened == expected
    assert schema == before
    if "$ref" not in repr(widened):
        assert all(OAS31Validator(widened).is_valid(value) for value in values)


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} == set(RULES)
