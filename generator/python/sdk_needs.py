"""Refuses a description that lacks a part of the generated package that the handwritten SDK imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from generator.api_model import APIModel
from generator.document import Document, nearest
from generator.python import names


def check_sdk(api: APIModel, document: Document, sdk: Path) -> None:
    """Refuse a description that lacks a model, an operation or a tag that the SDK imports.

    Raises:
        InvalidDescriptionError: Something is missing.
    """
    models = {names.class_name(model.name) for model in api.models}
    operations = [operation for tag in api.tags for operation in tag.operations]
    functions = {names.function_name(operation) for operation in operations}
    modules = {names.tag_module(tag) for tag in api.tags}
    types = {name for name, _ in names.public_types(api)}
    places = {"models": "/components/schemas", "operations": "/paths", "resources": "/tags"}
    for file in sorted(sdk.rglob("*.py")):
        for package, module, name in _imports(file):
            known, what = {
                "models": (models, name),
                "operations": (functions, name) if module else (modules, name),
                "resources": (modules, module) if module else (types, name),
            }[package]
            if what not in known and not what.isupper():  # a table of all operations
                node = document.root.at(places[package].split("/")[1])
                node = node.at("schemas") if package == "models" else node
                remedy = nearest(what, known, "keep it, or change that file first")
                node.refuse(f"nothing becomes {what} of {package}, which {file.name} of the SDK uses", remedy)
    document.raise_refusals()


def _imports(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield package, module and name of each import of a model, an operation or a resource."""
    text = file.read_text(encoding="utf-8")
    if "octaspace_api" not in text:
        return
    for statement in ast.walk(ast.parse(text)):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("octaspace_api."):
            package, _, module = str(statement.module).removeprefix("octaspace_api.").partition(".")
            if package in ("models", "operations", "resources"):
                yield from ((package, module, alias.name) for alias in statement.names)
