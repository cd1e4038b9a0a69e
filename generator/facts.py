"""Facts that the Go and TypeScript clients share: how a request is made, and how a method is called.

The runtime of a client interprets the facts of an operation, which are plain data; a target writes them as its own
literals and decides nothing about a request.
"""

from __future__ import annotations

from typing import Any

import attrs

from generator.api_model import DEFAULT_HINT, Argument, Location, Operation, QueryStyle
from generator.value_types import Limits, ListOf, MapOf, Nullable, Scalar, Type, Union

ANYTHING = {"kind": "any"}
KINDS = {"decimal": "number", "bytes": "any", "null": "any"}


def operation_facts(operation: Operation) -> dict[str, Any]:
    """Return what to send for an operation; what is left out is false, empty or none."""
    facts = {
        "id": operation.id,
        "method": operation.http_method,
        "path": operation.path_template,
        "arguments": [argument_facts(argument) for argument in operation.arguments],
        "idempotent": operation.idempotent,
        "needs_key": operation.needs_key,
        "hint": operation.recovery_hint or (not operation.idempotent and DEFAULT_HINT),
        "service": operation.rental and operation.rental.service,
        "body": operation.body and str(operation.body),
        "body_required": operation.body is not None and operation.body_required,
        "constants": dict(operation.constants),
        "conditions": [
            {"key": each.key, "value": each.value, "required": each.required_key} for each in operation.conditions
        ],
        "adapter": operation.response_adapter,
    }
    return {name: value for name, value in facts.items() if value or name == "arguments"}


def argument_facts(argument: Argument) -> dict[str, Any]:
    """Return how an argument is checked, and where it goes."""
    facts: dict[str, Any] = {
        "name": argument.name,
        "wire": argument.wire_name,
        "in": str(argument.location),
        "check": check_facts(argument.type, argument.expected),
        "required": argument.required,
        "always_sent": argument.always_sent and not argument.required,
        "needed": argument.needed,
    }
    if argument.location == Location.QUERY and argument.style != QueryStyle.REPEATED:
        facts["style"] = str(argument.style)
    if facts["always_sent"]:
        facts["default"] = argument.default
    return {name: value for name, value in facts.items() if value or name == "default"}


def check_facts(described: Type, expected: str | None = None) -> dict[str, Any]:
    """Return what a value must be."""
    facts: dict[str, Any]
    match described:
        case Scalar(kind, limits):
            facts = {"kind": KINDS.get(kind, str(kind)), "expected": expected, **_limits(limits)}
        case ListOf(item, limits):
            facts = {"kind": "list", "of": check_facts(item, expected), **_limits(limits)}
        case MapOf(value):
            facts = {"kind": "map", "of": check_facts(value)}
        case Nullable(inner):
            facts = {"kind": "nullable", "of": check_facts(inner, expected)}
        case Union(members):
            facts = {"kind": "any-of", "alternatives": [check_facts(member) for member in members]}
        case _:
            facts = {"kind": "map", "of": ANYTHING}
    return {name: value for name, value in facts.items() if value is not None}


def _limits(limits: Limits) -> dict[str, Any]:
    stated = {name: value for name, value in attrs.asdict(limits).items() if value is not None and value != ()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in stated.items()}


def positional(operation: Operation, bound: str | None = None) -> list[Argument]:
    """Return what a method takes by position: arguments of the path, and a body or a query that is one argument.

    Args:
        operation: The operation.
        bound: A path argument that the object knows already.
    """
    alone = (Location.WHOLE_BODY, Location.OPEN_QUERY)
    path = [a for a in operation.arguments_in(Location.PATH) if a.wire_name != bound]
    return path + operation.arguments_in(*alone)


def named(operation: Operation) -> list[Argument]:
    """Return what a method takes by name, as the members of one struct or object."""
    return operation.arguments_in(Location.QUERY, Location.HEADER, Location.BODY, Location.EXTRA)
