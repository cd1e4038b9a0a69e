"""What drift corrections know of units and of names that a model computes is what the generator does with them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from generator.build import build_api
from generator.document import Document
from generator.models import MONEY
from generator.vocabulary import DERIVED_UNITS, UNITS
from tests.generator.test_refused_changes import BASE
from tests.support.description import SCHEMAS

from octaspace_sdk.smoke.attribute_names import distinct_name
from octaspace_sdk.smoke.schema_widening import AMOUNTS, CONVERTED

DESCRIBED = {name for schema in SCHEMAS.values() for name in schema.get("properties", {})}
NAMES = DESCRIBED | {"fee_wei", "feeWei", "FeeWEI", "fee-wei", "wei", "down_mbits", "downMbits", "Down.Mbits", "mbits"}
KINDS = {"text": "string"}
EXTENSIONS: list[dict[str, Any]] = [
    {},
    {"x-market-price": "rate"},
    {"x-price": {"octa": "rate"}},
    {"x-price": {"octa": "rate", "name": "usd_per_day"}},
]


def test_units_of_amounts_and_of_computed_values_are_those_of_the_generator():
    assert AMOUNTS == MONEY
    assert set(DERIVED_UNITS) == CONVERTED


@pytest.mark.parametrize("extension", EXTENSIONS, ids=str)
@pytest.mark.parametrize("unit", [None, *sorted(UNITS)])
def test_a_new_field_that_is_called_as_a_computed_value_gets_a_name_of_its_own(unit, extension):
    [kind, *_] = DERIVED_UNITS.get(unit, ("number",))
    schema = {"type": KINDS.get(kind, kind), **({"x-unit": unit} if unit else {}), **extension}
    document = copy.deepcopy(BASE)
    document["components"]["schemas"]["Thing"] = {
        "type": "object",
        "description": "A thing.",
        "properties": {"rate": {"type": "number"}} | dict.fromkeys(NAMES - {"rate"}, schema),
    }
    model = build_api(Document(document)).model("Thing")
    computed = [(each.wire_name, derived.name) for each in model.attributes for derived in each.derived]
    assert len(computed) >= len(NAMES) - 1 or unit not in DERIVED_UNITS
    for name, derived in computed:
        if derived != name:
            assert distinct_name(derived, {name: schema}) is not None, (name, derived)
    assert distinct_name("colour", dict.fromkeys(NAMES - {"colour"}, schema)) is None
