"""Their description, and its parts as they can stand in ours."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from generator.adoption.example import example_of
from generator.adoption.parts import Parts, is_like, json_content, resolve
from generator.pointer import escaped, keys_of
from generator.text import pascal_case, sentence
from generator.upgrade import DATA

NOT_DESCRIBED = "Not described yet."

DROPPED = {"xml", "externalDocs", "servers", "callbacks", "links", "headers", "discriminator", "security", "title"}
"""Keys that are about their own document, or that nothing becomes code of."""


class TheirParts:
    """Takes parts over: what they refer to is added to our schemas, or written where it is used."""

    def __init__(self, theirs: Parts, schemas: Parts, on_schema: Callable[[str], None], kept: Any) -> None:
        self.document = theirs
        self._schemas = schemas
        self._on_schema = on_schema
        self._kept = kept
        self._names: dict[str, str] = {}
        for name in self._their_schemas:
            self._names[name] = self._name_of(name)

    @property
    def _their_schemas(self) -> Parts:
        return self.document.get("components", {}).get("schemas", {})  # type: ignore[no-any-return]

    def clean(self, value: Any, key: str = "") -> Any:
        """Return a part of theirs for our document: without what is particular to theirs, its schemas added to ours."""
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        if not isinstance(value, dict) or key in DATA:
            return copy.deepcopy(value)
        reference = value.get("$ref")
        if value in self._kept:
            return dict(value)
        if isinstance(reference, str) and not reference.startswith("#/components/schemas/"):
            resolved = self.resolved(value)
            return self.clean(resolved) if "$ref" not in resolved else dict(value)
        if isinstance(reference, str):
            return {**_description_of(value), "$ref": self._reference(reference)}
        if key == "content":
            return self._clean_content(value)
        if key == "properties":
            return {name: self.described(self.clean(item)) for name, item in value.items()}
        return {name: self.clean(item, name) for name, item in value.items() if not _is_dropped(name, item)}

    def _clean_content(self, content: Parts) -> Parts:
        """Return the JSON of a body, with an example; everything where there is no JSON."""
        media, schema = json_content({"content": content})
        if not media:
            return {name: self.clean(item) for name, item in content.items()}
        cleaned = self.clean(content[media])
        if schema is not None and "example" not in cleaned and "examples" not in cleaned:
            cleaned["example"] = example_of(schema, self.resolved)
        return {media: cleaned}

    @staticmethod
    def described(part: Parts) -> Parts:
        """Return a part with a description of one line that is a sentence; a reference has that of its schema."""
        text = sentence(str(part.get("description", ""))) or NOT_DESCRIBED
        return part if "$ref" in part and "description" not in part else part | {"description": text}

    def _reference(self, reference: str) -> str:
        name = "/".join(keys_of(reference.removeprefix("#/components/schemas")))
        ours = self._names.get(name)
        if ours is None:
            return reference
        if ours not in self._schemas:
            self._schemas[ours] = {}  # it may contain itself
            schema = self.clean(self._their_schemas[name])
            self._schemas[ours] = self.described(schema) if isinstance(schema, dict) else {}
            self._on_schema(ours)
        return f"#/components/schemas/{escaped(ours)}"

    def _name_of(self, name: str) -> str:
        """Return what their schema is called here: its name, unless ours of that name is another thing."""
        theirs = self._their_schemas[name]
        name = pascal_case(name) or name
        mine = self._schemas.get(name)
        is_same = mine is None or is_like(mine, {"properties": self.properties(theirs)})
        if is_same and name not in self._names.values():
            return name
        numbers = range(2, len(self._schemas) + len(self._their_schemas) + 3)
        taken = {*self._schemas, *map(pascal_case, self._their_schemas), *self._names.values()}
        return next(f"{name}{number}" for number in numbers if f"{name}{number}" not in taken)

    def properties(self, schema: Parts, depth: int = 0) -> Parts:
        """Return their properties, those of allOf among them."""
        schema = self.resolved(schema)
        parts = [self.properties(each, depth + 1) for each in schema.get("allOf", ()) if depth < 10]
        return {key: item for part in (*parts, schema.get("properties", {})) for key, item in part.items()}

    def resolved(self, value: Parts) -> Parts:
        return resolve(self.document, value)


def _is_dropped(key: str, value: Any) -> bool:
    is_closed = key == "additionalProperties" and value is False  # other fields may come all the same
    return is_closed or key in DROPPED or key.startswith("x-")


def _description_of(value: Parts) -> Parts:
    return {"description": value["description"]} if isinstance(value.get("description"), str) else {}
