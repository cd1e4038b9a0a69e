"""Types of the model in TypeScript, as annotations and as what decoding goes by."""

from __future__ import annotations

import json

from generator.api_model import Argument, Attribute, Conversion, Derived, Operation
from generator.typescript.names import class_name, property_name
from generator.value_types import InputRef, Kind, ListOf, MapOf, ModelRef, Nullable, Scalar, Type, Union

RECEIVED = {
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.DECIMAL: "Decimal",
    Kind.BOOLEAN: "boolean",
    Kind.TEXT: "string",
    Kind.BYTES: "Uint8Array",
    Kind.NULL: "null",
    Kind.ANY: "unknown",
}
SENT = RECEIVED | {Kind.INTEGER: "number | bigint", Kind.DECIMAL: "number"}
DECODED = {Kind.NULL: "any", Kind.DECIMAL: "decimal"}

CONVERSIONS = {
    Conversion.OCTA: ("Decimal", "octa"),
    Conversion.USD: ("Decimal", "usd"),
    Conversion.USD_PER_HOUR: ("Decimal", "usdPerHour"),
    Conversion.PRICE: ("Decimal", "price"),
    Conversion.MBPS: ("number", "mbps"),
    Conversion.TIME_FROM_MS: ("Date", "timeFromMs"),
    Conversion.TIME_FROM_TEXT: ("Date", "timeFromText"),
    Conversion.ENDED_NORMALLY: ("boolean", "endedNormally"),
}
"""The type of a derived property, and the function of `units.ts` that computes it."""


def annotation(described: Type, *, sent: bool = False, exact: bool = False) -> str:
    """Return a type.

    Args:
        described: The type.
        sent: Whether it is of an argument.
        exact: Whether integers are of any size, as amounts of Wei are.
    """
    match described:
        case Scalar(Kind.INTEGER) if exact:
            return "bigint"
        case Scalar(kind):
            return (SENT if sent else RECEIVED)[kind]
        case ListOf(item):
            inner = annotation(item, sent=sent, exact=exact)
            return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
        case MapOf(value):
            return f"Readonly<Record<string, {annotation(value, sent=sent, exact=exact)}>>"
        case ModelRef(name):
            return class_name(name)
        case InputRef():
            return "Readonly<Record<string, unknown>>"
        case Nullable(inner):
            return f"{annotation(inner, sent=sent, exact=exact)} | null"
        case Union(members):
            return " | ".join(dict.fromkeys(annotation(member, sent=sent, exact=exact) for member in members))


def attribute_annotation(attribute: Attribute) -> str:
    return annotation(attribute.type, exact=attribute.unit == "wei")


def decoded(described: Type, *, exact: bool = False) -> str:
    """Return the expression of a type for decoding."""
    match described:
        case Scalar(Kind.INTEGER) if exact:
            return "t.wei"
        case Scalar(kind):
            return f"t.{DECODED.get(kind, str(kind))}"
        case ListOf(item):
            return f"t.list({decoded(item, exact=exact)})"
        case MapOf(value):
            return f"t.map({decoded(value, exact=exact)})"
        case ModelRef(name):
            return f"t.model(() => {class_name(name)})"
        case Nullable(inner):
            return f"t.nullable({decoded(inner, exact=exact)})"
        case Union(members):
            return f"t.union({', '.join(decoded(member, exact=exact) for member in members)})"
        case InputRef():
            return "t.any"


def field(attribute: Attribute) -> str:
    """Return what decoding knows of an attribute."""
    parts = [f'wire: "{attribute.wire_name}"', f"type: {decoded(attribute.type, exact=attribute.unit == 'wei')}"]
    parts += ["required: true"] * attribute.required + ["secret: true"] * attribute.secret
    if attribute.aliases:
        parts.append(f"aliases: {json.dumps(attribute.aliases)}")
    return f"{{ {', '.join(parts)} }}"


def returned(operation: Operation) -> str:
    """Return the type that a method returns; a whole number alone is an amount of Wei, and exact."""
    # A list is the caller's own, who may sort it.
    return "void" if operation.returns is None else annotation(operation.returns, exact=True).removeprefix("readonly ")


def returned_type(operation: Operation) -> str:
    """Return what the answer of an operation is decoded as."""
    return "t.none" if operation.returns is None else models_prefixed(decoded(operation.returns, exact=True))


def models_prefixed(expression: str) -> str:
    return expression.replace("t.model(() => ", "t.model(() => models.")


def argument_annotation(argument: Argument) -> str:
    found = annotation(argument.type, sent=True)
    if argument.known_words:
        return " | ".join([*(f'"{word}"' for word in argument.known_words), "(string & {})"])
    return found


def derived_type(derived: Derived) -> str:
    return f"{CONVERSIONS[derived.conversion][0]} | undefined"


def derived_value(attribute: Attribute, derived: Derived) -> str:
    """Return the expression of a derived property."""
    value = f"this.{property_name(attribute.name)}"
    function = f"units.{CONVERSIONS[derived.conversion][1]}"
    if derived.conversion is Conversion.USD:
        price = "?.".join(map(property_name, derived.price))
        return f"{function}({value}, this.{price})"
    if derived.conversion is not Conversion.PRICE:
        return f"{function}({value})"
    assert derived.sources is not None
    sources = derived.sources
    stated = f"units.{'usdPerHour' if sources.in_ten_thousandths else 'decimal'}({value})"
    found = []
    if sources.in_usd:
        found.append(f"inUsd: this.{property_name(sources.in_usd)}")
    if sources.octa:
        octa = f"this.{property_name(sources.octa)}"
        found.append(f"octa: {f'units.octa({octa})' if sources.octa_in_wei else octa}")
    if sources.market_price:
        found.append(f"marketPrice: this.{property_name(sources.market_price)}")
    return f"{function}({stated}, {{ {', '.join(found)} }})"
