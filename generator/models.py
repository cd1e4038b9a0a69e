"""Builds the models of the answers, and the types that they and the operations are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty, Property
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.responses import Response

from generator.api_model import (
    ANY,
    Attribute,
    Conversion,
    Derived,
    Kind,
    ListOf,
    MapOf,
    Model,
    ModelRef,
    Nullable,
    PriceSources,
    Scalar,
    Type,
    Union,
    nullable,
)
from generator.spec import Document, Schema, snake_case

NULL = Scalar(Kind.NULL)
KINDS = {
    "IntProperty": Kind.INTEGER,
    "FloatProperty": Kind.NUMBER,
    "BooleanProperty": Kind.BOOLEAN,
    "StringProperty": Kind.TEXT,
    "DateProperty": Kind.TEXT,
    "DateTimeProperty": Kind.TEXT,
    "UuidProperty": Kind.TEXT,
    "FileProperty": Kind.BYTES,
    "NoneProperty": Kind.NULL,
}
"""By the parser's class."""

WORDS = {
    "int": Kind.INTEGER,
    "float": Kind.NUMBER,
    "decimal": Kind.DECIMAL,
    "bool": Kind.BOOLEAN,
    "str": Kind.TEXT,
    "bytes": Kind.BYTES,
}
"""By the words of x-python-type and x-returns."""

CONVERSIONS = {
    "wei": ("_octa", Conversion.OCTA),
    "usd-e4": ("_per_hour", Conversion.USD_PER_HOUR),
    "bandwidth": ("_mbps", Conversion.MBPS),
    "unix-ms": ("_utc", Conversion.TIME_FROM_MS),
    "timestamp": ("_utc", Conversion.TIME_FROM_TEXT),
}
"""By x-unit: the ending of the derived property's name, and how it is computed."""

MONEY = {"usd-per-hour", "usd-per-gb", "usd-per-octa", "octa", "octa-per-hour"}
"""The units of amounts that arrive as numbers, which must not become binary fractions."""


class ModelBuilder:
    """Builds models and types from what the parser found."""

    def __init__(self, document: Document, openapi: GeneratorData) -> None:
        self._document = document
        self._openapi = openapi
        self._parsed = {str(model.class_info.name): model for model in openapi.models}

    def models(self) -> tuple[Model, ...]:
        """Return the models that a successful answer can hold; objects in requests become arguments instead."""
        return tuple(sorted(map(self._model, self._answered()), key=lambda model: model.name))

    def type_of(self, prop: Any, schema: Schema) -> Type:
        """Return the type of a parsed property with this schema."""
        schema = self._document.resolve(schema)
        if "x-python-type" in schema:
            stated = stated_type(schema["x-python-type"])
            return nullable(stated) if self._document.nullable(schema) else stated
        if schema.get("x-unit") in MONEY:
            return nullable(Scalar(Kind.DECIMAL)) if self._document.nullable(schema) else Scalar(Kind.DECIMAL)
        match prop:
            case UnionProperty():
                return _union(self.type_of(inner, {}) for inner in prop.inner_properties)
            case ListProperty():
                return ListOf(self.type_of(prop.inner_property, schema.get("items", {})))
            case ModelProperty() if is_open_object(prop):
                values = self._parsed[prop.class_info.name].additional_properties
                given = schema.get("additionalProperties")
                return MapOf(self.type_of(values, given if isinstance(given, Mapping) else {}) if values else ANY)
            case ModelProperty():
                return ModelRef(str(prop.class_info.name))
            case EnumProperty() | LiteralEnumProperty():
                return Scalar(Kind.INTEGER if prop.value_type is int else Kind.TEXT)
        return Scalar(KINDS.get(type(prop).__name__, Kind.ANY))

    def _model(self, model: ModelProperty) -> Model:
        schemas = {name.get_untrusted_value(): schema for name, schema in (model.data.properties or {}).items()}
        # In the order of the description, which is the order of the wire: that is the fastest to decode.
        order = list(schemas)
        raw = {
            name: schema.model_dump(mode="json", by_alias=True, exclude_unset=True) for name, schema in schemas.items()
        }
        attributes = [
            self._attribute(prop, raw)
            for prop in sorted(properties(model), key=lambda prop: order.index(wire_name(prop)))
        ]
        name = str(model.class_info.name)
        description = model.description.get_untrusted_value() if model.description else name
        extensions = model.data.model_extra or {}
        return Model(
            name=name,
            description=description,
            attributes=tuple(attributes),
            behaviour=extensions.get("x-behaviour"),
            summary=tuple(extensions.get("x-summary", ())),
        )

    def _attribute(self, prop: Property, siblings: Mapping[str, Schema]) -> Attribute:
        raw = siblings[wire_name(prop)]
        schema = self._document.resolve(raw)
        described = self.type_of(prop, raw)
        return Attribute(
            wire_name=wire_name(prop),
            aliases=tuple(schema.get("x-aliases", ())),
            type=described,
            required=prop.required,
            nullable=self._document.nullable(schema),
            description=schema.get("description", ""),
            secret=bool(schema.get("x-secret")),
            derived=tuple(_derived(wire_name(prop), schema, described, siblings, required=prop.required)),
        )

    def _answered(self) -> Iterable[ModelProperty]:
        found: dict[str, ModelProperty] = {}
        waiting = [
            model
            for collection in self._openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
            for response in successes(endpoint)
            for model in self._named_in(response.prop)
        ]
        while waiting:
            model = waiting.pop()
            if model.class_info.name not in found:
                found[model.class_info.name] = model
                waiting += [used for prop in properties(model) for used in self._named_in(prop)]
        return found.values()

    def _named_in(self, prop: Any) -> Iterator[ModelProperty]:
        """Yield the models that a property names, through lists, maps and unions."""
        if isinstance(prop, ModelProperty):
            model = self._parsed[prop.class_info.name]
            if is_open_object(model):
                yield from self._named_in(model.additional_properties)
            else:
                yield model
        elif isinstance(prop, ListProperty):
            yield from self._named_in(prop.inner_property)
        elif isinstance(prop, UnionProperty):
            for inner in prop.inner_properties:
                yield from self._named_in(inner)


