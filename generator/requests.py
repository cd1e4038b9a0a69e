"""Reads the request of an operation: its parameters, and its body split into arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from generator.api_model import Argument, BodyForm, Condition, Location, QueryStyle
from generator.document import Node, nearest
from generator.inputs import InputBuilder, words_and_keys
from generator.schemas import ObjectShape, types_of
from generator.text import snake_case
from generator.value_types import ANY, InputRef, Kind, ListOf, MapOf, Nullable, Scalar, Type, Union

JSON = re.compile(r"application/([\w.+-]+\+)?json|\*/\*|application/\*")
"""The media types of bodies that are JSON, of requests and of answers."""

STYLES = {
    ("form", True): QueryStyle.REPEATED,
    ("form", False): QueryStyle.COMMA,
    ("spaceDelimited", False): QueryStyle.SPACE,
    ("pipeDelimited", False): QueryStyle.PIPE,
    ("deepObject", True): QueryStyle.BRACKETS,
}
"""The encoding of a query parameter for each `style` and `explode`."""

RESERVED_HEADERS = {"accept", "content-type", "authorization", "host", "content-length", "user-agent"}
"""Headers that the SDK sends by itself."""


@attrs.frozen
class Body:
    """A request body, split into arguments."""

    form: BodyForm | None = None
    arguments: tuple[Argument, ...] = ()
    constants: Mapping[str, Any] = attrs.field(factory=dict)
    conditions: tuple[Condition, ...] = ()
    media_type: str = "application/json"
    required: bool = True


@attrs.frozen
class RequestReader:
    """Reads the parameters and the body of one operation."""

    http_method: str
    path: str
    node: Node
    inputs: InputBuilder
    name: str
    """Prefix for the names of unnamed objects in the request."""

    def parameters(self) -> list[Argument]:
        """Return an argument for each parameter; those of the path, unless the operation has its own, among them."""
        found: dict[tuple[str, str], Node] = {}
        item = self.node.document.root.at("paths", self.path)
        for owner in (item, self.node):
            for parameter in owner.at("parameters"):
                resolved = parameter.resolve()
                key = (str(resolved.get("in")), str(resolved.get("name")))
                if key in found and found[key].pointer.startswith(owner.at("parameters").pointer):
                    parameter.refuse(f"the parameter {key[1]} is described twice", "delete one of the two")
                found[key] = parameter
        arguments = [argument for parameter in found.values() if (argument := self._parameter(parameter.resolve()))]
        self._check_path(arguments)
        return arguments

    def _check_path(self, arguments: list[Argument]) -> None:
        stated = re.findall(r"{([^}]*)}", self.path)
        described = [argument.wire_name for argument in arguments if argument.location == Location.PATH]
        for name in stated:
            if name not in described:
                self.node.refuse(
                    f"the path has {{{name}}}, which is no parameter",
                    nearest(name, described, "describe it under parameters with `in: path`"),
                )
            elif stated.count(name) > 1:
                self.node.refuse(f"the path has {{{name}}} twice", "give the second one another name")
        for name in described:
            if name not in stated:
                self.node.refuse(
                    f"the path parameter {name} is not in the path",
                    nearest(name, stated, f"write {{{name}}} into the path, or delete the parameter"),
                )

    def _parameter(self, parameter: Node) -> Argument | None:
        location, wire_name = parameter.get("in"), parameter.get("name")
        if not isinstance(wire_name, str) or "schema" not in parameter:
            return None  # refused already
        if location == "cookie":
            parameter.refuse("a cookie is not supported", "describe a query parameter or a header, if there is one")
            return None
        if location not in ("path", "query", "header"):
            remedy = nearest(str(location), ("path", "query", "header"), "write path, query or header")
            parameter.refuse(f"{location!r} is no place of a parameter", remedy)
            return None
        if location == "path" and parameter.get("required") is not True:
            parameter.refuse(f"the path parameter {wire_name} is not required", "write `required: true`")
        if location == "header" and wire_name.lower() in RESERVED_HEADERS:
            parameter.refuse(f"the SDK sends the header {wire_name} by itself", "delete the parameter")
            return None
        schema = parameter.at("schema")
        described = self._parameter_type(parameter, location, schema)
        given_name = parameter.get("x-name")
        if given_name is not None and not given_name.isidentifier():
            parameter.at("x-name").refuse(f"{given_name!r} is no identifier", "use letters, digits and _")
        where, style = self._style(parameter, location, described)
        return Argument(
            name=given_name or snake_case(wire_name),
            wire_name=wire_name,
            location=where,
            type=MapOf(ANY) if where == Location.OPEN_QUERY else described,
            required=bool(parameter.get("required")),
            description=parameter.get("description") or schema.resolve().get("description", ""),
            omitted_default=schema.resolve().get("default"),
            deprecated=bool(parameter.get("deprecated")),
            unit=schema.resolve().get("x-unit"),
            **words_and_keys(schema.resolve()),
            style=style,
        )

    def _parameter_type(self, parameter: Node, location: str, schema: Node) -> Type:
        described = self.inputs.type_of(schema, f"{self.name}{parameter.get('name').title()}")
        described = described.inner if isinstance(described, Nullable) else described
        if described == Scalar(Kind.BYTES) or described == Scalar(Kind.NULL):
            parameter.at("schema").refuse(f"a {location} parameter cannot be of this type", "use text")
        return Scalar(Kind.TEXT) if described in (ANY, Scalar(Kind.BYTES), Scalar(Kind.NULL)) else described

    def _style(self, parameter: Node, location: str, described: Type) -> tuple[Location, QueryStyle]:
        default = "form" if location == "query" else "simple"
        style = parameter.get("style", default)
        explode = parameter.get("explode", style == "form")
        known = ("form", "spaceDelimited", "pipeDelimited", "deepObject") if location == "query" else ("simple",)
        where = Location(location)
        if style not in known:
            parameter.refuse(
                f"style {style} is not supported for a {location} parameter",
                nearest(str(style), known, f"use {', '.join(known)}"),
            )
            return where, QueryStyle.REPEATED
        is_object = isinstance(described, (MapOf, InputRef))
        if isinstance(described, ListOf) and not _is_scalar(described.item):
            parameter.at("schema").refuse(
                f"a list of lists or objects does not fit into a {location} parameter", "describe a list of text"
            )
        if isinstance(described, Union) and not all(map(_is_scalar, described.members)):
            parameter.at("schema").refuse(
                f"a {location} parameter cannot be text or an object", "describe one of the two"
            )
        if location != "query":
            if is_object:
                parameter.at("schema").refuse(f"an object does not fit into a {location} parameter", "describe text")
            return where, QueryStyle.COMMA
        if style == "deepObject":
            explode = True
            if not is_object:
                parameter.refuse("style deepObject is for objects", "use style form")
        elif is_object:
            if not explode or style != "form":
                parameter.refuse(f"an object with style {style} is not supported here", "use style deepObject")
            return Location.OPEN_QUERY, QueryStyle.REPEATED
        if style in ("spaceDelimited", "pipeDelimited") and explode:
            style = "form"
        return where, STYLES[style, explode]

    def body(self) -> Body:
        """Return the body; its keys are arguments wherever it is one object."""
        if "requestBody" not in self.node:
            return Body()
        stated = self.node.at("requestBody")
        if self.http_method in ("get", "head"):
            stated.refuse(f"a {self.http_method.upper()} has no body", "send it as parameters, or use POST")
            return Body()
        request_body = stated.resolve()
        content = request_body.at("content")
        media = [name for name in content.value if JSON.fullmatch(name.partition(";")[0].strip().lower())]
        if not media:
            for name in content.value or ("nothing",):
                content.at(name).refuse(f"a request body of {name} is not supported", "describe application/json")
            return Body()
        body = self._json_body(content.at(media[0], "schema"), required=bool(request_body.get("required")))
        media_type = "application/json" if "*" in media[0] else media[0]
        return attrs.evolve(body, media_type=media_type, required=bool(request_body.get("required")))

    def _json_body(self, stated: Node, *, required: bool) -> Body:
        schema = stated.resolve()
        forms = list(schema.at("oneOf"))
        if len(forms) > 1 and self._shape(schema) is None and all(map(self._is_form, forms)):
            stated = forms[0]  # the first form is the one to send
            schema = stated.resolve()
        if "array" in types_of(schema) and schema.get("minItems") == schema.get("maxItems") == 1:
            item = self._shape(schema.at("items").resolve())
            if item is not None:
                return self._taken_apart(item, BodyForm.ITEM, required=required)
        shape = self._shape(schema)
        if shape is None or "x-argument" in schema:
            return Body(BodyForm.WHOLE, (self._whole_body(stated, required=required),))
        return self._taken_apart(shape, BodyForm.OBJECT, required=required)

    def _is_form(self, node: Node) -> bool:
        """Return whether one of several forms of a body is an object, or a list of one."""
        node = node.resolve()
        return self._shape(node) is not None or (
            "array" in types_of(node) and node.get("minItems") == node.get("maxItems") == 1
        )

    def _shape(self, node: Node) -> ObjectShape | None:
        shape = self.inputs.object_in(node)
        return shape if shape is not None and shape.properties else None

    def _taken_apart(self, shape: ObjectShape, form: BodyForm, *, required: bool) -> Body:
        constants = {
            key: parts[0].resolve().value["const"]
            for key, parts in shape.properties.items()
            if len(parts) == 1 and "const" in parts[0].resolve() and (key in shape.required)
        }
        arguments = [
            self._sent(argument, shape, required=required)
            for argument in self.inputs.fields(shape, self.name, required=required)
            if argument.wire_name not in constants
        ]
        if (extra := self._extra(shape)) is not None:
            arguments.append(extra)
        return Body(form, tuple(arguments), constants, tuple(_conditions(shape)))

    def _sent(self, argument: Argument, shape: ObjectShape, *, required: bool) -> Argument:
        """Return an argument of the body; a key with a default is sent even when the caller leaves it out."""
        needed = argument.wire_name in shape.required
        has_default = argument.omitted_default is not None
        return attrs.evolve(
            argument,
            required=required and needed and not has_default,
            always_sent=needed and required,
            needed=needed,
            default=argument.omitted_default if needed else None,
            omitted_default=None if needed else argument.omitted_default,
        )

    def _extra(self, shape: ObjectShape) -> Argument | None:
        if "additionalProperties" not in shape.node or shape.additional is False:
            return None
        described = self.inputs.map_type(shape, f"{self.name}Extra", 0)
        return Argument(
            name="extra",
            wire_name="extra",
            location=Location.EXTRA,
            type=described,
            required=False,
            description="Further keys of the request body, merged in last: they win over the other arguments",
        )

    def _whole_body(self, stated: Node, *, required: bool) -> Argument:
        schema = stated.resolve()
        name = schema.get("x-argument", "body")
        is_open = schema.get("additionalProperties") is True
        return Argument(
            name=name,
            wire_name=name,
            location=Location.WHOLE_BODY,
            type=MapOf(ANY) if is_open else self.inputs.type_of(stated, f"{self.name}Body"),
            required=required,
            description=schema.get("description", ""),
            always_sent=True,
            **words_and_keys(schema),
        )


def _conditions(shape: ObjectShape) -> Iterator[Condition]:
    stated = shape.node.at("x-required-when")
    for required_key, condition in stated.items():
        for key, value in condition.items():
            for name, place in ((required_key, condition), (key, value)):
                if name not in shape.properties:
                    place.refuse(f"there is no property {name}", nearest(name, shape.properties, "describe it"))
            yield Condition(key, value.value, required_key)


def _is_scalar(described: Type) -> bool:
    inner = described.inner if isinstance(described, Nullable) else described
    return isinstance(inner, Scalar) or (isinstance(inner, Union) and all(map(_is_scalar, inner.members)))
