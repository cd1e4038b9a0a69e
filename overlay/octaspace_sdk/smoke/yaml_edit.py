"""Edits a YAML document as a person would: what does not change, comments and quotes included, stays as it stands.

Needs ruamel.yaml, which the extra `drift` installs.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from octaspace_sdk.smoke.yaml_text import YAMLText

_YAML = YAMLText(ascii_only=False)


class EditError(Exception):
    """The document cannot be read, or not be edited without changing something else."""


@attrs.frozen
class Edit:
    """Characters of the text that another text replaces."""

    start: int
    end: int
    text: str


def load_document(text: str) -> dict[str, Any]:
    """Return the mapping that YAML holds, as JSON has it.

    Raises:
        EditError: It is no YAML, or holds no mapping.
    """
    try:
        document = _plain(YAML(typ="safe", pure=True).load(text))
    except (YAMLError, ValueError, RecursionError) as error:
        raise EditError(f"it is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise EditError("it is not a mapping")
    return document


def edited(text: str, document: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Return a YAML text that holds a document, changed so that it holds another one.

    Raises:
        EditError: That is not possible here, as where a YAML alias stands for what should differ.
    """
    editor = _Editor(text)
    root = YAML(typ="safe", pure=True).compose(text)
    edits = list(editor.edits(root, document, wanted))
    changed = text
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        changed = f"{changed[: edit.start]}{edit.text}{changed[edit.end :]}"
    if load_document(changed) != wanted:
        raise EditError("an alias or a merge key of YAML stands where it would have to change")
    return changed


def replace_file(path: Path, text: str) -> None:
    """Write a text file in one step: a process that is killed leaves the old one or the new one."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, target.stat().st_mode & 0o777)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


class _Editor:
    """Finds the smallest edits; nodes are those that ruamel.yaml composes, each with its place in the text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def edits(self, node: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
        """Yield the edits that make a block mapping another one."""
        indent = node.start_mark.column
        for key_node, value_node in node.value:
            key = _word(key_node.value)
            if key not in new:
                yield Edit(self._line_start(key_node), self._next_line(value_node), "")
            elif key in old and not _same(old[key], new[key]):
                yield from self._change(key_node, value_node, old[key], new[key], indent)
        added = {key: value for key, value in new.items() if key not in old}
        if added:
            lines = "".join(f"\n{line}" for line in _YAML.mapping_lines(added, indent))
            end = self._line_end(node)
            yield Edit(end, end, lines)

    def _change(self, key_node: Any, node: Any, old: Any, new: Any, indent: int) -> Iterator[Edit]:
        if self._is_block(node, "mapping", old, new) and self._keeps_lines(node, new):
            yield from self.edits(node, old, new)
        elif self._is_block(node, "sequence", old, new) and len(new) >= len(old) and self._can_go_in(node, old, new):
            for item_node, before, after in zip(node.value, old, new, strict=False):
                if not _same(before, after):
                    yield from self.edits(item_node, before, after)
            lines = [line for item in new[len(old) :] for line in _YAML.item_lines(item, node.start_mark.column)]
            end = self._line_end(node)
            yield Edit(end, end, "".join(f"\n{line}" for line in lines))
        else:
            key = self._text[key_node.start_mark.index : key_node.end_mark.index]
            first, *rest = _YAML.mapping_lines({_word(key_node.value): new}, indent)
            value = first.lstrip()[len(_YAML.key(_word(key_node.value))) :]
            yield Edit(key_node.start_mark.index, self._end(node), "\n".join([f"{key}{value}", *rest]))

    def _is_block(self, node: Any, kind: str, old: Any, new: Any) -> bool:
        python_type = dict if kind == "mapping" else list
        has_parts = isinstance(old, python_type) and isinstance(new, python_type) and bool(old) and bool(new)
        return has_parts and node.id == kind and not node.flow_style

    def _can_go_in(self, node: Any, old: list[Any], new: list[Any]) -> bool:
        """Return whether each item that differs is a block mapping before and after."""
        return all(
            _same(before, after) or (self._is_block(item, "mapping", before, after) and self._keeps_lines(item, after))
            for item, before, after in zip(node.value, old, new, strict=False)
        )

    def _keeps_lines(self, node: Any, new: dict[str, Any]) -> bool:
        """Return whether the first key stays, which may stand behind the dash of an item."""
        return _word(node.value[0][0].value) in new

    def _end(self, node: Any) -> int:
        """Return where the text of a node ends; the end that YAML states for a block is that of the next one."""
        if node.value and node.id in ("mapping", "sequence") and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if node.id == "mapping" else last)
        start: int = node.start_mark.index
        end: int = node.end_mark.index
        return start + len(self._text[start:end].rstrip())

    def _line_start(self, node: Any) -> int:
        return self._text.rfind("\n", 0, node.start_mark.index) + 1

    def _line_end(self, node: Any) -> int:
        end = self._text.find("\n", self._end(node))
        return len(self._text) if end < 0 else end

    def _next_line(self, node: Any) -> int:
        return min(self._line_end(node) + 1, len(self._text))


def _same(old: Any, new: Any) -> bool:
    """Return whether two values are the same JSON: 1, 1.0 and true are not."""
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_word(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _word(key: Any) -> str:
    """Return a key as text: that of a status may be a number."""
    return key if isinstance(key, str) else {True: "true", False: "false", None: "null"}.get(key, str(key))
