"""Builds one operation: its arguments with where their values go, its answer, and what the extensions say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty

from generator.api_model import (
    ANY,
    IDEMPOTENT_METHODS,
    Argument,
    BodyForm,
    Condition,
    Limits,
    ListOf,
    Location,
    MapOf,
    ModelRef,
    Nullable,
    Operation,
    Type,
    Union,
)
from generator.models import ModelBuilder, is_open_object, properties, stated_type, successes, wire_name
from generator.spec import Document, Schema, snake_case

SESSION_ADAPTER = "session_created"
"""The response adapter of every operation with x-rental."""

RENTAL_ARGUMENTS = {"ready_timeout", "poll_interval", "on_progress", "score", "handle_signals", "on_unknown"}
"""What a rental method takes beside the arguments of its operation."""


@attrs.frozen
class _Body:
    """A request body, taken apart."""

    form: BodyForm | None = None
    arguments: tuple[Argument, ...] = ()
    constants: Mapping[str, Any] = attrs.field(factory=dict)
    conditions: tuple[Condition, ...] = ()


@attrs.define
class OperationBuilder:
    """Builds one operation; what breaks a rule is added to `problems`."""

    id: str
    http_method: str
    path: str
    data: Schema
    endpoint: Endpoint
    document: Document
    types: ModelBuilder
    problems: list[str]

    def build(self) -> Operation:
        if self.endpoint.header_parameters or self.endpoint.cookie_parameters:
            self._problem("header and cookie parameters are not supported")
        return self._assemble(list(self._parameters()), self._body())

    def _problem(self, text: str) -> None:
        self.problems.append(f"{self.id}: {text}")

    def _assemble(self, parameters: list[Argument], body: _Body) -> Operation:
        arguments = [*parameters, *body.arguments]
        names = {argument.name for argument in arguments}
        if len(names) < len(arguments):
            self._problem("two arguments have one name")
        rental_method = self.data.get("x-rental")
        if rental_method and names & RENTAL_ARGUMENTS:
            self._problem(f"x-rental: {rental_method} has arguments {', '.join(sorted(RENTAL_ARGUMENTS))} of its own")
        returns, returns_description = self._returns()
        return Operation(
            id=self.id,
            http_method=self.http_method.upper(),
            path_template=self.path,
            summary=self.data.get("summary", self.id),
            description=self.data.get("description", "").strip(),
            arguments=tuple(sorted(arguments, key=lambda a: (a.location != Location.PATH, not a.required))),
            body=body.form,
            constants=body.constants,
            conditions=body.conditions,
            returns=returns,
            returns_description=returns_description,
            errors=tuple(self.document.errors(self.data)),
            idempotent=self.data.get("x-idempotent", self.http_method.upper() in IDEMPOTENT_METHODS),
            idempotence_is_stated="x-idempotent" in self.data,
            idempotence_reason=self.data.get("x-idempotent-reason"),
            recovery_hint=self.data.get("x-recovery-hint"),
            needs_key=bool(self.data.get("security", self.document.raw.get("security"))),
            response_adapter=SESSION_ADAPTER if rental_method else self.data.get("x-response-adapter"),
            rental_method=rental_method,
        )

    def _parameters(self) -> Iterator[Argument]:
        declared = {(p["in"], p["name"]): p for p in map(self.document.resolve, self.data["parameters"])}
        for location, props in (
            (Location.PATH, self.endpoint.path_parameters),
            (Location.QUERY, self.endpoint.query_parameters),
        ):
            for prop in props:
                parameter = declared[location, wire_name(prop)]
                schema = self.document.resolve(parameter["schema"])
                yield Argument(
                    name=parameter.get("x-python-name", snake_case(wire_name(prop))),
                    wire_name=wire_name(prop),
                    location=Location.OPEN_QUERY if isinstance(prop, ModelProperty) else location,
                    type=as_argument(self.types.type_of(prop, schema)),
                    required=prop.required,
                    description=parameter.get("description", ""),
                    limits=limits(schema),
                    **words_and_keys(schema),
                )

    def _body(self) -> _Body:
        if "requestBody" not in self.data:
            return _Body()
        request_body = self.document.resolve(self.data["requestBody"])
        if list(request_body["content"]) != ["application/json"] or len(self.endpoint.bodies) != 1:
            self._problem("a request body must be application/json")
            return _Body()
        schema = self.document.resolve(request_body["content"]["application/json"]["schema"])
        whole: Any = self.endpoint.bodies[0].prop
        if "oneOf" in schema and isinstance(whole, UnionProperty):  # the first form is the one to send
            schema, whole = self.document.resolve(schema["oneOf"][0]), whole.inner_properties[0]
        form, prop = BodyForm.OBJECT, whole
        if isinstance(prop, ListProperty) and schema.get("minItems") == schema.get("maxItems") == 1:
            form, prop, schema = BodyForm.ITEM, prop.inner_property, self.document.resolve(schema["items"])
        required = bool(request_body.get("required"))
        if not isinstance(prop, ModelProperty) or is_open_object(prop) or "x-argument" in schema:
            return _Body(BodyForm.WHOLE, (self._whole_body(whole, schema, required=required),))
        described = {key: self.document.resolve(value) for key, value in schema["properties"].items()}
        return _Body(
            form,
            tuple(self._body_arguments(prop, schema, required=required)),
            {key: value["const"] for key, value in described.items() if "const" in value},
            tuple(
                Condition(key, value, required_key)
                for required_key, condition in schema.get("x-required-when", {}).items()
                for key, value in condition.items()
            ),
        )

    def _body_arguments(self, model: ModelProperty, schema: Schema, *, required: bool) -> Iterator[Argument]:
        """Yield an argument for each key; a key with a default is sent even when the caller leaves it out."""
        props = {wire_name(prop): prop for prop in properties(model)}
        for key, raw in schema["properties"].items():
            key_schema = self.document.resolve(raw)
            if "const" in key_schema:
                continue
            needed = key in schema.get("required", ())
            yield Argument(
                name=snake_case(key),
                wire_name=key,
                location=Location.BODY,
                type=as_argument(self.types.type_of(props[key], key_schema)),
                required=required and needed and "default" not in key_schema,
                description=key_schema.get("description", ""),
                limits=limits(key_schema),
                **words_and_keys(key_schema),
                always_sent=needed,
                default=key_schema.get("default") if needed else None,
            )
        if schema.get("additionalProperties") is True:
            yield Argument(
                name="extra",
                wire_name="extra",
                location=Location.EXTRA,
                type=MapOf(ANY),
                required=False,
                description="Further keys of the request body, merged in last: they win over the other arguments",
            )

    def _whole_body(self, prop: Any, schema: Schema, *, required: bool) -> Argument:
        name = schema.get("x-argument", "body")
        return Argument(
            name=name,
            wire_name=name,
            location=Location.WHOLE_BODY,
            type=MapOf(ANY) if isinstance(prop, ModelProperty) else as_argument(self.types.type_of(prop, schema)),
            required=required,
            description=schema.get("description", ""),
            limits=limits(schema),
            always_sent=True,
            **words_and_keys(schema),
        )

    def _returns(self) -> tuple[Type | None, str]:
        response = self.document.success(self.data)
        text = response.get("description", "")
        if "x-returns" in self.data:
            stated = str(self.data["x-returns"])
            return (None if stated == "None" else stated_type(stated)), text
        content, parsed = response.get("content", {}), successes(self.endpoint)
        if not content or not parsed:
            return None, ""
        media = next(iter(content.values()))
        return self.types.type_of(parsed[0].prop, media.get("schema", {})), text


def as_argument(described: Type) -> Type:
    """Return the type that a caller passes: models are for answers, so a described object is passed as a map."""
    match described:
        case ModelRef():
            return MapOf(ANY)
        case ListOf(inner):
            return ListOf(as_argument(inner))
        case MapOf(inner):
            return MapOf(as_argument(inner))
        case Nullable(inner):
            return Nullable(as_argument(inner))
        case Union(members):
            return Union(tuple(dict.fromkeys(map(as_argument, members))))
    return described


def limits(schema: Schema) -> Limits:
    """Return the limits that a schema states; for a list, those of its items."""
    schema = schema.get("items", schema)
    return Limits(*(schema.get(key) for key in ("minimum", "maximum", "minLength", "maxLength")))


def words_and_keys(schema: Schema) -> dict[str, Any]:
    """Return the fields of an argument that say which words and keys are known."""
    return {
        "expected": schema.get("x-expected"),
        "known_words": tuple(schema.get("x-known-words", ())),
        "known_keys": tuple(schema.get("properties", ())),
        "unknown_keys_hint": schema.get("x-unknown-keys"),
    }
