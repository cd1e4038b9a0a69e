"""Which words a description may have, where, and with what values; everything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

import attrs

from generator.document import HTTP_METHODS, Document, Node, nearest
from generator.upgrade import refuse_old_words

TEXT, FLAG, NUMBER, COUNT, OBJECT, ARRAY, ANYTHING = "text", "true or false", "number", "count", "object", "array", ""
FREE = "free"
"""A part that is data, or documentation for other programs."""

DERIVED_UNITS = {
    "wei": ("integer",),
    "usd-e4": ("integer",),
    "bandwidth": ("integer", "number"),
    "unix-ms": ("integer",),
    "timestamp": ("text",),
    "termination-reason": ("integer",),
}
"""The units from which a property is derived, with the kinds of value that can have them."""

UNITS = {
    *DERIVED_UNITS, "usd-per-hour", "usd-per-gb", "octa", "octa-per-hour", "usd-per-octa", "seconds",
    "bytes", "megabytes", "gigabytes",
    "megabytes-per-second", "percent", "megahertz", "watts", "celsius",
}  # fmt: skip
"""What x-unit may say."""

FORMATS = ("date-time", "date", "time", "uuid", "binary", "byte", "int64", "int32")
"""Formats that are often misspelt; others are documentation."""


@attrs.frozen
class Word:
    """What stands under a key: its JSON type, and the kind of part that it is, or that its members are."""

    type: str = ANYTHING
    kind: str = FREE
    members: bool = False


@attrs.frozen
class Unsupported:
    """A key that is refused: nobody needed it, and to ignore it would be wrong."""

    reason: str
    remedy: str
    harmless: tuple[Any, ...] = ()
    """Values under which it says nothing."""


def _object_of(kind: str) -> Word:
    return Word(OBJECT, kind, members=True)


def _array_of(kind: str) -> Word:
    return Word(ARRAY, kind, members=True)


_DOCUMENTED = {"summary": Word(TEXT), "description": Word(TEXT)}
_SHOWN = {"example": Word(), "examples": Word()}
_NO_SERVERS = Unsupported("other hosts for a part of the API are not supported", "list all hosts at the top")

KINDS: Mapping[str, Mapping[str, Word | Unsupported]] = {
    "document": {
        "openapi": Word(TEXT),
        "info": Word(OBJECT, "info"),
        "jsonSchemaDialect": Word(TEXT),
        "servers": Word(ARRAY),
        "tags": _array_of("tag"),
        "security": _array_of("requirement"),
        "externalDocs": Word(OBJECT),
        "paths": _object_of("path"),
        "components": Word(OBJECT, "components"),
        "webhooks": Unsupported("webhooks are not supported", "leave them out", ({},)),
    },
    "info": {
        **_DOCUMENTED,
        "title": Word(TEXT),
        "version": Word(TEXT),
        "termsOfService": Word(TEXT),
        "contact": Word(OBJECT),
        "license": Word(OBJECT),
    },
    "tag": {
        "name": Word(TEXT),
        "description": Word(TEXT),
        "externalDocs": Word(OBJECT),
        "x-handle": Word(TEXT),
    },
    "path": {
        **_DOCUMENTED,
        "parameters": _array_of("parameter"),
        **{method: Word(OBJECT, "operation") for method in HTTP_METHODS},
        "trace": Unsupported("trace is not supported", "leave the operation out"),
        "servers": _NO_SERVERS,
        "$ref": Unsupported("a $ref to a path is not supported", "write the operations here"),
    },
    "operation": {
        **_DOCUMENTED,
        "tags": Word(ARRAY),
        "operationId": Word(TEXT),
        "parameters": _array_of("parameter"),
        "requestBody": Word(OBJECT, "body"),
        "responses": _object_of("response"),
        "deprecated": Word(FLAG),
        "security": _array_of("requirement"),
        "externalDocs": Word(OBJECT),
        "callbacks": Unsupported("callbacks are not supported", "leave them out", ({},)),
        "servers": _NO_SERVERS,
        "x-returns": Word(TEXT),
        "x-response-adapter": Word(TEXT),
        "x-idempotent": Word(FLAG),
        "x-idempotent-reason": Word(TEXT),
        "x-recovery-hint": Word(TEXT),
        "x-rental": Word(OBJECT, "rental"),
    },
    "rental": {"method": Word(TEXT), "offers": Word(TEXT), "apps": Word(TEXT)},
    "parameter": {
        **_SHOWN,
        "name": Word(TEXT),
        "in": Word(TEXT),
        "description": Word(TEXT),
        "required": Word(FLAG),
        "deprecated": Word(FLAG),
        "style": Word(TEXT),
        "explode": Word(FLAG),
        "schema": Word(OBJECT, "schema"),
        "content": Unsupported("a parameter that is JSON is not supported", "describe it with schema and style"),
        "allowReserved": Unsupported("allowReserved is not supported", "leave it out", (False,)),
        "allowEmptyValue": Unsupported("allowEmptyValue is not supported", "leave it out", (False,)),
        "x-python-name": Word(TEXT),
    },
    "body": {"description": Word(TEXT), "required": Word(FLAG), "content": _object_of("media")},
    "response": {
        "description": Word(TEXT),
        "headers": Word(OBJECT),
        "content": _object_of("media"),
        "links": Word(OBJECT),
    },
    "media": {
        **_SHOWN,
        "schema": Word(OBJECT, "schema"),
        "encoding": Unsupported("encoding is not supported", "leave it out", ({},)),
    },
    "components": {
        "schemas": _object_of("schema"),
        "responses": _object_of("response"),
        "parameters": _object_of("parameter"),
        "requestBodies": _object_of("body"),
        "examples": Word(OBJECT),
        "headers": Word(OBJECT),
        "links": Word(OBJECT),
        "securitySchemes": Word(OBJECT),
        "callbacks": Unsupported("callbacks are not supported", "leave them out", ({},)),
        "pathItems": Unsupported("a $ref to a path is not supported", "write the operations at the path", ({},)),
    },
    "price": {"octa": Word(TEXT), "market-price": Word(TEXT), "in-usd": Word(TEXT), "name": Word(TEXT)},
    "schema": {
        **_SHOWN,
        "type": Word(),
        "title": Word(TEXT),
        "description": Word(TEXT),
        "format": Word(TEXT),
        "default": Word(),
        "enum": Word(ARRAY),
        "const": Word(),
        "minimum": Word(NUMBER),
        "maximum": Word(NUMBER),
        "exclusiveMinimum": Word(NUMBER),
        "exclusiveMaximum": Word(NUMBER),
        "multipleOf": Word(NUMBER),
        "minLength": Word(COUNT),
        "maxLength": Word(COUNT),
        "pattern": Word(TEXT),
        "items": Word(ANYTHING, "schema"),
        "minItems": Word(COUNT),
        "maxItems": Word(COUNT),
        "uniqueItems": Word(FLAG),
        "properties": _object_of("schema"),
        "required": Word(ARRAY),
        "additionalProperties": Word(ANYTHING, "schema"),
        "propertyNames": Word(),
        "unevaluatedProperties": Word(),
        "minProperties": Word(COUNT),
        "maxProperties": Word(COUNT),
        "allOf": _array_of("schema"),
        "oneOf": _array_of("schema"),
        "anyOf": _array_of("schema"),
        "not": Word(),
        "if": Word(OBJECT),
        "then": Word(OBJECT),
        "else": Word(OBJECT),
        "discriminator": Word(OBJECT),
        "nullable": Word(FLAG),
        "deprecated": Word(FLAG),
        "readOnly": Word(FLAG),
        "writeOnly": Word(FLAG),
        "externalDocs": Word(OBJECT),
        "contentMediaType": Word(TEXT),
        "contentEncoding": Word(TEXT),
        "$comment": Word(TEXT),
        "xml": Unsupported("XML is not supported", "leave it out, where the API can send JSON"),
        "x-unit": Word(TEXT),
        "x-python-name": Word(TEXT),
        "x-aliases": Word(ARRAY),
        "x-market-price": Word(TEXT),
        "x-python-type": Word(TEXT),
        "x-secret": Word(FLAG),
        "x-argument": Word(TEXT),
        "x-required-when": Word(OBJECT),
        "x-price": Word(OBJECT, "price"),
        "x-summary": Word(ARRAY),
        "x-behaviour": Word(TEXT),
        "x-expected": Word(TEXT),
        "x-known-words": Word(ARRAY),
        "x-unknown-keys": Word(TEXT),
        **{
            key: Unsupported(f"{key} is not supported", "describe the value with items or additionalProperties")
            for key in ("prefixItems", "contains", "patternProperties", "unevaluatedItems", "dependentSchemas")
        },
        **{
            key: Unsupported(f"{key} is not supported", "put the schema into components/schemas and $ref it")
            for key in ("$defs", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$schema", "definitions")
        },
    },
}

BEHAVIOURS = Path(__file__).parent / "python" / "templates" / "behaviour"

REQUIRED = {
    "document": ("info", "paths"),
    "info": ("title", "version"),
    "tag": ("name",),
    "operation": ("operationId", "responses"),
    "rental": ("method",),
    "parameter": ("name", "in", "schema"),
    "body": ("content",),
}

TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")

_MATCHES: Mapping[str, Callable[[Any], bool]] = {
    TEXT: lambda value: isinstance(value, str),
    FLAG: lambda value: isinstance(value, bool),
    NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    COUNT: lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    OBJECT: lambda value: isinstance(value, Mapping),
    ARRAY: lambda value: isinstance(value, list),
    ANYTHING: lambda value: True,
}


def check_words(document: Document) -> None:
    """Refuse each word of the description that the generator does not know, or whose value it cannot use."""
    _check(document.root, "document")
    for name, scheme in document.root.at("components", "securitySchemes").items():
        scheme = scheme.resolve()
        wanted = {"type": "apiKey", "in": "header", "name": "Authorization"}
        is_supported = all(str(scheme.get(key, "")).lower() == value.lower() for key, value in wanted.items())
        if not is_supported and _is_used(document, name):
            scheme.refuse(
                f"the security scheme {name} is not supported",
                "only an apiKey in the header Authorization is, so correct it, or take it out of security",
            )


def _is_used(document: Document, name: str) -> bool:
    stated = [node.at("security") for _, _, node in document.operations() if "security" in node]
    return any(name in requirement for security in [document.root.at("security"), *stated] for requirement in security)


def _check(node: Node, kind: str) -> None:
    if kind == "schema" and isinstance(node.value, bool):
        return
    if not isinstance(node.value, Mapping):
        node.refuse(f"must be an object, not {_shown(node.value)}", f"describe the {kind} with keys and values")
        return
    if kind == "requirement":
        _check_requirement(node)
        return
    if "$ref" in node and kind not in ("path", "operation", "document"):
        node.resolve()
        if kind != "schema":
            return
    words = KINDS[kind]
    for key, part in node.items():
        word = words.get(key)
        if key == "$ref" and kind != "path":
            continue
        if word is None:
            _refuse_unknown(part, key, kind)
        elif isinstance(word, Unsupported):
            if part.value not in word.harmless:
                part.refuse(word.reason, word.remedy)
        elif not _MATCHES[word.type](part.value):
            part.refuse(f"{key} must be {_article(word.type)}, not {_shown(part.value)}", "correct it")
        elif word.kind != FREE:
            for member in (each for _, each in part.items()) if word.members and word.type == OBJECT else ():
                _check_member(member, word.kind)
            for member in part if word.members and word.type == ARRAY else ():
                _check(member, word.kind)
            if not word.members:
                _check(part, word.kind)
    if "$ref" not in node:
        for key in REQUIRED.get(kind, ()):
            if key not in node and not (key == "schema" and "content" in node):
                node.refuse(f"{key} is missing", f"every {kind} has one")
    if kind == "schema":
        _check_schema(node)


def _check_member(member: Node, kind: str) -> None:
    name = member.pointer.rpartition("/")[2]
    if name.startswith("x-") and kind in ("path", "response"):
        _refuse_unknown(member, name, kind)
    elif kind == "path" and not name.startswith("~1"):
        member.refuse("a path must begin with /", f"write /{name.replace('~1', '/')}")
    elif kind == "path" and ("?" in name or "#" in name):
        member.refuse("a path has no query", "describe it under parameters with `in: query`")
    elif kind == "path" and not re.fullmatch(r"([^{}]|{[^{}]+})*", name):
        member.refuse("a brace of the path has no other one", "write {name}")
    elif kind == "response" and "/responses/" in member.pointer and member.pointer.startswith("/paths/"):
        if re.fullmatch(r"[1-5](\d\d|XX)|default", name):
            _check(member, kind)
        else:
            member.refuse(f"{name} is no status", "write one like 200, 5XX or default")
    else:
        _check(member, kind)


def _check_requirement(node: Node) -> None:
    schemes = node.document.root.at("components", "securitySchemes")
    if len(node.value) > 1:
        node.refuse("two security schemes at once are not supported", "leave the API key alone here")
    for name in node.value:
        if name not in schemes:
            node.at(name).refuse(
                f"there is no security scheme {name}",
                nearest(name, schemes.value, "add it to components/securitySchemes"),
            )


def _refuse_unknown(part: Node, key: str, kind: str) -> None:
    if key.startswith("x-"):
        known = {word for word in KINDS[kind] if word.startswith("x-")}
        everywhere = {word: other for other, words in KINDS.items() for word in words if word.startswith("x-")}
        if key in everywhere:
            part.refuse(f"{key} is for a {everywhere[key]}, not for a {kind}", "move it there")
        else:
            advice = nearest(key, known or everywhere, nearest(key, everywhere, "leave it out, nothing reads it"))
            part.refuse(f"{key} is no extension that this generator knows", advice)
        return
    known = {word for word, meaning in KINDS[kind].items() if isinstance(meaning, Word)}
    part.refuse(f"{key} means nothing in a {kind}", nearest(key, known, "leave it out"))


def _check_schema(node: Node) -> None:
    refuse_old_words(node)
    stated = node.get("type", [])
    for word in stated if isinstance(stated, list) else [stated]:
        if word not in TYPES:
            node.at("type").refuse(
                f"{word!r} is no type", nearest(str(word), TYPES, f"write one of {', '.join(TYPES)}")
            )
    if isinstance(unit := node.get("x-unit"), str) and unit not in UNITS:
        node.at("x-unit").refuse(
            f"{unit!r} is no unit that this generator knows",
            nearest(unit, UNITS, f"known are {', '.join(sorted(UNITS))}"),
        )
    if isinstance(behaviour := node.get("x-behaviour"), str):
        written = {path.stem for path in BEHAVIOURS.glob("*.jinja")}
        if behaviour not in written:
            advice = nearest(behaviour, written, f"write its template {behaviour}.jinja")
            node.at("x-behaviour").refuse(f"there is no behaviour {behaviour}", advice)
    if isinstance(name := node.get("x-python-name"), str) and (not name.isidentifier() or iskeyword(name)):
        node.at("x-python-name").refuse(f"{name!r} is no identifier", "use letters, digits and _")
    if isinstance(aliases := node.get("x-aliases"), list) and not all(isinstance(alias, str) for alias in aliases):
        node.at("x-aliases").refuse("x-aliases must be names", "quote what is no text")
    if isinstance(required := node.get("required"), list) and isinstance(node.get("properties", {}), Mapping):
        known = _properties(node, 0)
        for index, name in enumerate(required):
            if not isinstance(name, str):
                node.at("required", index).refuse(f"{name!r} is no name of a property", "quote it")
            elif known is not None and name not in known:
                node.at("required", index).refuse(
                    f"{name} is required, but no property", nearest(name, known, "describe it under properties")
                )
    _check_values(node)
    if node.get("enum") == []:
        node.at("enum").refuse("an enum without words allows nothing", "list the words, or leave it out")
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        least, most = node.get(low), node.get(high)
        if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
            node.refuse(f"{low} {least} is above {high} {most}", "no value fits; correct one of them")
    if isinstance(pattern := node.get("pattern"), str):
        try:
            re.compile(pattern)
        except re.error as error:
            node.at("pattern").refuse(f"the pattern cannot be read: {error}", "correct it")
        if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
            node.at("pattern").refuse("the pattern stands between slashes", f"write {pattern[1:-1]}")


def _check_values(node: Node) -> None:
    """Refuse a default or a word of an enum that the schema itself does not allow, and a misspelt format."""
    stated = node.get("type", [])
    types = {stated} if isinstance(stated, str) else set(stated) if isinstance(stated, list) else set()
    words = node.get("enum") if isinstance(node.get("enum"), list) else None
    for index, word in enumerate(words or ()):
        if types and not _is_of(word, types) and word is not None:
            advice = "quote it" if "string" in types else "correct it, or the type"
            node.at("enum", index).refuse(f"{word!r} is no {' or '.join(sorted(types))}", advice)
    default = node.get("default")
    if default is not None:
        low, high = node.get("minimum"), node.get("maximum")
        if types and not _is_of(default, types):
            node.at("default").refuse(
                f"{_shown(default)} is no {' or '.join(sorted(types))}", "correct it, or the type"
            )
        elif words is not None and default not in words:
            node.at("default").refuse(
                f"{default!r} is no word of the enum", nearest(str(default), map(str, words), "add it")
            )
        elif isinstance(default, (int, float)) and not (_at_most(low, default) and _at_most(default, high)):
            node.at("default").refuse(f"{default} is out of range", "correct it, or the limits")
    if isinstance(form := node.get("format"), str) and form not in FORMATS:
        for known in FORMATS:
            if "".join(filter(str.isalnum, form.lower())) == known.replace("-", ""):
                node.at("format").refuse(f"{form} is no format", f"did you mean {known}?")


def _is_of(value: Any, types: set[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, (int, float)):
        return "number" in types or ("integer" in types and value == int(value))
    names = {str: "string", list: "array", dict: "object", type(None): "null"}
    return names[type(value)] in types


def _at_most(low: Any, high: Any) -> bool:
    return not (isinstance(low, (int, float)) and isinstance(high, (int, float))) or low <= high


def _properties(node: Node, depth: int) -> set[str] | None:
    """Return the names of the properties of an object, None where they are not all here."""
    node = node.resolve()
    if depth > 20 or "properties" not in node or "if" in node:
        return None
    if any(key in node for key in ("allOf", "oneOf", "anyOf")):
        return None
    return set(node.at("properties").value)


def _article(kind: str) -> str:
    return {TEXT: "text", FLAG: FLAG, NUMBER: "a number", COUNT: "a whole number", OBJECT: "an object"}.get(
        kind, "a list"
    )


def _shown(value: Any) -> str:
    names = {dict: "an object", list: "a list", type(None): "empty"}
    return names.get(type(value), repr(value)[:60])
