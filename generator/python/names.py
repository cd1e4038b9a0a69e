"""What everything in the model is called in Python."""

from __future__ import annotations

import keyword

from openapi_python_client import strings

from generator.api_model import Argument, Attribute, Location, Namespace, Operation, Tag

TAKEN_BY_MODELS = {
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
    "from_dict",
    "_summary",
    "_in_wei",
    "unknown_fields",
    "_with_changes",
    "_source",
    "_kept_unknown_fields",
    "_build",
    "_missing",
    "_explicit_null",
    "_record_nulls",
    "_nullable",
    *keyword.kwlist,
}
"""Names an attribute cannot have: annotations of the same class body would read the attribute's default instead."""

TAKEN_BY_FUNCTIONS = {"arguments", "body", "operations", "builtins", "query_pairs", "segment"}
"""Names an argument cannot have: the functions that take it use them."""


def identifier(name: str) -> str:
    """Return the name in snake_case, changed where it is a reserved word."""
    return str(strings.PythonIdentifier(name, "field_"))


def attribute_name(attribute: Attribute) -> str:
    """Return the wire's own name wherever Python allows it, because that is what the fast decoder goes by."""
    name = attribute.wire_name
    return name if name.isidentifier() and name not in TAKEN_BY_MODELS else identifier(name)


def argument_name(argument: Argument) -> str:
    name = identifier(argument.name)
    return f"{name}_" if name in TAKEN_BY_FUNCTIONS and argument.location != Location.WHOLE_BODY else name


def model_module(name: str) -> str:
    return identifier(name)


def function_name(operation: Operation) -> str:
    return operation.id.replace(".", "_")


def arguments_class(operation: Operation) -> str:
    return f"{strings.pascal_case(function_name(operation))}Arguments"


def tag_module(tag: Tag) -> str:
    return tag.name.replace(".", "_")


def tag_attribute(tag: Tag) -> str:
    return tag.name.rpartition(".")[2]


def resource_class(tag: Tag) -> str:
    return f"{strings.pascal_case(tag_module(tag))}Resource"


def namespace_class(namespace: Namespace) -> str:
    return f"{strings.pascal_case(namespace.name)}Namespace" if namespace.name else "API"
