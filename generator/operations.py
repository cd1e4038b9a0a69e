"""openapi.yaml in the words of the templates: models, operations with their arguments, tags, namespaces."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from openapi_python_client import strings
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties import ModelProperty, Property
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.responses import Response

from generator.spec import (
    Attribute,
    Document,
    Model,
    Schema,
    attribute_name,
    check,
    derived_properties,
    is_open_object,
    optional,
    range_text,
)

ERRORS = {
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "422": "ValidationError",
    "429": "RateLimitError",
    "5XX": "ServerError",
}
REPEATABLE = {"get", "head", "put", "delete", "options"}


@dataclass(frozen=True)
class Argument:
    """One argument of an operation, and where on the wire its value goes."""

    name: str
    wire_name: str
    place: str  # path, query, open-query, body (a key of it), extra (merged into it) or whole-body
    type: str
    required: bool
    description: str
    check: str | None
    default: str | None = None  # source; an argument that is left out is still sent when `sent_as` says how
    sent_as: str | None = None

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.type}" + ("" if self.required else f" = {self.default or 'None'}")


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    id: str
    http_method: str
    path: str
    shown_path: str
    summary: str
    description: str
    arguments: list[Argument]
    constants: dict[str, Any]
    conditions: list[tuple[str, Any, str]]
    body: str | None  # object, item (the object in a list of one), whole, or None
    returns: str
    returns_text: str
    raises: list[tuple[str, str]]
    idempotent: bool

    @property
    def method(self) -> str:
        return self.id.rpartition(".")[2]

    @property
    def function(self) -> str:
        return self.id.replace(".", "_")

    @property
    def arguments_class(self) -> str:
        return f"{strings.pascal_case(self.function)}Arguments"

    def at(self, *places: str) -> list[Argument]:
        return [argument for argument in self.arguments if argument.place in places]

    def signature(self, *, bound: str | None = None) -> str:
        """Path arguments first; one argument more may stand without its name, several are named."""
        path = [a.declaration for a in self.at("path") if a.name != bound]
        rest = [a.declaration for a in self.arguments if a.place != "path"]
        return ", ".join([*path, *(["*"] if len(rest) > 1 else []), *rest])

    def call(self, *, bound: str | None = None) -> str:
        """The arguments as they are handed on."""
        path = [f"self._{a.name}" if a.name == bound else a.name for a in self.at("path")]
        return ", ".join([*path, *(f"{a.name}={a.name}" for a in self.arguments if a.place != "path")])


@dataclass(frozen=True)
class Tag:
    """The operations under one tag, which become one resource."""

    name: str
    description: str
    handle: str | None  # the path parameter that a handle binds
    operations: list[Operation]
    model_names: list[str] = field(default_factory=list)

    @property
    def module(self) -> str:
        return self.name.replace(".", "_")

    @property
    def class_name(self) -> str:
        return f"{strings.pascal_case(self.module)}Resource"

    @property
    def attribute(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass
class Namespace:
    """A point of the client tree: resources, and namespaces below."""

    name: str
    tags: list[Tag] = field(default_factory=list)
    children: list[Namespace] = field(default_factory=list)

    @property
    def class_name(self) -> str:
        return f"{strings.pascal_case(self.name)}Namespace" if self.name else "API"


class Vocabulary:
    """What the templates are given as `api`."""

    def __init__(self, raw: Schema, openapi: GeneratorData) -> None:
        self.document = Document(raw, openapi.models)
        self.errors: list[str] = []
        self.title: str = raw["info"]["title"]
        self.version: str = raw["info"]["version"]
        self.models = sorted(map(self._model, self._answered(openapi)), key=lambda model: model.name)
        self.modules = {model.name: model.module for model in self.models}
        self.tags = list(self._tags(raw, openapi))
        self.root = self._namespaces()
        self.filters = {"docstring": docstring, "literal": repr}

    def _model(self, model: ModelProperty) -> Model:
        names = {name.get_untrusted_value(): schema for name, schema in (model.data.properties or {}).items()}
        attributes = []
        for prop in in_order(model):
            wire_name = prop.name.get_untrusted_value()
            raw = names[wire_name].model_dump(mode="json", by_alias=True, exclude_unset=True)
            schema = self.document.resolve(raw)
            annotation = self.document.python_type(prop, raw)
            name = attribute_name(wire_name, prop.python_name)
            annotation = annotation if prop.required else optional(annotation)
            attributes.append(
                Attribute(
                    name,
                    wire_name,
                    annotation,
                    prop.required,
                    self.document.nullable(schema),
                    sentence(schema.get("description", "")),
                    bool(schema.get("x-secret")),
                    derived_properties(name, schema, annotation),
                )
            )
        imports = sorted({(str(one.class_info.module_name), str(one.class_info.name)) for one in self._used_by(model)})
        description = model.description.get_untrusted_value() if model.description else model.class_info.name
        return Model(model.class_info.name, model.class_info.module_name, description, attributes, imports)

    def _answered(self, openapi: GeneratorData) -> Iterable[ModelProperty]:
        """The models that a successful answer can hold; those of requests are arguments instead."""
        found: dict[str, ModelProperty] = {}
        waiting = [
            model
            for collection in openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
            for response in successes(endpoint)
            for model in self._named_in(response.prop)
        ]
        while waiting:
            model = waiting.pop()
            if model.class_info.name not in found:
                found[model.class_info.name] = model
                waiting += self._used_by(model)
        return found.values()

    def _used_by(self, model: ModelProperty) -> list[ModelProperty]:
        return [used for prop in properties(model) for used in self._named_in(prop) if used is not model]

    def _named_in(self, prop: Any) -> Iterator[ModelProperty]:
        """The models that a type names, through lists, maps and unions."""
        if isinstance(prop, ModelProperty):
            model = self.document.models[prop.class_info.name]
            if is_open_object(model):
                yield from self._named_in(model.additional_properties)
            else:
                yield model
        elif isinstance(prop, ListProperty):
            yield from self._named_in(prop.inner_property)
        elif isinstance(prop, UnionProperty):
            for inner in prop.inner_properties:
                yield from self._named_in(inner)

    def _tags(self, raw: Schema, openapi: GeneratorData) -> Iterator[Tag]:
        described = {tag["name"]: tag for tag in raw.get("tags", ())}
        endpoints = {str(e.name): e for c in openapi.endpoint_collections_by_tag.values() for e in c.endpoints}
        operations: dict[str, list[Operation]] = {}
        for path, item in raw["paths"].items():
            for http_method in ("get", "put", "post", "delete", "options", "head", "patch"):
                if http_method not in item:
                    continue
                data = item[http_method]
                name = data.get("operationId", "")
                tag = (data.get("tags") or [""])[0]
                if not tag or name.rpartition(".")[0] != tag:
                    self.errors.append(f"{http_method} {path}: operationId must be <tag>.<method>, not {name!r}")
                    continue
                endpoint = endpoints.get(str(strings.PythonIdentifier(name, "field_")))
                if endpoint is None:
                    self.errors.append(f"{name}: could not be parsed")
                    continue
                shared = {"parameters": [*item.get("parameters", ()), *data.get("parameters", ())]}
                operations.setdefault(tag, []).append(
                    self._operation(name, http_method, path, {**data, **shared}, endpoint)
                )
        for tag in sorted(operations):
            info = described.get(tag, {})
            words = set(re.findall(r"[A-Za-z_]\w*", " ".join(o.returns for o in operations[tag])))
            yield Tag(
                tag,
                info.get("description", ""),
                info.get("x-handle"),
                operations[tag],
                sorted(words & set(self.modules)),
            )

    def _operation(self, name: str, http_method: str, path: str, data: Schema, endpoint: Endpoint) -> Operation:
        if endpoint.header_parameters or endpoint.cookie_parameters:
            self.errors.append(f"{name}: header and cookie parameters are not supported")
        arguments = list(self._parameters(data, endpoint))
        body, constants, conditions = None, {}, []
        if "requestBody" in data:
            request_body = self.document.resolve(data["requestBody"])
            if list(request_body["content"]) != ["application/json"] or len(endpoint.bodies) != 1:
                self.errors.append(f"{name}: a request body must be application/json")
                return self._finish(name, http_method, path, data, endpoint, arguments, None, {}, [])
            schema = self.document.resolve(request_body["content"]["application/json"]["schema"])
            prop: Any = endpoint.bodies[0].prop
            required = bool(request_body.get("required"))
            body = "object"
            if isinstance(prop, ListProperty) and schema.get("minItems") == schema.get("maxItems") == 1:
                body, prop, schema = "item", prop.inner_property, self.document.resolve(schema["items"])
            if isinstance(prop, ModelProperty) and not is_open_object(prop) and "x-argument" not in schema:
                arguments += self._keys(prop, schema, required=required)
                properties = {key: self.document.resolve(value) for key, value in schema["properties"].items()}
                constants = {key: value["const"] for key, value in properties.items() if "const" in value}
                conditions = [
                    (key, rule["const"], needed)
                    for key, rule in schema.get("if", {}).get("properties", {}).items()
                    for needed in schema.get("then", {}).get("required", ())
                ]
            else:
                body = "whole"
                arguments.append(self._whole_body(endpoint.bodies[0].prop, schema, required=required))
        return self._finish(name, http_method, path, data, endpoint, arguments, body, constants, conditions)

    def _finish(
        self,
        name: str,
        http_method: str,
        path: str,
        data: Schema,
        endpoint: Endpoint,
        arguments: list[Argument],
        body: str | None,
        constants: dict[str, Any],
        conditions: list[tuple[str, Any, str]],
    ) -> Operation:
        names = [argument.name for argument in arguments]
        if len(set(names)) < len(names):
            self.errors.append(f"{name}: two arguments have one name")
        template = re.sub(r"{([^}]+)}", lambda m: f"{{segment({self._python_name(m[1], arguments)!r})}}", path)
        template = re.sub(r"{segment\('(\w+)'\)}", r'{segment("\1", \1)}', template)
        returns, returns_text = self._returns(data, endpoint)
        return Operation(
            id=name,
            http_method=http_method.upper(),
            path=template,
            shown_path=path,
            summary=sentence(data.get("summary", name)),
            description=data.get("description", "").strip(),
            arguments=sorted(arguments, key=lambda a: (a.place != "path", not a.required)),
            constants=constants,
            conditions=conditions,
            body=body,
            returns=returns,
            returns_text=returns_text,
            raises=list(self._raises(data)),
            idempotent=data.get("x-idempotent", http_method in REPEATABLE),
        )

    @staticmethod
    def _python_name(wire_name: str, arguments: list[Argument]) -> str:
        return next(a.name for a in arguments if a.place == "path" and a.wire_name == wire_name)

    def _parameters(self, data: Schema, endpoint: Endpoint) -> Iterator[Argument]:
        raw = {(p["in"], p["name"]): p for p in map(self.document.resolve, data["parameters"])}
        for place, props in (("path", endpoint.path_parameters), ("query", endpoint.query_parameters)):
            for prop in props:
                wire_name = prop.name.get_untrusted_value()
                parameter = raw[place, wire_name]
                schema = self.document.resolve(parameter["schema"])
                is_map = isinstance(prop, ModelProperty)
                annotation = argument_type(self.document.python_type(prop, schema))
                yield self._argument(
                    "open-query" if is_map else place,
                    parameter.get("x-python-name", prop.python_name),
                    wire_name,
                    annotation,
                    schema,
                    parameter.get("description", ""),
                    required=prop.required,
                )

    def _keys(self, model: ModelProperty, schema: Schema, *, required: bool) -> Iterator[Argument]:
        """The keys of an object, each an argument; one with a default is sent even when the caller leaves it out."""
        props = {p.name.get_untrusted_value(): p for p in properties(model)}
        for wire_name, raw in schema["properties"].items():
            key_schema = self.document.resolve(raw)
            if "const" in key_schema:
                continue
            prop = props[wire_name]
            annotation = argument_type(self.document.python_type(prop, key_schema))
            needed = wire_name in schema.get("required", ())
            yield self._argument(
                "body",
                prop.python_name,
                wire_name,
                annotation,
                key_schema,
                key_schema.get("description", ""),
                required=required and needed and "default" not in key_schema,
                always_sent=needed,
            )
        if schema.get("additionalProperties") is True:
            yield Argument(
                "extra",
                "extra",
                "extra",
                "Mapping[str, Any] | None",
                required=False,
                description="Further keys of the request body, merged in last: they win over the other arguments.",
                check='arguments.mapping("extra", extra)',
            )

    def _whole_body(self, prop: Any, schema: Schema, *, required: bool) -> Argument:
        annotation = argument_type(self.document.python_type(prop, schema))
        if isinstance(prop, ModelProperty):
            annotation = "Mapping[str, Any]"
        name = schema.get("x-argument", "body")
        description = schema.get("description", "")
        argument = self._argument("whole-body", name, name, annotation, schema, description, required=required)
        copy = sent_as(name, annotation, None, always_sent=True)
        return replace(argument, sent_as=copy if required else f"None if {name} is None else {copy}")

    def _argument(
        self,
        place: str,
        name: str,
        wire_name: str,
        annotation: str,
        schema: Schema,
        description: str,
        *,
        required: bool,
        always_sent: bool = False,
    ) -> Argument:
        default = schema.get("default")
        plain_default = isinstance(default, (str, int, float)) and always_sent
        words = [text for text in (sentence(description).removesuffix("."), range_text(schema)) if text]
        return Argument(
            name=name,
            wire_name=wire_name,
            place=place,
            type=annotation if required or plain_default else optional(annotation),
            required=required,
            description=sentence(", ".join(words)),
            check=check(name, annotation, schema),
            default=repr(default) if plain_default else None,
            sent_as=sent_as(name, annotation, default if always_sent else None, always_sent=always_sent),
        )

    def _returns(self, data: Schema, endpoint: Endpoint) -> tuple[str, str]:
        declared: Schema = next((raw for code, raw in data["responses"].items() if str(code).startswith("2")), {})
        response = self.document.resolve(declared)
        text = data.get("x-returns-description") or response.get("description", "")
        if "x-returns" in data:
            return str(data["x-returns"]), sentence(text)
        content = response.get("content", {})
        if not content or not successes(endpoint):
            return "None", ""
        media = next(iter(content.values()))
        return self.document.python_type(successes(endpoint)[0].prop, media.get("schema", {})), sentence(text)

    def _raises(self, data: Schema) -> Iterator[tuple[str, str]]:
        for code, raw in data["responses"].items():
            if not str(code).startswith("2"):
                response = self.document.resolve(raw)
                yield ERRORS.get(str(code), "APIError"), sentence(f"HTTP {code}: {response.get('description', '')}")

    def _namespaces(self) -> Namespace:
        root = Namespace("")
        for tag in self.tags:
            here = root
            for step in tag.name.split(".")[:-1]:
                found = next((child for child in here.children if child.name == step), None)
                if found is None:
                    found = Namespace(step)
                    here.children.append(found)
                here = found
            here.tags.append(tag)
        return root

    @property
    def namespaces(self) -> list[Namespace]:
        """Every namespace, those below before those above."""

        def below(space: Namespace) -> Iterator[Namespace]:
            for child in space.children:
                yield from below(child)
            yield space

        return list(below(self.root))


def properties(model: ModelProperty) -> list[Property]:
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def in_order(model: ModelProperty) -> list[Property]:
    """The properties as the description has them, which is how the wire has them: that is the fastest to decode."""
    order = [name.get_untrusted_value() for name in model.data.properties or ()]
    return sorted(properties(model), key=lambda prop: order.index(prop.name.get_untrusted_value()))


def successes(endpoint: Endpoint) -> list[Response]:
    return [one for one in endpoint.responses if one.status_code.range and one.status_code.range[0] // 100 == 2]


def argument_type(annotation: str) -> str:
    """What a caller may pass where the wire has this type: any sequence, any mapping."""
    annotation = re.sub(r"\blist\[", "Sequence[", annotation)
    return re.sub(r"\bdict\[", "Mapping[", annotation)


def sent_as(name: str, annotation: str, default: Any, *, always_sent: bool) -> str | None:
    """The source of the value that goes into the body, or None for an argument that is left out when it is None."""
    copies = {"Sequence": "list", "Mapping": "dict"}
    copy = next((f"{new}({name})" for old, new in copies.items() if annotation.startswith(f"{old}[")), name)
    if not always_sent:
        return None
    return f"{default!r} if {name} is None else {copy}" if isinstance(default, (list, dict)) else copy


def sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def docstring(text: str, indent: int = 4, hanging: int = 0) -> str:
    """Text for a docstring: escaped, wrapped, paragraphs kept."""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    pad = " " * indent
    paragraphs = [
        textwrap.fill(" ".join(p.split()), 118 - indent, subsequent_indent=" " * hanging) for p in escaped.split("\n\n")
    ]
    return "\n\n".join(paragraphs).replace("\n", f"\n{pad}").replace(f"\n{pad}\n", "\n\n")
