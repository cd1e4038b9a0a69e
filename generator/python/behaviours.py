"""Checks x-behaviour (methods from a template, which need certain fields) and x-summary."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, meta

from generator.api_model import APIModel, Model
from generator.document import Document, nearest
from generator.python.names import attribute_name

TEMPLATES = Path(__file__).parent / "templates"


def check_behaviours(api: APIModel, document: Document) -> None:
    """Refuse a behaviour that has no template or lacks the fields it needs, and a summary of what is not there."""
    written = {path.stem for path in (TEMPLATES / "behaviour").glob("*.jinja")}
    for model in api.models:
        node = document.root.at("components", "schemas", model.name)
        if model.behaviour and model.behaviour not in written:
            remedy = nearest(model.behaviour, written, f"write its template {model.behaviour}.jinja")
            node.at("x-behaviour").refuse(f"there is no behaviour {model.behaviour}", remedy)
            continue
        template = _source(f"behaviour/{model.behaviour}.jinja") if model.behaviour else ""
        known = _fields(model) | set(re.findall(r"def (\w+)\(self", template))
        if missing := sorted(set(re.findall(r"self\.(\w+)", template)) - known):
            reason = f"{model.behaviour} needs what is not there: {', '.join(missing)}"
            node.at("x-behaviour").refuse(reason, "describe these properties, or leave it out")
        for index, name in enumerate(model.summary):
            if name not in known:
                remedy = nearest(str(name), known, "name an attribute of the model")
                node.at("x-summary", index).refuse(f"there is no {name} in {model.name}", remedy)


def _source(name: str) -> str:
    """Return a template, and those that it includes."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    included = meta.find_referenced_templates(Environment().parse(text))
    return "\n".join([text, *(_source(other) for other in included if other)])


def _fields(model: Model) -> set[str]:
    derived = {each.name for attribute in model.attributes for each in attribute.derived}
    return {attribute_name(attribute) for attribute in model.attributes} | derived
