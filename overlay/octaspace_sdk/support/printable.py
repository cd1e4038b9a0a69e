"""Text of a server, made safe to show."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a text on one line, with escapes for what a terminal would act upon.

    Those are line breaks, the control characters C0 and C1 (escape sequences begin with one), and the invisible ones
    that change the direction of what follows.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
