"""What a schema of openapi.yaml means in Python: its type, its unit, the check of an argument."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

Schema = Mapping[str, Any]

SCALARS = {
    "IntProperty": "int",
    "FloatProperty": "float",
    "BooleanProperty": "bool",
    "StringProperty": "str",
    "DateProperty": "str",
    "DateTimeProperty": "str",
    "UuidProperty": "str",
    "FileProperty": "bytes",
    "NoneProperty": "None",
}

# Names an attribute cannot have: annotations of the same class body would read the attribute's default instead.
TAKEN = {
    "int",
    "float",
    "bool",
    "str",
    "bytes",
    "list",
    "dict",
    "Any",
    "property",
    "to_dict",
    "_nullable",
    "_odd_nones",
    *keyword.kwlist,
}


@dataclass(frozen=True)
class Derived:
    """A property computed from an attribute by its `x-unit` or `x-market-price`."""

    name: str
    type: str
    function: str
    arguments: str
    meaning: str


@dataclass(frozen=True)
class Attribute:
    """One attribute of a model."""

    name: str
    wire_name: str
    type: str
    required: bool
    nullable: bool
    description: str
    secret: bool
    derived: list[Derived]

    @property
    def options(self) -> str:
        """The arguments of attrs.field, or nothing when a plain default will do."""
        parts = [] if self.required else ["default=None"]
        if self.secret:
            parts.append("repr=masked")
        if self.name != self.wire_name:
            parts.append(f"metadata={{'wire_name': {self.wire_name!r}}}")
        return ", ".join(parts) if parts not in ([], ["default=None"]) else ""


@dataclass(frozen=True)
class Model:
    """One attrs class."""

    name: str
    module: str
    description: str
    attributes: list[Attribute]
    imports: list[tuple[str, str]] = field(default_factory=list)

    @property
    def nullable(self) -> list[Attribute]:
        """Attributes whose None is ambiguous: the field may be left out, and it may be null."""
        return [attribute for attribute in self.attributes if attribute.nullable and not attribute.required]


class Document:
    """openapi.yaml as it stands, with `$ref` resolved (its neighbours win, as OpenAPI 3.1 says)."""

    def __init__(self, raw: Schema, models: Iterable[ModelProperty]) -> None:
        self.raw = raw
        self.models = {model.class_info.name: model for model in models}

    def resolve(self, node: Schema) -> dict[str, Any]:
        while "$ref" in node:
            target: Any = self.raw
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return dict(node)

    def alternatives(self, schema: Schema) -> list[dict[str, Any]]:
        return [self.resolve(one) for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]

    def nullable(self, schema: Schema) -> bool:
        kind = schema.get("type")
        return (
            kind == "null"
            or (isinstance(kind, list) and "null" in kind)
            or any(self.nullable(one) for one in self.alternatives(schema))
        )

    def python_type(self, prop: PropertyProtocol, schema: Schema) -> str:
        schema = self.resolve(schema)
        if "x-python-type" in schema:
            return optional(schema["x-python-type"]) if self.nullable(schema) else str(schema["x-python-type"])
        match prop:
            case UnionProperty():
                members = {self.python_type(inner, {}) for inner in prop.inner_properties}
                return " | ".join(sorted(members, key=lambda name: (name == "None", name.lower())))
            case ListProperty():
                return f"list[{self.python_type(prop.inner_property, schema.get('items', {}))}]"
            case ModelProperty() if is_open_object(prop):
                values = self.models[prop.class_info.name].additional_properties
                given = schema.get("additionalProperties")
                value = self.python_type(values, given if isinstance(given, Mapping) else {}) if values else "Any"
                return f"dict[str, {value}]"
            case ModelProperty():
                return str(prop.class_info.name)
            case EnumProperty() | LiteralEnumProperty():
                return "int" if prop.value_type is int else "str"
        return SCALARS.get(type(prop).__name__, "Any")


def is_open_object(prop: ModelProperty) -> bool:
    """An object without named properties is a plain dictionary."""
    return not (prop.data.properties or prop.data.allOf)


def optional(annotation: str) -> str:
    return annotation if annotation in ("Any", "None") or "None" in annotation.split(" | ") else f"{annotation} | None"


def attribute_name(wire_name: str, python_name: str) -> str:
    """The wire's own name wherever Python allows it, because that is what the fast decoder goes by."""
    return wire_name if wire_name.isidentifier() and wire_name not in TAKEN else python_name


def derived_properties(name: str, schema: Schema, annotation: str) -> list[Derived]:
    """The properties in the units people use, and what an amount is in USD at the price that stands beside it."""
    found = [one for one in [_in_practical_unit(name, schema.get("x-unit"), annotation)] if one]
    if price := schema.get("x-market-price"):
        owner, _, field_name = price.rpartition(".")
        given = f'getattr(self.{owner}, "{field_name}", None)' if owner else f"self.{field_name}"
        meaning = f"in USD at `{price}`, exact; None where there is no price"
        found.append(Derived(f"{_without_unit(name)}_usd", "Decimal | None", "usd", f"self.{name}, {given}", meaning))
    return found


def _in_practical_unit(name: str, unit: str | None, annotation: str) -> Derived | None:
    def result(kind: str) -> str:
        return optional(kind) if "None" in annotation.split(" | ") else kind

    stem, value = _without_unit(name), f"self.{name}"
    match unit:
        case "wei":
            return Derived(f"{stem}_octa", result("Decimal"), "octa", value, "in OCTA, exact")
        case "usd-e4":
            return Derived(f"{name}_per_hour", result("Decimal"), "usd_per_hour", value, "in USD per hour, exact")
        case "bandwidth":
            return Derived(f"{stem}_mbps", result("float"), "mbps", value, "in Mbit/s")
        case "unix-ms":
            return Derived(f"{name}_utc", result("datetime"), "utc_from_ms", value, "as an aware datetime in UTC")
        case "timestamp":
            meaning = "as an aware datetime; None if unreadable"
            return Derived(f"{name}_utc", "datetime | None", "utc_from_text", value, meaning)
    return None


def _without_unit(name: str) -> str:
    return name.removesuffix("_wei").removesuffix("_mbits")


def check(name: str, annotation: str, schema: Schema) -> str | None:
    """The call of `arguments` that refuses a value of the wrong kind or out of range."""
    base = annotation.removesuffix(" | None")
    functions = {"int": "integer", "float": "number", "str": "text", "bool": "boolean"}
    if base in functions:
        return f'arguments.{functions[base]}("{name}", {name}{_limits(schema)})'
    if inner := re.fullmatch(r"Sequence\[(int|str)\]", base):
        items = schema.get("items", {})
        return f'arguments.{functions[inner[1]]}_items("{name}", {name}{_limits(items)})'
    if base == "Mapping[str, str]":
        return f'arguments.text_mapping("{name}", {name})'
    if base.startswith("Mapping["):
        return f'arguments.mapping("{name}", {name})'
    return None


def range_text(schema: Schema) -> str:
    """The range of a value in words, for its documentation."""
    items = schema.get("items", {})
    low, high = (schema.get(key, items.get(key)) for key in ("minimum", "maximum"))
    short, long = schema.get("minLength"), schema.get("maxLength")
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None or high is not None:
        return f"at least {low}" if low is not None else f"at most {high}"
    if short is not None and short == long:
        return f"{short} characters"
    return "not empty" if short == 1 else ""


def _limits(schema: Schema) -> str:
    names = {"minimum": "minimum", "maximum": "maximum", "minLength": "min_length", "maxLength": "max_length"}
    return "".join(f", {name}={schema[key]!r}" for key, name in names.items() if key in schema)
