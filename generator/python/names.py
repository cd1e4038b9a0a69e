"""Python names for the parts of the model; refuses a description in which two parts get the same name."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable, Iterator

from generator.api_model import APIModel, Argument, Attribute, Location, Model, Namespace, Operation, Tag
from generator.document import Document, Node
from generator.python.criteria import KINDS, offer_kind
from generator.text import pascal_case, snake_case

RESERVED = {*dir(builtins), *keyword.kwlist, "self", "true", "false", "datetime"} - {"id"}

TAKEN_BY_MODELS = {
    "int",
    "float",
    "bool",
    "str",
    "bytes",
    "list",
    "dict",
    "Any",
    "self",
    "attrs",
    "masked",
    "datetime",
    "property",
    "to_dict",
    "from_dict",
    "_summary",
    "_in_wei",
    "unknown_fields",
    *keyword.kwlist,
}
"""Names an attribute cannot have: annotations of the same class body would read the attribute's default instead."""

TAKEN_BY_FUNCTIONS = {
    "arguments",
    "body",
    "operations",
    "builtins",
    "query_pairs",
    "header_pairs",
    "segment",
    "inputs",
    "warnings",
    "partial",
}
"""Names an argument cannot have: the functions that take it use them."""

TAKEN_BY_MODULES = {
    "Any",
    "ResponseModel",
    "Decimal",
    "Model",
    "Mapping",
    "Sequence",
    "Request",
    "RentalRequest",
    "NotRequired",
    "TypedDict",
    "UUID",
}
"""Names a model cannot have: the modules that use it import them."""


def identifier(name: str) -> str:
    """Return the name in snake_case, changed where it is a reserved word."""
    words = snake_case(name)
    words = f"{words}_" if words in RESERVED else words
    return words if words.isidentifier() and not name.startswith("_") else f"field_{words}"


def attribute_name(attribute: Attribute) -> str:
    """Return the wire's own name wherever Python allows it, because that is what the fast decoder goes by.

    A capital at its beginning is for classes.
    """
    if attribute.given_name:
        return attribute.given_name
    name = attribute.wire_name
    is_free = name.isidentifier() and name not in TAKEN_BY_MODELS and not name.startswith("_")
    if is_free and not name[0].isupper():
        return name
    name = identifier(name)
    return f"{name}_" if name in TAKEN_BY_MODELS else name


def argument_name(argument: Argument) -> str:
    name = identifier(argument.name)
    return f"{name}_" if name in TAKEN_BY_FUNCTIONS and argument.location != Location.WHOLE_BODY else name


def class_name(name: str) -> str:
    """Return what the class of a model is called: its own name where Python allows that."""
    if not (name.isidentifier() and name[0].isupper()):
        name = pascal_case(name)
    name = name if name.isidentifier() else f"Model{name}"
    return f"{name}_" if name in TAKEN_BY_MODULES or name in RESERVED else name


def model_module(name: str) -> str:
    return identifier(class_name(name))


def method_name(operation: Operation) -> str:
    """Return the name of a method; builtins are no trouble there, except the one that annotations use."""
    return attribute_of(operation.method)


def function_name(operation: Operation) -> str:
    return f"{'_'.join(map(snake_case, operation.id.split('.')[:-1]))}_{method_name(operation)}"


def arguments_class(operation: Operation) -> str:
    return f"{pascal_case(function_name(operation))}Arguments"


def tag_module(tag: Tag) -> str:
    return "_".join(map(identifier, tag.name.split(".")))


def tag_attribute(tag: Tag) -> str:
    return attribute_of(tag.name.rpartition(".")[2])


def attribute_of(step: str) -> str:
    """Return the attribute of the client for one step of the name of a tag."""
    name = snake_case(step)
    return name if name.isidentifier() and not keyword.iskeyword(name) else identifier(step)


def resource_class(tag: Tag) -> str:
    return f"{pascal_case(tag_module(tag))}Resource"


def namespace_class(namespace: Namespace) -> str:
    return f"{pascal_case(namespace.path.replace('.', '_'))}Namespace" if namespace.path else "API"


