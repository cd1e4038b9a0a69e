"""The words of names, and sentences of documentation: in no language."""

from __future__ import annotations

import re


def words(name: str) -> list[str]:
    """Return the words of a name of the wire: `GPUVendors`, `pay-with` and `Net.Down` have two each."""
    kept = "".join(c for c in name if c.isidentifier() or c.isdecimal() or c in ". _-")
    if any(c.isupper() for c in kept):
        kept = " ".join(re.split("([A-Z]?[a-z]+)", kept))
    return re.findall(r"[^. _-]+", kept)


def snake_case(wire_name: str) -> str:
    """Return a name of the wire as words: lower case, joined by underscores."""
    return "_".join(words(wire_name)).lower()


def pascal_case(name: str) -> str:
    """Return a name as words that begin with a capital, joined."""
    return "".join(word if word.isupper() else word.capitalize() for word in words(name))


def third_person(verb: str) -> str:
    """Return what a verb is called when a method is its subject: `returns`, `searches`, `applies`."""
    if re.search("(s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search("[^aeiou]y$", verb) else f"{verb}s"


def sentence(text: str) -> str:
    """Return the text on one line, with a full stop."""
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
