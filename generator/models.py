"""Builds the models of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from keyword import iskeyword

from generator.api_model import Attribute, Conversion, Derived, Model, PriceSources
from generator.document import Document, Node, nearest
from generator.schemas import ObjectShape, SchemaReader, allows_null, child_name, free_name, one_of_several
from generator.text import sentence, snake_case
from generator.value_types import ANY, Kind, ListOf, ModelRef, Nullable, Scalar, Type, nullable
from generator.vocabulary import DERIVED_UNITS

WORDS = {
    "int": Kind.INTEGER,
    "float": Kind.NUMBER,
    "decimal": Kind.DECIMAL,
    "bool": Kind.BOOLEAN,
    "str": Kind.TEXT,
    "bytes": Kind.BYTES,
}
"""The scalar that a word of x-type or x-returns names."""

CONVERSIONS = {
    "wei": ("_octa", Conversion.OCTA),
    "usd-e4": ("_per_hour", Conversion.USD_PER_HOUR),
    "bandwidth": ("_mbps", Conversion.MBPS),
    "unix-ms": ("_utc", Conversion.TIME_FROM_MS),
    "timestamp": ("_utc", Conversion.TIME_FROM_TEXT),
}
"""For each x-unit, the suffix of the derived property's name and its computation."""


MONEY = {"usd-per-hour", "usd-per-gb", "usd-per-octa", "octa", "octa-per-hour"}
"""The units of amounts that arrive as numbers, which must not become binary fractions."""


