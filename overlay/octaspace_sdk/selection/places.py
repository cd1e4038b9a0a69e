"""Countries by code or name, and regions, as ISO codes. The data is country-converter's (tools/country_table.py)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import attrs


@attrs.frozen
class _Country:
    codes: tuple[str, ...]
    """Two letters, the first of them ISO's, and three letters."""
    name: str
    names: re.Pattern[str]
    """Matches what else it is called."""
    regions: tuple[str, ...]


def country_codes(country: str | Sequence[str]) -> frozenset[str]:
    """Return the ISO codes of countries that are given by code or name, in any case.

    Raises:
        ValueError: There is no such country; the message has those with similar names.
    """
    return frozenset(_country(word).codes[0] for word in _words("country", country))


def region_codes(region: str | Sequence[str]) -> frozenset[str]:
    """Return the ISO codes of the countries of regions, such as "europe", "EU" or "south-eastern asia".

    Raises:
        ValueError: There is no such region; the message has them all.
    """
    return frozenset(code for word in _words("region", region) for code in _region(word))


def place_codes(country: str | Sequence[str] | None, region: str | Sequence[str] | None) -> frozenset[str] | None:
    """Return the ISO codes of the countries that are wanted; None for any."""
    given = [codes(value) for codes, value in ((country_codes, country), (region_codes, region)) if value is not None]
    return frozenset.intersection(*given) if given else None


def _country(word: str) -> _Country:
    wanted = _folded(word)
    for country in _countries():
        if wanted in (_folded(country.name), *map(str.lower, country.codes)):
            return country
    matching = [country for country in _countries() if len(wanted) > 3 and country.names.search(wanted)]
    if len(matching) == 1:
        return matching[0]
    names = {_folded(country.name): country for country in _countries()}
    close = matching or [names[name] for name in get_close_matches(wanted, names, n=3, cutoff=0.6)]
    hint = f"; did you mean {' or '.join(f'{one.name} ({one.codes[0]})' for one in close)}?" if close else ""
    raise ValueError(f"no such country: {word!r}; use a name such as Germany or an ISO code such as DE{hint}")


def _region(word: str) -> list[str]:
    wanted = _folded(word)
    codes = [
        country.codes[0]
        for country in _countries()
        if any(_folded(region) in (wanted, f"{wanted}n", wanted.removesuffix("s")) for region in country.regions)
    ]
    if not codes:
        known = sorted({region for country in _countries() for region in country.regions})
        raise ValueError(f"no such region: {word!r}; there are {', '.join(known)}")
    return codes


@cache
def _countries() -> tuple[_Country, ...]:
    text = files("octaspace_sdk.selection").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(
        _Country(tuple(codes.split(",")), name, re.compile(names, re.IGNORECASE), tuple(regions.split(",")))
        for codes, name, names, regions in rows
    )


def _words(name: str, value: str | Sequence[str]) -> Sequence[str]:
    words = [value] if isinstance(value, str) else value
    if (
        not isinstance(words, Sequence)
        or not words
        or not all(isinstance(word, str) and word.strip() for word in words)
    ):
        raise ValueError(f"{name} must be text or a list of text, not empty")
    return words


def _folded(text: str) -> str:
    """Return text for comparison: in small letters, without accents, hyphens and double spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(kept.replace("-", " ").split())
