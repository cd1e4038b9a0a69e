"""Plain values as lines of YAML, in the style of openapi.yaml: texts quoted where needed, short lists on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from octaspace_sdk.spec import Pointer

Remarks = Mapping[Pointer, tuple[str, ...]]

_PLAIN_SCALAR = re.compile(r"[A-Za-z_$][A-Za-z0-9_./\-]*")
_PLAIN_KEY = re.compile(r"/[A-Za-z0-9_./{}\-]*")
_PLAIN_SENTENCE = re.compile(r"[A-Za-z][A-Za-z0-9 ,;()/'_.\-]*[A-Za-z0-9.)]")
_RESERVED_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_NON_FINITE = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


@attrs.frozen
class YAMLText:
    """Writes values; a text has no control characters, which a terminal would act upon."""

    ascii_only: bool = True

    def mapping_lines(
        self, mapping: Mapping[str, Any], indent: int, pointer: Pointer = (), remarks: Remarks | None = None
    ) -> Iterator[str]:
        """Yield the lines of a mapping, each key under its remarks as comments."""
        margin = " " * indent
        for key, value in mapping.items():
            member = (*pointer, key)
            yield from (f"{margin}# {self._escaped(remark)}" for remark in (remarks or {}).get(member, ()))
            name = self.key(key)
            if isinstance(value, dict) and value:
                yield f"{margin}{name}:"
                yield from self.mapping_lines(value, indent + 2, member, remarks)
            elif isinstance(value, list) and any(isinstance(item, dict) for item in value) and key != "examples":
                yield f"{margin}{name}:"
                for item in value:
                    yield from self.item_lines(item, indent + 2)
            elif isinstance(value, str) and self._is_block_text(value):
                yield f"{margin}{name}: |-"
                yield from (f"{margin}  {line}" if line else "" for line in value.split("\n"))
            elif isinstance(value, str) and " " in value and _PLAIN_SENTENCE.fullmatch(value):
                yield f"{margin}{name}: {value}"
            else:
                yield f"{margin}{name}: {self.flow(value)}"

    def item_lines(self, item: Any, indent: int) -> Iterator[str]:
        """Yield the lines of an item of a list."""
        has_lines = isinstance(item, dict) and item
        lines = list(self.mapping_lines(item, indent + 2)) if has_lines else [self.flow(item)]
        yield f"{' ' * indent}- {lines[0].lstrip()}"
        yield from lines[1:]

    def key(self, name: str) -> str:
        """Return a key of a mapping with a line for each."""
        return name if _PLAIN_KEY.fullmatch(name) else self.scalar(name)

    def flow(self, value: Any) -> str:
        """Return a value on one line."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.scalar(key)}: {self.flow(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        return self.scalar(value)

    def scalar(self, value: Any) -> str:
        """Return a value without parts."""
        if not isinstance(value, str):
            text = json.dumps(value)
            return _NON_FINITE.get(text, text)
        if _PLAIN_SCALAR.fullmatch(value) and value.lower() not in _RESERVED_WORDS:
            return value
        return f'"{self._escaped(value, quoted=True)}"'

    def _is_block_text(self, text: str) -> bool:
        """Return whether a text is several lines that can stand as they are."""
        has_lines = "\n" in text and not self.ascii_only
        return has_lines and text == text.strip() and text.replace("\n", "").isprintable()

    def _escaped(self, text: str, *, quoted: bool = False) -> str:
        return "".join(
            _ESCAPES[char]
            if quoted and char in _ESCAPES
            else char
            if " " <= char <= "~" or (not self.ascii_only and char.isprintable())
            else f"\\U{ord(char):08x}"
            for char in text
        )
