"""Values that must not appear in a repr, a log, a report, or among the locals of a traceback."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, AnyStr, NoReturn

MASK = "***"


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


def looks_secret_name(name: str) -> bool:
    """Returns whether the name of a field, or a path of such names, suggests that its value is a secret."""
    return _SECRET_WORD.search(name, 0, _SEARCHED) is not None


def looks_secret_text(text: str) -> bool:
    """Returns whether a text may hold a secret: by its form, or because it names one, as configurations do."""
    return (_SECRET_FORM.search(text, 0, _SEARCHED) or _SECRET_WORD.search(text, 0, _SEARCHED)) is not None


_SEARCHED = 1_000  # characters of what an answer holds; reports show far fewer

_SECRET_WORD = re.compile(
    r"pass|pw|secret|token|key|auth|cookie|cred|cert|private|psk|seed|mnemonic|wallet|address|config|env|ssh|jwt"
    r"|signature|e?mail|phone",
    re.IGNORECASE,
)

# Keys, hashes and ids are long and have no gap; then mail addresses, proxy URLs, userinfo and query of a URL.
_SECRET_FORM = re.compile(
    r"[a-z0-9+/=_\-]{20,}|@|(?:ss|vmess|vless|trojan)://|://[^/]*:|[?&]\w+=",
    re.IGNORECASE,
)
