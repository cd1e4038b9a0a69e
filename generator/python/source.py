"""Pieces of Python source for the templates: signatures, checks of arguments, what is sent, documentation."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from generator.api_model import (
    Argument,
    Attribute,
    Conversion,
    Kind,
    Limits,
    ListOf,
    Location,
    MapOf,
    Model,
    Nullable,
    Operation,
    Scalar,
    Union,
)
from generator.python.names import argument_name, attribute_name
from generator.python.types import argument_annotation, has_plain_default

ERRORS = {
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "422": "ValidationError",
    "429": "RateLimitError",
    "5XX": "ServerError",
}
"""What the SDK raises, by status code."""

CHECKS = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.TEXT: "text", Kind.BOOLEAN: "boolean"}
"""The functions of `arguments` that check one value."""


def check(argument: Argument) -> str:
    """Return the call that refuses a value of the wrong kind or out of range; nothing where any value will do."""
    name = argument_name(argument)
    described = argument.type.inner if isinstance(argument.type, Nullable) else argument.type
    match described:
        case Scalar(kind) if kind in CHECKS:
            expected = f", expected={argument.expected!r}" if argument.expected else ""
            return f'arguments.{CHECKS[kind]}("{name}", {name}{_limits(argument.limits)}{expected})'
        case Union(members) if set(members) == {Scalar(Kind.INTEGER), Scalar(Kind.TEXT)}:
            return f'arguments.integer_or_text("{name}", {name})'
        case ListOf(Scalar(Kind.INTEGER | Kind.TEXT as kind)):
            return f'arguments.{CHECKS[kind]}_items("{name}", {name}{_limits(argument.limits)})'
        case MapOf(Scalar(Kind.TEXT)):
            return f'arguments.text_mapping("{name}", {name})'
        case MapOf():
            known = (
                argument.unknown_keys_hint and f", known={argument.known_keys!r}, hint={argument.unknown_keys_hint!r}"
            )
            return f'arguments.mapping("{name}", {name}{known or ""})'
    return ""


def _limits(limits: Limits) -> str:
    stated = {name: getattr(limits, name) for name in ("minimum", "maximum", "min_length", "max_length")}
    return "".join(f", {name}={value!r}" for name, value in stated.items() if value is not None)


def may_be_none(argument: Argument) -> bool:
    """Return whether the argument can be None, which is not checked."""
    return not argument.required and argument_annotation(argument).endswith("None")


def sent_as(argument: Argument) -> str:
    """Return the value that goes into the body: a copy of what the caller may change, or the wire's default."""
    name = argument_name(argument)
    described = argument.type.inner if isinstance(argument.type, Nullable) else argument.type
    copy = f"list({name})" if isinstance(described, ListOf) else f"dict({name})"
    value = copy if isinstance(described, (ListOf, MapOf)) else name
    if isinstance(argument.default, (list, dict)):
        return f"{argument.default!r} if {name} is None else {value}"
    if argument.location == Location.WHOLE_BODY and not argument.required:
        return f"None if {name} is None else {value}"
    return value


def declaration(argument: Argument) -> str:
    """Return the argument as it stands in a signature."""
    text = f"{argument_name(argument)}: {argument_annotation(argument)}"
    if argument.required:
        return text
    return f"{text} = {argument.default!r}" if has_plain_default(argument) else f"{text} = None"


def signature(operation: Operation, bound: str | None = None) -> str:
    """Return the parameters: path arguments first; one argument more may stand without its name, several are named.

    Args:
        operation: The operation.
        bound: A path argument that the object knows already.
    """
    path = [declaration(a) for a in operation.arguments_in(Location.PATH) if a.name != bound]
    rest = [declaration(a) for a in operation.arguments if a.location != Location.PATH]
    return ", ".join([*path, *(["*"] if len(rest) > 1 else []), *rest])


def forwarded(operation: Operation, bound: str | None = None) -> str:
    """Return the arguments as a method hands them on to the function of its operation."""
    path = [
        f"self._{argument_name(a)}" if a.name == bound else argument_name(a)
        for a in operation.arguments_in(Location.PATH)
    ]
    rest = [argument_name(a) for a in operation.arguments if a.location != Location.PATH]
    return ", ".join([*path, *(f"{name}={name}" for name in rest)])


def path_literal(operation: Operation) -> str:
    """Return the path of a request, an f-string when there are parameters in it."""
    names = {a.wire_name: argument_name(a) for a in operation.arguments_in(Location.PATH)}

    def encoded(match: re.Match[str]) -> str:
        name = names[match[1]]
        return f'{{segment("{name}", {name})}}'

    return ("f" if names else "") + '"' + re.sub(r"{([^}]+)}", encoded, operation.path_template) + '"'


def endpoint(operation: Operation) -> str:
    """Return method and path, as documentation shows them."""
    return f"{operation.http_method} {operation.path_template}"


def field_options(attribute: Attribute) -> str:
    """Return the arguments of attrs.field, or nothing when a plain default will do."""
    parts = [] if attribute.required else ["default=None"]
    if attribute.secret:
        parts.append("repr=masked")
    metadata: dict[str, object] = {"aliases": attribute.aliases} if attribute.aliases else {}
    if attribute_name(attribute) != attribute.wire_name:
        metadata["wire_name"] = attribute.wire_name
    if metadata:
        parts.append(f"metadata={metadata!r}")
    return ", ".join(parts) if parts not in ([], ["default=None"]) else ""


def attributes_in_wei(model: Model) -> list[str]:
    """Return the names of the attributes that are amounts in Wei."""
    return [
        attribute_name(attribute)
        for attribute in model.attributes
        if any(derived.conversion is Conversion.OCTA for derived in attribute.derived)
    ]


def argument_text(argument: Argument) -> str:
    """Return the documentation of an argument."""
    parts = [sentence(argument.description).removesuffix("."), argument.range_in_words]
    return sentence(", ".join(part for part in parts if part)) or "see openapi.yaml."


def raised(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the errors that status codes become, each with its reason."""
    for code, description in operation.errors:
        yield ERRORS.get(code, "APIError"), sentence(f"HTTP {code}: {description}")


def sentence(text: str) -> str:
    """Return the text on one line, with a full stop."""
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def docstring(text: str, indent: int = 4, hanging: int = 0) -> str:
    """Return text for a docstring: escaped, wrapped, paragraphs kept."""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    pad = " " * indent
    paragraphs = [
        textwrap.fill(" ".join(p.split()), 118 - indent, subsequent_indent=" " * hanging) for p in escaped.split("\n\n")
    ]
    return "\n\n".join(paragraphs).replace("\n", f"\n{pad}").replace(f"\n{pad}\n", "\n\n")
