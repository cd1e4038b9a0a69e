"""Builds the model of the whole API: models, operations by tag, and the tree that a client shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from generator.api_model import APIModel, Model, Namespace, Operation, Tag
from generator.document import Document, InvalidDescriptionError, Node, nearest
from generator.inputs import InputBuilder
from generator.models import ModelBuilder
from generator.operations import OperationBuilder
from generator.rules import check_words
from generator.sdk_tables import response_adapters
from generator.upgrade import upgrade
from generator.value_types import ListOf, ModelRef, models_in


def build_api(document: Document) -> APIModel:
    """Return the model of the API.

    Raises:
        InvalidDescriptionError: A part of the description cannot become code.
    """
    upgrade(document)
    document.raise_refusals()
    check_words(document)
    try:
        return _build(document)
    except InvalidDescriptionError:
        raise
    except Exception:
        document.raise_refusals()  # a value is not of the type that was relied on, and that has been refused
        raise


def _build(document: Document) -> APIModel:
    models, inputs = ModelBuilder(document), InputBuilder()
    if not any(document.operations()):
        document.root.at("paths").refuse("no operation is described", "describe one")
    operations = list(_operations(document, models, inputs))
    tags = tuple(_tags(document, operations))
    found = models.models()
    _check_aliases(document, found)
    listings = _listings(operations, found)
    _check_rentals(document, operations, listings)
    _check_listed_by(document, listings)
    _check_replacements(document, operations)
    document.raise_refusals()
    answers = {name for operation in operations for name in models_in(operation.returns)}
    return APIModel(
        title=document.raw["info"]["title"],
        version=document.raw["info"]["version"],
        models=tuple(attrs.evolve(model, is_answer=model.name in answers) for model in found),
        inputs=inputs.inputs(),
        tags=tags,
        root=_tree(tags),
        document=document.raw,
    )


def _operations(document: Document, models: ModelBuilder, inputs: InputBuilder) -> Iterator[Operation]:
    adapters, seen = response_adapters(), dict[str, str]()
    described: list[Any] = []
    for tag in document.root.at("tags"):
        if tag.get("name") in described:
            tag.refuse(f"the tag {tag.get('name')} is described twice", "delete one of the two")
        described.append(tag.get("name"))
    for http_method, path, node in document.operations():
        operation_id, tags = node.get("operationId"), node.get("tags") or []
        if not tags or not isinstance(tags[0], str):
            node.refuse("the operation has no tag", "write `tags: [NAME]`, the resource that it belongs to")
        elif len(tags) > 1:
            node.at("tags").refuse("an operation belongs to one tag", f"write `tags: [{tags[0]}]`")
        elif operation_id.rpartition(".")[0] != tags[0]:
            node.at("operationId").refuse(
                f"operationId must be <tag>.<method>, not {operation_id!r}",
                f"write {tags[0]}.{operation_id.rpartition('.')[2] or 'NAME'}",
            )
        elif operation_id in seen:
            node.at("operationId").refuse(f"{operation_id} is used twice, also at {seen[operation_id]}", "rename one")
        else:
            if tags[0] not in described:
                remedy = nearest(tags[0], described, "add it to `tags` at the top, with a description")
                node.at("tags").refuse(f"the tag {tags[0]} is not described", remedy)
            seen[operation_id] = f"{http_method.upper()} {path}"
            yield OperationBuilder(http_method, path, node, models, inputs, adapters).build()


def _node_of(document: Document, operation: Operation) -> Node:
    return document.root.at("paths", operation.path_template, operation.http_method.lower())


def _listings(operations: list[Operation], models: tuple[Model, ...]) -> dict[str, set[str]]:
    """Return the ids of the operations that list objects, each with the fields of these."""
    fields = {model.name: {attribute.wire_name for attribute in model.attributes} for model in models}
    return {
        each.id: fields.get(each.returns.item.name, set())
        for each in operations
        if isinstance(each.returns, ListOf) and isinstance(each.returns.item, ModelRef)
    }


def _check_listing(node: Node, listings: dict[str, set[str]], field: str) -> None:
    """Refuse the id of an operation that does not list objects with a certain field."""
    if field not in listings.get(node.value, ()):
        able = [each for each, fields in listings.items() if field in fields]
        remedy = nearest(node.value, able, f"name an operation that lists objects with a field {field}")
        node.refuse(f"{node.value} lists no objects with a field {field}", remedy)


def _check_listed_by(document: Document, listings: dict[str, set[str]]) -> None:
    for _, path, operation in document.operations():
        for owner in (document.root.at("paths", path), operation):
            for parameter in map(Node.resolve, owner.at("parameters")):
                if "x-listed-by" in parameter:
                    _check_listing(parameter.at("x-listed-by"), listings, parameter.get("name"))


def _check_replacements(document: Document, operations: list[Operation]) -> None:
    for operation in operations:
        node = _node_of(document, operation).at("x-replaced-by")
        others = [each.id for each in operations if each is not operation]
        if operation.replaced_by and operation.replaced_by not in others:
            remedy = nearest(operation.replaced_by, others, "name the operation to call instead")
            node.refuse(f"there is no other operation {operation.replaced_by}", remedy)
        elif operation.replaced_by and not operation.deprecated:
            node.refuse(f"{operation.id} is not deprecated", "write `deprecated: true`, or leave x-replaced-by out")


def _check_rentals(document: Document, operations: list[Operation], listings: dict[str, set[str]]) -> None:
    for operation in operations:
        if operation.rental is None:
            continue
        node = _node_of(document, operation).at("x-rental")
        if operation.returns != ModelRef("SessionCreated"):
            node.refuse("x-rental needs an operation that returns SessionCreated", "write `x-returns: SessionCreated`")
            continue
        given = {argument.name for argument in operation.arguments}
        for needed in {"node_id", *(["app"] if operation.rental.apps else [])} - given:
            node.refuse(f"x-rental needs an argument {needed}", "give one this x-name, or leave x-rental out")
        for key, field in (("offers", "node_id"), ("apps", "uuid")):
            if key in node:
                _check_listing(node.at(key), listings, field)


def _check_aliases(document: Document, models: tuple[Model, ...]) -> None:
    for model in models:
        names = Counter(name for attribute in model.attributes for name in (attribute.wire_name, *attribute.aliases))
        for attribute in model.attributes:
            for alias in attribute.aliases:
                if names[alias] > 1:
                    schema = document.root.at("components", "schemas", model.name, "properties", attribute.wire_name)
                    schema.at("x-aliases").refuse(f"{alias} names another property too", "delete it here")


def _tags(document: Document, operations: list[Operation]) -> Iterator[Tag]:
    described = {tag.get("name"): tag for tag in document.root.at("tags")}
    for name in sorted({operation.id.rpartition(".")[0] for operation in operations}):
        info = described.get(name)
        handle = info.get("x-handle") if info else None
        own = tuple(operation for operation in operations if operation.id.rpartition(".")[0] == name)
        for operation in own if handle and info else ():
            if handle not in [argument.wire_name for argument in operation.arguments_in("path")]:
                _node_of(document, operation).refuse(
                    f"the handle of {name} binds {handle}, which is no path parameter here",
                    "add it to the path, or give the operation another tag",
                )
        yield Tag(name=name, description=info.get("description", "") if info else "", handle=handle, operations=own)


def _tree(tags: tuple[Tag, ...]) -> Namespace:
    names = [tag.name for tag in tags]
    root = Namespace("")
    for tag in tags:
        namespace = root
        steps = tag.name.split(".")
        for step in steps[:-1]:
            namespace = namespace.child(step)
        if any(name.startswith(f"{tag.name}.") for name in names):
            namespace.child(steps[-1]).own = tag
        else:
            namespace.tags.append(tag)
    return root