def stated_type(text: str) -> Type:
    """Return the type that x-python-type or x-returns states: a scalar, a model, or a list of one of them."""
    if item := re.fullmatch(r"list\[(.+)\]", text):
        return ListOf(stated_type(item[1]))
    return Scalar(WORDS[text]) if text in WORDS else ModelRef(text)


def wire_name(prop: Property) -> str:
    return prop.name.get_untrusted_value()


def properties(model: ModelProperty) -> list[Property]:
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def is_open_object(prop: ModelProperty) -> bool:
    """Return whether it is an object without named properties, which is a map and not a model."""
    return not (prop.data.properties or prop.data.allOf)


def successes(endpoint: Endpoint) -> list[Response]:
    """Return the parsed responses with a 2xx status."""
    return [
        response
        for response in endpoint.responses
        if response.status_code.range and response.status_code.range[0] // 100 == 2
    ]


def _union(options: Iterable[Type]) -> Type:
    members = {member.inner if isinstance(member, Nullable) else member: member for member in options}
    has_null = NULL in members or any(isinstance(member, Nullable) for member in members.values())
    rest = tuple(member for member in members if member != NULL)
    if not rest:
        return NULL
    joined = rest[0] if len(rest) == 1 else Union(rest)
    return Nullable(joined) if has_null else joined


def _derived(
    name: str, schema: Schema, described: Type, siblings: Mapping[str, Schema], *, required: bool
) -> Iterator[Derived]:
    """Yield the properties in the units people use, and the amount in USD where a market price stands beside it."""
    name = snake_case(name)
    stem = name.removesuffix("_wei").removesuffix("_mbits")
    unit = schema.get("x-unit")
    derived = name
    if unit in CONVERSIONS:
        ending, conversion = CONVERSIONS[unit]
        has_unit_in_name = conversion in (Conversion.OCTA, Conversion.MBPS)
        can_be_null = isinstance(described, Nullable) or not required or conversion is Conversion.TIME_FROM_TEXT
        derived = f"{stem if has_unit_in_name else name}{ending}"
        if "x-price" not in schema:
            yield Derived(name=derived, conversion=conversion, nullable=can_be_null)
    if price := schema.get("x-price"):
        octa = price.get("octa")
        yield Derived(
            name=price.get("name", derived),
            conversion=Conversion.PRICE,
            nullable=True,
            sources=PriceSources(
                in_ten_thousandths=unit == "usd-e4",
                octa=octa,
                octa_in_wei=octa is not None and siblings[octa].get("x-unit") == "wei",
                market_price=price.get("market-price"),
                in_usd=price.get("in-usd"),
            ),
        )
    if unit == "termination-reason":
        yield Derived(name="ended_normally", conversion=Conversion.ENDED_NORMALLY, nullable=True)
    if market := schema.get("x-market-price"):
        yield Derived(name=f"{stem}_usd", conversion=Conversion.USD, nullable=True, price=tuple(market.split(".")))
