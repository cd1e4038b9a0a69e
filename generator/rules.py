"""Refuses a description that has other words than vocabulary.py, or values under them that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any

from generator.document import Document, Node, nearest
from generator.upgrade import refuse_old_words
from generator.vocabulary import (
    ANYTHING,
    ARRAY,
    COUNT,
    FLAG,
    FORMATS,
    FREE,
    KINDS,
    NUMBER,
    OBJECT,
    REQUIRED,
    TEXT,
    TYPES,
    UNITS,
    Unsupported,
    Word,
)

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
            remedy = nearest(key, known or everywhere, nearest(key, everywhere, "leave it out, nothing reads it"))
            part.refuse(f"{key} is no extension that this generator knows", remedy)
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
    if isinstance(name := node.get("x-name"), str) and (not name.isidentifier() or iskeyword(name)):
        node.at("x-name").refuse(f"{name!r} is no identifier", "use letters, digits and _")
    if isinstance(aliases := node.get("x-aliases"), list) and not all(isinstance(alias, str) for alias in aliases):
        node.at("x-aliases").refuse("x-aliases must be names", "quote what is no text")
    if isinstance(required := node.get("required"), list) and isinstance(node.get("properties", {}), Mapping):
        known = _properties(node)
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
            remedy = "quote it" if "string" in types else "correct it, or the type"
            node.at("enum", index).refuse(f"{word!r} is no {' or '.join(sorted(types))}", remedy)
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


def _properties(node: Node) -> set[str] | None:
    """Return the names of the properties of an object, None where they are not all here."""
    node = node.resolve()
    if "properties" not in node or "if" in node:
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
