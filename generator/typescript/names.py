"""TypeScript names for the parts of the model."""

from __future__ import annotations

from generator.api_model import Operation, Tag
from generator.text import pascal_case, snake_case

RESERVED = {"constructor", "toString", "toJSON", "unknownFields", "prototype"}
"""Names a property cannot have: models, or all classes, have them."""

TAKEN_BY_MODULES = {"Model", "Decimal", "Executor", "Operation", "Record", "Promise", "Date", "Uint8Array", "Error"}
"""Names a model cannot have: the modules that use it use these."""


def camel_case(name: str) -> str:
    """Return a name in snake_case as one word: `nodeId`."""
    first, *rest = snake_case(name).split("_")
    return first + "".join(word.capitalize() for word in rest)


def property_name(name: str) -> str:
    """Return what an attribute, an argument or a derived property is called."""
    found = camel_case(name)
    found = found if found.isidentifier() else f"field{found}"
    return f"{found}_" if found in RESERVED else found


def class_name(name: str) -> str:
    found = name if name.isidentifier() and name[0].isupper() else pascal_case(name)
    return f"{found}Model" if found in TAKEN_BY_MODULES else found


def constant(operation: Operation) -> str:
    """Return the name of the constant that describes an operation."""
    return camel_case(operation.id.replace(".", "_"))


def method_name(name: str) -> str:
    return camel_case(name)


def resource_class(tag: Tag) -> str:
    return f"{pascal_case(tag.name.replace('.', '_'))}Resource"


def arguments_type(operation: Operation) -> str:
    return f"{pascal_case(operation.id.replace('.', '_'))}Arguments"
