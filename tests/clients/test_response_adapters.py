"""The clients of all languages have the same response adapters: those that openapi.yaml asks for."""

from __future__ import annotations

import re

from tests.support.description import ROOT, operations

from octaspace_sdk.decoding.quirks import RESPONSE_ADAPTERS

NEEDED = {
    *(data["x-response-adapter"] for _, _, data in operations() if "x-response-adapter" in data),
    *("session_created" for _, _, data in operations() if "x-rental" in data),
}


def names_in(file: str, opening: str) -> set[str]:
    """The keys of a table: of each line `name: function,` or `name,` up to the brace that closes it."""
    table = (ROOT / "clients" / file).read_text(encoding="utf-8").partition(opening)[2].partition("\n}")[0]
    return set(re.findall(r'^\s*"?(\w+)"?(?::.*)?,$', table, re.MULTILINE))


def test_python() -> None:
    assert RESPONSE_ADAPTERS.keys() == NEEDED | {"text"}  # which follows from text/plain


def test_typescript() -> None:
    assert names_in("typescript/src/runtime/adapters.ts", "export const ADAPTERS:") == NEEDED


def test_go() -> None:
    assert names_in("go/adapters.go", "var adapters = map[string]adapter{\n") == NEEDED