class ModelBuilder(SchemaReader):
    """Reads the schemas of answers, and builds the models that these are made of."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._models: dict[str, Model | None] = {}
        self._pointers: dict[str, str] = {}

    def models(self) -> tuple[Model, ...]:
        """Return the models of all answers read so far."""
        return tuple(sorted(filter(None, self._models.values()), key=lambda model: model.name))

    def type_of(self, node: Node, name: str, *, depth: int = 0) -> Type:
        schema = node.resolve()
        if schema.get("x-unit") in MONEY and "x-type" not in schema:
            return nullable(Scalar(Kind.DECIMAL)) if allows_null(schema) else Scalar(Kind.DECIMAL)
        return super().type_of(node, name, depth=depth)

    def stated_type(self, node: Node) -> Type:
        return self._stated(node, str(node.value))

    def object_type(self, shape: ObjectShape, name: str, depth: int) -> Type:
        if not shape.properties:
            return self.map_type(shape, name, depth)
        name = free_name(shape, shape.name or name, self._pointers)
        if name not in self._models:
            self._models[name] = None  # a model may contain itself
            self._pointers[name] = shape.node.pointer
            self._models[name] = self._model(shape, name)
        return ModelRef(name)

    def _stated(self, node: Node, text: str) -> Type:
        """Return a scalar, a model, or a list of one of them."""
        if item := re.fullmatch(r"list\[(.+)\]", text):
            return ListOf(self._stated(node, item[1]))
        if text in WORDS:
            return Scalar(WORDS[text])
        schemas = self._document.root.at("components", "schemas")
        if text not in schemas:
            node.refuse(
                f"{text} is no type", nearest(text, [*WORDS, *schemas.value], "name a schema, or one of int, str")
            )
            return ANY
        return self.type_of(schemas.at(text), text)

    def _model(self, shape: ObjectShape, name: str) -> Model:
        attributes = []
        for key, parts in shape.properties.items():
            if not all(part.resolve().get("writeOnly") for part in parts):
                attributes.append(self._attribute(shape, key, one_of_several(parts), name))
        return Model(
            name=name,
            description=shape.description or name,
            attributes=tuple(attributes),
            summary=tuple(shape.node.get("x-summary", ())),
            behaviour=shape.node.get("x-behaviour"),
        )

    def _attribute(self, shape: ObjectShape, key: str, node: Node, name: str) -> Attribute:
        schema = node.resolve()
        described = self.type_of(node, child_name(name, key))
        required = key in shape.required
        return Attribute(
            wire_name=key,
            aliases=tuple(schema.get("x-aliases", ())),
            type=described,
            required=required,
            nullable=allows_null(schema),
            description=_text(schema),
            secret=bool(schema.get("x-secret")),
            derived=tuple(self._derived(shape, key, schema, described, required=required)),
            deprecated=bool(schema.get("deprecated")),
            unit=schema.get("x-unit"),
            given_name=schema.get("x-name"),
        )

    def _derived(
        self, shape: ObjectShape, key: str, schema: Node, described: Type, *, required: bool
    ) -> Iterator[Derived]:
        """Yield the properties in the units people use, and the amount in USD where a market price stands beside it."""
        name = snake_case(key)
        stem = name.removesuffix("_wei").removesuffix("_mbits")
        unit = schema.get("x-unit")
        derived = name
        if unit in DERIVED_UNITS:
            inner = described.inner if isinstance(described, Nullable) else described
            if not (isinstance(inner, Scalar) and inner.kind in DERIVED_UNITS[unit]):
                kinds = " or ".join("string" if kind == "text" else kind for kind in DERIVED_UNITS[unit])
                schema.refuse(
                    f"x-unit {unit} is for type {kinds}",
                    "correct the type, or say `x-type: int` where numbers are quoted",
                )
                return
        if unit in CONVERSIONS:
            ending, conversion = CONVERSIONS[unit]
            has_unit_in_name = conversion in (Conversion.OCTA, Conversion.MBPS)
            can_be_null = isinstance(described, Nullable) or not required or conversion is Conversion.TIME_FROM_TEXT
            derived = f"{stem if has_unit_in_name else name}{ending}"
            if "x-price" not in schema:
                yield Derived(name=derived, conversion=conversion, nullable=can_be_null)
        if price := schema.get("x-price"):
            yield Derived(
                name=price.get("name", derived),
                conversion=Conversion.PRICE,
                nullable=True,
                sources=self._price_sources(shape, schema, price),
            )
        if unit == "termination-reason":
            yield Derived(name="ended_normally", conversion=Conversion.ENDED_NORMALLY, nullable=True)
        if market := schema.get("x-market-price"):
            self._check_price(shape, schema, market)
            yield Derived(name=f"{stem}_usd", conversion=Conversion.USD, nullable=True, price=tuple(market.split(".")))

    def _price_sources(self, shape: ObjectShape, schema: Node, price: Mapping[str, str]) -> PriceSources:
        for key in ("octa", "market-price", "in-usd"):
            if key in price:
                self._check_source(schema.at("x-price", key), price[key], shape.properties)
        octa = price.get("octa")
        return PriceSources(
            in_ten_thousandths=schema.get("x-unit") == "usd-e4",
            octa=octa,
            octa_in_wei=octa is not None
            and octa in shape.properties
            and shape.properties[octa][0].resolve().get("x-unit") == "wei",
            market_price=price.get("market-price"),
            in_usd=price.get("in-usd"),
        )

    def _check_price(self, shape: ObjectShape, schema: Node, price: str) -> None:
        properties, steps = shape.properties, price.split(".")
        for index, step in enumerate(steps):
            if not self._check_source(schema.at("x-market-price"), step, properties, price):
                return
            if index < len(steps) - 1:
                inner = self.object_in(properties[step][0].resolve()) or self._object_among(properties[step][0])
                properties = inner.properties if inner else {}

    @staticmethod
    def _check_source(node: Node, key: str, properties: Mapping[str, tuple[Node, ...]], path: str = "") -> bool:
        """Return whether there is a property from which a price is computed, and it is called as on the wire."""
        if key not in properties:
            node.refuse(f"there is no property {path or key}", nearest(key, properties, "name one of the same object"))
            return False
        if snake_case(key) != key or not key.isidentifier() or iskeyword(key) or "x-name" in properties[key][0]:
            node.refuse(f"{key} has another name in the model", "name a property in snake_case, without x-name")
            return False
        return True

    def _object_among(self, node: Node) -> ObjectShape | None:
        alternatives = [*node.resolve().at("oneOf"), *node.resolve().at("anyOf")]
        return next((shape for each in alternatives if (shape := self.object_in(each.resolve()))), None)


def _text(schema: Node) -> str:
    """Return the documentation of a value, with the words that it is known to have."""
    text = schema.get("description", "")
    values = [word for word in schema.get("enum", ()) if word is not None]
    words = schema.get("x-known-words") or schema.at("items").resolve().get("x-known-words") or ()
    known = f"Known values: {', '.join(map(str, values))}." if values else ""
    if words:
        known = f"Known words are {' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))}; others may come."
    return " ".join(part for part in (sentence(text) if known else text, known) if part)
