"""The tools that search: one for each service whose machines or relays can be rented."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from decimal import Decimal
from inspect import cleandoc
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from octaspace_sdk.client import AsyncOctaSpace
from octaspace_sdk.mcp.answers import LISTING_ARGUMENTS, Listing
from octaspace_sdk.mcp.described_operations import described_operations
from octaspace_sdk.mcp.tool import Tool

PRICES = "Prices are in USD: price_per_hour, of a relay price_per_gb."


def search_tools(client: AsyncOctaSpace) -> Iterator[Tool]:
    """Yield the tools; what can be searched by is what the SDK's `search` methods take."""
    for described in described_operations():
        tag = (described.offers or "").rpartition(".")[0]
        search = getattr(attrgetter(tag)(client), "search", None) if tag else None
        if search is not None:
            yield _search_tool(tag, search)


def _search_tool(tag: str, search: Callable[..., Awaitable[Any]]) -> Tool:
    async def run(given: dict[str, Any]) -> Listing:
        listing = {name: given.pop(name) for name in LISTING_ARGUMENTS.keys() & given.keys()}
        Listing((), **listing)
        return Listing(await search(**given), **listing)

    words = " ".join(cleandoc(search.__doc__ or "").partition("\n\nArgs:")[0].split())
    return Tool(
        name=f"{tag}.search".replace(".", "_"),
        title=words.partition(",")[0].replace("List", "Search", 1),
        description=f"{words} {PRICES}",
        arguments={**criteria_schemas(search), **LISTING_ARGUMENTS},
        run=run,
    )


def criteria_schemas(search: Callable[..., Any]) -> dict[str, dict[str, Any]]:
    """Return the schema of each criterion: its type is in the annotation of the method, its words in the docstring."""
    [criteria] = get_args(get_type_hints(search)["criteria"])
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", cleandoc(search.__doc__ or ""), re.MULTILINE)
    words = {name: " ".join(text.split()) for name, text in entries}
    return {name: {**_schema(hint), "description": words[name]} for name, hint in get_type_hints(criteria).items()}


_TYPES = {int: "integer", float: "number", Decimal: "number", bool: "boolean", str: "string"}


def _schema(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is Sequence:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if get_origin(hint) in (Union, UnionType):
        options: list[dict[str, Any]] = []
        for part in get_args(hint):
            if part is not NoneType and (schema := _schema(part)) not in options:
                options.append(schema)
        return options[0] if len(options) == 1 else {"anyOf": options}
    return {"type": _TYPES[hint]}
