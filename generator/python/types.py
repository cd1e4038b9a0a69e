"""Types of the model as Python annotations, and the properties that are derived from an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from generator.api_model import APIModel, Argument, Attribute, Conversion, Derived, Operation, PriceSources, Tag
from generator.python.names import attribute_name, class_name
from generator.value_types import InputRef, Kind, ListOf, MapOf, ModelRef, Nullable, Scalar, Type, Union, models_in

SCALARS = {
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.DECIMAL: "Decimal",
    Kind.BOOLEAN: "bool",
    Kind.TEXT: "str",
    Kind.BYTES: "bytes",
    Kind.NULL: "None",
    Kind.ANY: "Any",
}

FORMS = {"date-time": "dt.datetime", "date": "dt.date", "uuid": "UUID"}
"""The Python type that a caller may pass in place of text, for each text format."""

CONVERSIONS = {
    Conversion.OCTA: ("Decimal", "octa", "in OCTA, exact"),
    Conversion.USD_PER_HOUR: ("Decimal", "usd_per_hour", "in USD per hour, exact"),
    Conversion.PRICE: ("Decimal", "price", "in USD, converted where it is set in OCTA; None if unknown"),
    Conversion.MBPS: ("float", "mbps", "in Mbit/s"),
    Conversion.TIME_FROM_MS: ("datetime", "utc_from_ms", "as an aware datetime in UTC"),
    Conversion.TIME_FROM_TEXT: ("datetime", "utc_from_text", "as an aware datetime; None if unreadable"),
    Conversion.ENDED_NORMALLY: ("bool", "ended_normally", "says that the session ended normally; None if unknown"),
    Conversion.USD: ("Decimal", "usd", "in USD at `{price}`, exact; None where there is no price"),
}
"""The type of the property, the function of `units` that computes it, and its documentation."""


def annotation(described: Type | None) -> str:
    """Return the annotation of a value in an answer; None is the type of no answer."""
    match described:
        case None:
            return "None"
        case Scalar(kind):
            return SCALARS[kind]
        case ListOf(item):
            return f"list[{annotation(item)}]"
        case MapOf(value):
            return f"dict[str, {annotation(value)}]"
        case ModelRef(name):
            return class_name(name)
        case InputRef(name):
            return f"inputs.{class_name(name)}"
        case Nullable(inner):
            return optional(annotation(inner))
        case Union(members):
            return joined(map(annotation, members))


def joined(options: Iterable[str]) -> str:
    return " | ".join(sorted(set(options), key=str.lower))


def optional(text: str) -> str:
    """Return the annotation with None added, unless it has it."""
    return text if text == "Any" or "None" in text.split(" | ") else f"{text} | None"


def attribute_annotation(attribute: Attribute) -> str:
    text = annotation(attribute.type)
    return text if attribute.required else optional(text)


def argument_annotation(argument: Argument) -> str:
    """Return the annotation of an argument, which takes any sequence and any mapping."""
    text = _taken(argument.type)
    if argument.known_words:
        text = re.sub(r"\bstr\b", f"Literal[{', '.join(map(repr, argument.known_words))}] | str", text, count=1)
    if argument.can_be_null and argument.default is None:
        return f"{text} | arguments.Omitted"
    return text if argument.required or has_plain_default(argument) else optional(text)


def rental_annotation(argument: Argument, operation: Operation, api: APIModel) -> str:
    """Return the annotation of an argument of a rental: offers and applications may stand for their ids."""
    rental = operation.rental
    assert rental is not None
    if argument.name == "node_id":
        return optional(offer_annotation(operation, api))
    app = api.listed_by(rental.apps)
    if app is None:
        return argument_annotation(argument)
    if argument.name == "app":
        return f"str | UUID | {class_name(app.name)}"
    return optional(argument_annotation(argument)) if argument.required else argument_annotation(argument)


def offer_annotation(operation: Operation, api: APIModel) -> str:
    """Return the annotation of what is rented: an offer as it is listed, or the id of its node."""
    offer = api.listed_by(operation.rental.offers) if operation.rental else None
    return f"{class_name(offer.name)} | int" if offer else "int"


def field_annotation(field: Argument) -> str:
    """Return the annotation of a key of an input, in the module of the inputs."""
    text = _taken(field.type).replace("inputs.", "")
    return text if field.required else f"NotRequired[{text}]"


def _taken(described: Type) -> str:
    """Return the annotation of a value that a caller passes."""
    match described:
        case Scalar(_, limits) if limits.words:
            return f"Literal[{', '.join(map(repr, limits.words))}]"
        case Scalar(Kind.TEXT, limits) if limits.form:
            return f"{FORMS[limits.form]} | str"
        case ListOf(item):
            return f"Sequence[{_taken(item)}]"
        case MapOf(value):
            return f"Mapping[str, {_taken(value)}]"
        case Nullable(inner):
            return optional(_taken(inner))
        case Union(members):
            return joined(map(_taken, members))
    return annotation(described)


def has_plain_default(argument: Argument) -> bool:
    """Return whether the wire's default can stand in the signature: it is immutable."""
    return isinstance(argument.default, (str, int, float))


def returned_models(tag: Tag) -> list[str]:
    """Return the names of the models that the operations of a tag answer with."""
    return sorted({class_name(name) for operation in tag.operations for name in models_in(operation.returns)})


@attrs.frozen
class DerivedProperty:
    """A property of a model class, ready to be written."""

    name: str
    type: str
    function: str
    arguments: str
    meaning: str


def derived_property(derived: Derived, attribute: Attribute) -> DerivedProperty:
    kind, function, meaning = CONVERSIONS[derived.conversion]
    arguments = f"self.{attribute_name(attribute)}"
    if derived.price:
        *owners, price = derived.price
        owner = ".".join(["self", *owners])
        arguments += f', getattr({owner}, "{price}", None)' if owners else f", self.{price}"
        meaning = meaning.format(price=".".join(derived.price))
    if derived.sources:
        arguments = _price_arguments(arguments, derived.sources)
    return DerivedProperty(derived.name, optional(kind) if derived.nullable else kind, function, arguments, meaning)


def _price_arguments(stated: str, sources: PriceSources) -> str:
    """Return the arguments of `units.price`."""
    parts = [f"units.usd_per_hour({stated})" if sources.in_ten_thousandths else stated]
    if sources.in_usd:
        parts.append(f"in_usd=self.{sources.in_usd}")
    if sources.octa:
        octa = f"self.{sources.octa}"
        parts.append(f"octa=units.octa({octa})" if sources.octa_in_wei else f"octa={octa}")
    if sources.market_price:
        parts.append(f"market_price=self.{sources.market_price}")
    return ", ".join(parts)
