"""Types of the model in Go: of fields, of arguments, of what methods return."""

from __future__ import annotations

from generator.api_model import APIModel, Argument, Attribute, Conversion, Derived, Location, Model, Operation
from generator.go.names import exported, type_name
from generator.value_types import InputRef, Kind, ListOf, MapOf, ModelRef, Nullable, Scalar, Type, Union

SCALARS = {
    Kind.INTEGER: "int64",
    Kind.NUMBER: "float64",
    Kind.DECIMAL: "*Decimal",
    Kind.BOOLEAN: "bool",
    Kind.TEXT: "string",
    Kind.BYTES: "[]byte",
    Kind.NULL: "any",
    Kind.ANY: "any",
}

CONVERSIONS = {
    Conversion.OCTA: ("*Decimal", "octa"),
    Conversion.USD: ("*Decimal", "usd"),
    Conversion.USD_PER_HOUR: ("*Decimal", "usdPerHour"),
    Conversion.PRICE: ("*Decimal", "price"),
    Conversion.MBPS: ("float64", "mbps"),
    Conversion.TIME_FROM_MS: ("*time.Time", "timeFromMs"),
    Conversion.TIME_FROM_TEXT: ("*time.Time", "timeFromText"),
    Conversion.ENDED_NORMALLY: ("*bool", "endedNormally"),
}
"""The type of a derived property, and the function that computes it."""

MONEY = "usd-e4"
"""The unit of whole numbers that are prices: one that is missing must not be 0."""


def plain(described: Type, *, exact: bool = False) -> str:
    """Return a type where there is no question whether the value is there.

    Args:
        described: The type.
        exact: Whether integers are of any size, as amounts of Wei are.
    """
    match described:
        case Scalar(Kind.INTEGER) if exact:
            return "*big.Int"
        case Scalar(kind):
            return SCALARS[kind]
        case ListOf(Scalar(Kind.INTEGER)) if not exact:
            return "[]int"
        case ListOf(item):
            return f"[]{plain(item, exact=exact)}"
        case MapOf(value):
            return f"map[string]{plain(value, exact=exact)}"
        case ModelRef(name):
            return type_name(name)
        case Nullable(inner):
            return plain(inner, exact=exact)
        case Union() | InputRef():
            return "any"


def field_type(attribute: Attribute) -> str:
    """Return the type of a field: a pointer for numbers, booleans and models that may be missing, and for prices."""
    found = plain(attribute.type, exact=attribute.unit == "wei")
    inner = attribute.type.inner if isinstance(attribute.type, Nullable) else attribute.type
    may_be_missing = not attribute.required or isinstance(attribute.type, Nullable) or attribute.unit == MONEY
    has_zero = found in ("int64", "float64", "bool") or isinstance(inner, ModelRef)
    return f"*{found}" if may_be_missing and has_zero else found


def tags(attribute: Attribute) -> str:
    """Return what decoding knows of a field."""
    nullable = isinstance(attribute.type, Nullable)
    inner = attribute.type.inner if isinstance(attribute.type, Nullable) else attribute.type
    parts = ["required"] * attribute.required + ["nullable"] * nullable + ["secret"] * attribute.secret
    if attribute.aliases:
        parts.append(f"aliases={','.join(attribute.aliases)}")
    if isinstance(inner, Union):
        parts.append(f"union={'|'.join(map(member, inner.members))}")
    octa = f' octa:"{";".join(parts)}"' if parts else ""
    return f'`json:"{attribute.wire_name}{"" if attribute.required else ",omitempty"}"{octa}`'


def member(described: Type) -> str:
    """Return the name of a member of a union, for decoding."""
    match described:
        case Scalar(kind):
            return "any" if kind is Kind.NULL else str(kind)
        case ListOf(item):
            return f"list of {member(item)}"
        case ModelRef(name):
            return type_name(name)
    return "any"


def returned(operation: Operation) -> str:
    """Return the type of the value of a method; a whole number alone is an amount of Wei, and exact."""
    found = plain(operation.returns, exact=True) if operation.returns is not None else ""
    return f"*{found}" if isinstance(operation.returns, ModelRef) else found


def argument_type(argument: Argument) -> str:
    """Return the type of an argument: in a query a pointer where it may be left out, in a body the zero value does."""
    if argument.location == Location.OPEN_QUERY:
        return "url.Values"
    found = plain(argument.type)
    found = "float64" if found == "*Decimal" else found
    is_text_of_body = found == "string" and argument.location == Location.BODY
    has_zero = found in ("int64", "float64", "bool", "string") and not is_text_of_body
    return found if argument.required or not has_zero else f"*{found}"


def is_given(argument: Argument, value: str) -> str:
    """Return the condition that an optional argument was given."""
    return f'{value} != ""' if argument_type(argument) == "string" else f"{value} != nil"


def as_given(argument: Argument, value: str) -> str:
    """Return the value of an argument that was given."""
    return f"*{value}" if argument_type(argument).startswith("*") else value


def derived_type(derived: Derived) -> str:
    return CONVERSIONS[derived.conversion][0]


def derived_body(attribute: Attribute, derived: Derived, model: Model, api: APIModel) -> list[str]:
    """Return the lines of the method of a derived property."""
    fields = {each.wire_name: each for each in model.attributes}
    value = f"m.{exported(attribute.name)}"
    function = CONVERSIONS[derived.conversion][1]
    is_pointer = field_type(attribute).startswith("*") or derived.conversion is Conversion.TIME_FROM_TEXT
    address = value if is_pointer else f"&{value}"
    if derived.conversion is Conversion.USD:
        return [*_guards(derived.price, model, api), f"return {function}({value}, {_path(derived.price)})"]
    if derived.conversion is not Conversion.PRICE:
        return [f"return {function}({address})"]
    assert derived.sources is not None
    sources = derived.sources
    stated = f"usdPerHour({value})" if sources.in_ten_thousandths else value
    in_usd = "false"
    if sources.in_usd:
        in_usd = f"m.{exported(sources.in_usd)}"
        if field_type(fields[sources.in_usd]).startswith("*"):
            in_usd = f"{in_usd} != nil && *{in_usd}"
    octa = f"m.{exported(sources.octa)}" if sources.octa else "nil"
    octa = f"octa({octa})" if sources.octa_in_wei else octa
    market = f"m.{exported(sources.market_price)}" if sources.market_price else "nil"
    return [f"return price({stated}, {in_usd}, {octa}, {market})"]


def _path(steps: tuple[str, ...]) -> str:
    return ".".join(["m", *map(exported, steps)])


def _guards(steps: tuple[str, ...], model: Model, api: APIModel) -> list[str]:
    """Return what leaves a method when a model on the way to a value is missing."""
    models = {each.name: each for each in api.models}
    lines = []
    for index, step in enumerate(steps[:-1]):
        attribute = next(each for each in model.attributes if each.wire_name == step)
        if field_type(attribute).startswith("*"):
            lines += [f"if {_path(steps[: index + 1])} == nil {{", "\treturn nil", "}"]
        inner = attribute.type.inner if isinstance(attribute.type, Nullable) else attribute.type
        assert isinstance(inner, ModelRef)
        model = models[inner.name]
    return lines
