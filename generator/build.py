"""Builds the model of the whole API: models, operations by tag, and the tree that a client shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs
from openapi_python_client import strings
from openapi_python_client.parser.openapi import GeneratorData

from generator.api_model import APIModel, Model, ModelRef, Namespace, Operation, Tag, models_in
from generator.models import ModelBuilder
from generator.operations import OperationBuilder
from generator.spec import Document, Schema


class InvalidDescriptionError(Exception):
    """openapi.yaml breaks rules of this generator; `problems` says which, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def build_api(raw: Schema, openapi: GeneratorData) -> APIModel:
    """Return the model of the API.

    Args:
        raw: openapi.yaml as plain values.
        openapi: What openapi-python-client's parser makes of it.

    Raises:
        InvalidDescriptionError: The description breaks a rule that the parser does not know.
    """
    document = Document(raw)
    types = ModelBuilder(document, openapi)
    problems: list[str] = []
    operations = list(_operations(document, types, openapi, problems))
    models = types.models()
    problems += _unknown_models(operations, {model.name for model in models})
    problems += _ambiguous_names(models)
    if problems:
        raise InvalidDescriptionError(problems)
    answers = {name for operation in operations for name in models_in(operation.returns)}
    models = tuple(attrs.evolve(model, is_answer=model.name in answers) for model in models)
    tags = tuple(_tags(raw, operations))
    return APIModel(
        title=raw["info"]["title"],
        version=raw["info"]["version"],
        models=models,
        tags=tags,
        root=_tree(tags),
        document=raw,
    )


def _operations(
    document: Document, types: ModelBuilder, openapi: GeneratorData, problems: list[str]
) -> Iterator[Operation]:
    endpoints = {str(e.name): e for c in openapi.endpoint_collections_by_tag.values() for e in c.endpoints}
    for http_method, path, data in document.operations():
        operation_id = data.get("operationId", "")
        tag = (data.get("tags") or [""])[0]
        if not tag or operation_id.rpartition(".")[0] != tag:
            problems.append(f"{http_method} {path}: operationId must be <tag>.<method>, not {operation_id!r}")
            continue
        endpoint = endpoints.get(str(strings.PythonIdentifier(operation_id, "field_")))
        if endpoint is None:
            problems.append(f"{operation_id}: could not be parsed")
            continue
        yield OperationBuilder(operation_id, http_method, path, data, endpoint, document, types, problems).build()


def _unknown_models(operations: list[Operation], known: set[str]) -> Iterator[str]:
    for operation in operations:
        for name in models_in(operation.returns):
            if name not in known:
                yield f"{operation.id}: returns {name}, which is not a model of an answer"
        if operation.rental_method and operation.returns != ModelRef("SessionCreated"):
            yield f"{operation.id}: x-rental needs an operation that returns SessionCreated"


def _ambiguous_names(models: tuple[Model, ...]) -> Iterator[str]:
    for model in models:
        names = Counter(name for attribute in model.attributes for name in (attribute.wire_name, *attribute.aliases))
        for attribute in model.attributes:
            for alias in attribute.aliases:
                if names[alias] > 1:
                    yield f"{model.name}.{attribute.wire_name}: x-aliases has {alias}, which names another property too"


def _tags(raw: Schema, operations: list[Operation]) -> Iterator[Tag]:
    described = {tag["name"]: tag for tag in raw.get("tags", ())}
    for name in sorted({operation.id.rpartition(".")[0] for operation in operations}):
        info = described.get(name, {})
        yield Tag(
            name=name,
            description=info.get("description", ""),
            handle=info.get("x-handle"),
            operations=tuple(operation for operation in operations if operation.id.rpartition(".")[0] == name),
        )


def _tree(tags: tuple[Tag, ...]) -> Namespace:
    root = Namespace("")
    for tag in tags:
        namespace = root
        for step in tag.name.split(".")[:-1]:
            namespace = namespace.child(step)
        namespace.tags.append(tag)
    return root