def public_types(api: APIModel) -> Iterator[tuple[str, str]]:
    """Yield the classes that a caller may name in an annotation, each with its module as resources/ imports it."""
    for tag in api.tags:
        module, name = f".{tag_module(tag)}", resource_class(tag)
        yield from ((f"{prefix}{name}", module) for prefix in ("", "Async", "Raw"))
        yield from ((arguments_class(each), f"..operations{module}") for each in tag.operations if each.rental)
    for namespace in api.root.bottom_up():
        prefixes = ("" if namespace.name else "Sync", "Async", "Raw")
        yield from ((f"{prefix}{namespace_class(namespace)}", "._namespaces") for prefix in prefixes)


def check_names(api: APIModel, document: Document) -> None:
    """Refuse what would have the same name in Python as something else.

    Raises:
        InvalidDescriptionError: There is such a name.
    """
    root = document.root
    classes = [*(model.name for model in api.models), *(each.name for each in api.inputs)]
    _distinct(root.at("components", "schemas"), [(name, model_module(name)) for name in classes])
    for model in api.models:
        node = root.at("components", "schemas", model.name) if _is_named(root, model.name) else root.at("paths")
        _distinct(node.at("properties") if "properties" in node else node, _attribute_names(model))
    for each in api.inputs:
        _distinct(root, [(field.wire_name, field.wire_name) for field in each.fields])
    for tag in api.tags:
        _distinct(
            root.at("paths"),
            [(operation.id, method_name(operation)) for operation in tag.operations] + _below(api, tag),
        )
        for operation in tag.operations:
            node = root.at("paths", operation.path_template, operation.http_method.lower())
            _distinct(node, [(argument.wire_name, argument_name(argument)) for argument in operation.arguments])
            if not snake_case(operation.method):
                node.at("operationId").refuse("the method has no letter in its name", "rename it")
    _distinct(root.at("tags"), [(tag.name, tag_module(tag)) for tag in api.tags])
    for space in api.root.bottom_up():
        steps = [tag.name.rpartition(".")[2] for tag in space.tags] + [child.name for child in space.children]
        _distinct(root.at("tags"), [(step, attribute_of(step)) for step in steps])
        for step in steps:
            if space is api.root and attribute_of(step) in TAKEN_BY_CLIENT:
                root.at("tags").refuse(f"a client has {attribute_of(step)} of its own", f"rename the tag {step}")
    document.raise_refusals()


TAKEN_BY_CLIENT = {"raw", "request", "close", "aclose", "with_options"}
"""Names the first step of a tag cannot have: clients have them."""


def _is_named(root: Node, name: str) -> bool:
    return name in root.at("components", "schemas")


def _attribute_names(model: Model) -> Iterator[tuple[str, str]]:
    for attribute in model.attributes:
        yield attribute.wire_name, attribute_name(attribute)
        for derived in attribute.derived:
            yield f"{attribute.wire_name} by its unit", derived.name


def _below(api: APIModel, tag: Tag) -> list[tuple[str, str]]:
    own = [("execute", "execute"), *([(tag.handle, identifier(tag.handle))] if tag.handle else [])]
    rentals = [(f"x-rental of {each.id}", each.rental.method) for each in tag.operations if each.rental]
    if any(offer_kind(api.listed_by(each.rental.offers)) in KINDS for each in tag.operations if each.rental):
        rentals.append((f"x-rental of {tag.name}", "search"))
    for space in api.root.bottom_up():
        if space.own == tag:
            steps = [each.name.rpartition(".")[2] for each in space.tags] + [child.name for child in space.children]
            own += [(f"the tag {tag.name}.{step}", attribute_of(step)) for step in steps]
    return [*own, *rentals]


def _distinct(node: Node, named: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for wire_name, name in named:
        if name in seen:
            place = node.at(wire_name) if wire_name in node else node
            place.refuse(
                f"{seen[name]} and {wire_name} would both be called {name} in Python",
                "give one of them an x-name, or rename it",
            )
        seen.setdefault(name, wire_name)
