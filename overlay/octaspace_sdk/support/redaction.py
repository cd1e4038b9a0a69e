"""Values that must not appear in a repr, in a log, or among the locals of a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, AnyStr, NoReturn


class Secret:
    """A text whose repr hides it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "'***'" if self._text else "''"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class Headers(dict[str, str]):
    """Request headers, one of which is the key: only their names show. They are not changed once made."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self.encoded: dict[tuple[str, str], Any] = {}
        """The same as they are sent, by base URL and method, kept by the transport: making them takes time."""

    def masked(self, said: AnyStr) -> AnyStr:
        """Returns text of a server without the key."""
        key = self.get("Authorization", "")
        if len(key) < _MIN_MASKED:
            return said
        if isinstance(said, bytes):
            return said.replace(key.encode(), b"***")
        return said.replace(key, "***")

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"


_MIN_MASKED = 8  # characters; a shorter key is found in any text, and keeps nothing secret
