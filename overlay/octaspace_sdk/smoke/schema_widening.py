"""Rules that widen a schema of openapi.yaml until it allows the values that came."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from octaspace_sdk.smoke.schema_inference import SCALARS, SchemaInference, json_types, null_last

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")

_ALTERNATIVE_KEYWORDS = {
    *("$ref", "type", "items", "properties", "required", "additionalProperties", "pattern", "format"),
    *("contentMediaType", "contentEncoding", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"),
}
"""Keywords of one alternative; the others (description, extensions, examples) are about all of them."""


AMOUNTS = {"usd-per-hour", "usd-per-gb", "usd-per-octa", "octa", "octa-per-hour"}
CONVERTED = {"wei", "usd-e4", "bandwidth", "unix-ms", "timestamp", "termination-reason"}
"""Units from which a model computes another value, which takes one type."""

TYPE_WORDS = {"integer": "int", "number": "float", "string": "str"}


@attrs.frozen
class Mismatch:
    """A schema, what it refers to, and values that do not fit it."""

    schema: dict[str, Any]
    target: Mapping[str, Any]
    values: list[Any]
    secret: bool
    inference: SchemaInference = attrs.field(factory=SchemaInference)

    @property
    def alternatives(self) -> list[dict[str, Any]]:
        return self.inference.alternatives(self.values, self.secret)

    @property
    def actual_types(self) -> list[str]:
        return json_types(self.values)

    @property
    def described_types(self) -> list[str]:
        """The types that the schema names itself: none when it is a reference or a list of alternatives."""
        types = self.schema.get("type", [])
        return [types] if isinstance(types, str) else list(types)

    @property
    def texts(self) -> list[str]:
        return [value for value in self.values if isinstance(value, str)]

    @property
    def is_scalar(self) -> bool:
        """Whether a list of types can say it: neither the schema nor a value has parts."""
        return bool(self.described_types) and SCALARS.issuperset([*self.described_types, *self.actual_types])

    @property
    def widened_types(self) -> list[str]:
        """The types of the schema and of the values, null last; "number" includes the integers."""
        covered = {"integer"} if "number" in self.actual_types else set()
        types = dict.fromkeys([name for name in self.described_types if name not in covered] + self.actual_types)
        return null_last(types)

    def shown_as(self, word: str) -> dict[str, Any]:
        """Return the extension that names the one type of the model; an amount has an exact one by its unit."""
        return {} if self.schema.get("x-unit") in AMOUNTS else {"x-type": word}

    def with_widened_type(self) -> dict[str, Any]:
        types = self.widened_types
        return self.schema | {"type": types[0] if len(types) == 1 else types}


Rule = Callable[[Mismatch], dict[str, Any] | None]
"""Returns the widened schema, None where the rule does not apply."""


def alternative_to_reference(mismatch: Mismatch) -> dict[str, Any] | None:
    """Make a reference to a schema of alternatives, which others may use as well, one alternative itself."""
    if _has_alternatives(mismatch.target) and not _has_alternatives(mismatch.schema):
        return _with_alternatives(mismatch.schema, [{"type": name} for name in mismatch.actual_types])
    return None


def further_alternative(mismatch: Mismatch) -> dict[str, Any] | None:
    """Add the new alternatives at the end of a schema of alternatives."""
    if not _has_alternatives(mismatch.target):
        return None
    keyword = "oneOf" if "oneOf" in mismatch.schema else "anyOf"
    return mismatch.schema | {keyword: [*mismatch.schema[keyword], *mismatch.alternatives]}


def nullable_container(mismatch: Mismatch) -> dict[str, Any] | None:
    """Make an object or array that was null nullable by its type."""
    if mismatch.described_types and not mismatch.is_scalar and mismatch.actual_types == ["null"]:
        return mismatch.schema | {"type": [*mismatch.described_types, "null"]}
    return None


def alternative_to_container(mismatch: Mismatch) -> dict[str, Any] | None:
    """Objects, arrays and references become one alternative beside what came."""
    if mismatch.is_scalar:
        return None
    return _with_alternatives(mismatch.schema, mismatch.alternatives)


def quoted_integer(mismatch: Mismatch) -> dict[str, Any] | None:
    """Let the model show a number that also came as digits in text as `int`."""
    texts = mismatch.texts
    if "integer" in mismatch.widened_types and texts and all(re.fullmatch("[0-9]*", text) for text in texts):
        pattern = "^[0-9]*$" if "" in texts else "^[0-9]+$"
        return mismatch.with_widened_type() | {"pattern": pattern} | mismatch.shown_as("int")
    return None


def quoted_decimal(mismatch: Mismatch) -> dict[str, Any] | None:
    """Let the model show a number that also came as a decimal in text as `float`."""
    texts = mismatch.texts
    if "number" in mismatch.widened_types and texts and all(map(_DECIMAL.fullmatch, texts)):
        return mismatch.with_widened_type() | mismatch.shown_as("float")
    return None


def free_text(mismatch: Mismatch) -> dict[str, Any] | None:
    """Any other text contradicts the pattern, if there is one."""
    if not mismatch.texts:
        return None
    return {key: value for key, value in mismatch.with_widened_type().items() if key != "pattern"}


def wider_type(mismatch: Mismatch) -> dict[str, Any] | None:
    """Any other scalar adds its type."""
    return mismatch.with_widened_type()


RULES: tuple[Rule, ...] = (
    alternative_to_reference,
    further_alternative,
    nullable_container,
    alternative_to_container,
    quoted_integer,
    quoted_decimal,
    free_text,
    wider_type,
)
"""In the order in which they are tried; the first that applies decides."""


def widened_schema(mismatch: Mismatch) -> dict[str, Any]:
    """Return a schema that allows the values as well."""
    widened = next(widened for rule in RULES if (widened := rule(mismatch)) is not None)
    return _with_one_type(mismatch.schema, widened)


def _with_one_type(schema: dict[str, Any], widened: dict[str, Any]) -> dict[str, Any]:
    """Return the widened schema with the type that its unit needs: a value of another type is kept as it came."""
    types = schema.get("type", [])
    first = types if isinstance(types, str) else next(iter(types), "")
    has_several = widened.get("type") != schema.get("type") and "x-type" not in widened
    if schema.get("x-unit") in CONVERTED and has_several and first in TYPE_WORDS:
        return widened | {"x-type": TYPE_WORDS[first]}
    return widened


def _has_alternatives(schema: Mapping[str, Any]) -> bool:
    return "oneOf" in schema or "anyOf" in schema


def _with_alternatives(schema: dict[str, Any], alternatives: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema as the first of several alternatives, with what is about all of them around them."""
    own = {key: value for key, value in schema.items() if key in _ALTERNATIVE_KEYWORDS}
    return {"oneOf": [own, *alternatives]} | {key: value for key, value in schema.items() if key not in own}
