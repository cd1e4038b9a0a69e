"""Values that must not appear in a repr, a log, a report, or among the locals of a traceback."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
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


class KeyMask:
    """Replaces the API key in what a server says: some echo the headers that they do not like.

    It finds the key and each long part of it ("Bearer KEY" has one), also percent-encoded, with the escapes of JSON and
    HTML, in UTF-16, and within base64.
    """

    __slots__ = ("_key", "_search", "_substitute")

    def __init__(self, key: Secret) -> None:
        self._key = key
        # Methods of patterns that are made when they are needed: the patterns themselves would show the key.
        self._search: Any = None
        self._substitute: Any = None

    def occurs_in(self, data: bytes) -> bool:
        """Return whether the key is there as it is; a fast check, for answers that are right."""
        if self._search is None:
            self._search = re.compile(b"|".join(map(re.escape, self._parts())) or rb"(?!)").search
        return self._search(data) is not None

    def __call__(self, said: AnyStr) -> AnyStr:
        """Return the text, or the bytes, without the key."""
        if isinstance(said, str):
            return self(said.encode(errors="surrogatepass")).decode(errors="surrogatepass")
        if len(said) > _MAX_SEARCHED:
            for part in self._parts():
                said = said.replace(part, _MASK)
            return said
        if self._substitute is None:
            self._substitute = re.compile(b"|".join(map(_spellings, self._parts())) or rb"(?!)").sub
        masked: AnyStr = self._substitute(_mask_of, said)
        return masked

    def _parts(self) -> list[bytes]:
        """Return the key and its parts, the longest first."""
        key = self._key.reveal()
        parts = {part.encode() for part in (key, *key.split()) if len(part) >= _MIN_MASKED}
        return sorted(parts, key=len, reverse=True)

    def __repr__(self) -> str:
        return "<mask of the API key>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the key: the copy masks nothing."""
        return _mask_without_key, ()


NO_KEY_MASK = KeyMask(Secret(""))


def _mask_without_key() -> KeyMask:
    return NO_KEY_MASK


class Headers(dict[str, str]):
    """Request headers, one of which is the key: only their names show. They are not changed once made."""

    def __init__(self, headers: Mapping[str, str], key_mask: KeyMask | None = None) -> None:
        super().__init__(headers)
        self.key_mask = key_mask or KeyMask(Secret(self.get("Authorization", "")))
        self.encoded: dict[tuple[str, str], Any] = {}
        """The same as they are sent, by base URL and method, kept by the transport: making them takes time."""

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"


_MIN_MASKED = 8  # characters; a shorter key is found in any text, and keeps nothing secret
_MAX_SEARCHED = 1024 * 1024  # bytes, for all spellings; a larger body is searched for the key as it is
_MASK = MASK.encode()
_UTF_16_MASK = b"*\0*\0*"


def _mask_of(match: re.Match[bytes]) -> bytes:
    return _UTF_16_MASK if b"\0" in match[0] else _MASK


def _spellings(part: bytes) -> bytes:
    """Return a pattern of a part of the key in all its spellings."""
    escaped = rb"\0?".join(map(_spellings_of_byte, part))  # UTF-16 has a zero byte between two characters
    return b"|".join([escaped, *{re.escape(text) for text in _within_base64(part)}])


def _spellings_of_byte(byte: int) -> bytes:
    """Return a pattern of an ASCII character as it is, or escaped as in JSON, URLs and HTML."""
    character = re.escape(chr(byte))
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{byte:02x}")
    spellings = [character, rf"{_BACKSLASHES}u00{digits}", f"%{digits}", f"&#0*{byte};", f"&#[xX]0*{digits};"]
    if not chr(byte).isalnum():
        spellings.append(rf"{_BACKSLASHES}{character}")
    return f"(?:{'|'.join(spellings)})".encode()


# One in JSON, three in JSON within JSON, then seven. Without a bound, a row of a million would take hours.
_BACKSLASHES = r"\\{1,64}"


def _within_base64(content: bytes) -> Iterator[bytes]:
    """Yield what base64 of any text with `content` in it has in it, for the three places where it may begin."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + content)
        # The first and the last characters depend on the neighbours as well.
        inner = encoded[(0, 2, 3)[offset] : (offset + len(content)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def looks_secret_name(name: str) -> bool:
    """Return whether the name of a field, or a path of such names, suggests that its value is a secret."""
    return SECRET_WORD.search(name, 0, _SEARCHED) is not None


def looks_secret_text(text: str) -> bool:
    """Return whether a text may hold a secret: by its form, or because it names one, as configurations do."""
    return (SECRET_FORM.search(text, 0, _SEARCHED) or SECRET_WORD.search(text, 0, _SEARCHED)) is not None


_SEARCHED = 1_000  # characters of what an answer holds; reports show far fewer

# The clients of the other languages have the same two patterns.
SECRET_WORD = re.compile(
    r"pass|pw|secret|token|key|auth|cookie|cred|cert|private|psk|seed|mnemonic|wallet|address|config|env|ssh|jwt"
    r"|signature|e?mail|phone",
    re.IGNORECASE,
)

# Keys, hashes and ids are long and have no gap; then mail addresses, proxy URLs, userinfo and query of a URL.
SECRET_FORM = re.compile(
    r"[a-z0-9+/=_-]{20,}|@|(?:ss|vmess|vless|trojan)://|://[^/]*:|[?&]\w+=",
    re.IGNORECASE,
)
