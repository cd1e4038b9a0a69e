"""Tables of the handwritten SDK that the generator uses, read without importing the SDK."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SDK = Path(__file__).resolve().parent.parent / "overlay" / "octaspace_sdk"


@cache
def response_adapters() -> frozenset[str]:
    """Return the names of the response adapters."""
    return frozenset(str(name) for name in _table(SDK / "decoding" / "quirks.py", "RESPONSE_ADAPTERS"))


@cache
def error_classes() -> dict[int, str]:
    """Return the names of the error classes of HTTP statuses that have one of their own."""
    table = _table(SDK / "errors.py", "_BY_STATUS")
    return {int(str(status)): value.id for status, value in table.items() if isinstance(value, ast.Name)}


def _table(module: Path, name: str) -> dict[object, ast.expr]:
    """Return the constant keys of an annotated dictionary of a module, each with the expression of its value.

    Raises:
        LookupError: The module has no such dictionary.
    """
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.Dict(keys, values)) if found == name:
                return {
                    key.value: value for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant)
                }
    raise LookupError(f"{module.name} has no table {name}")
