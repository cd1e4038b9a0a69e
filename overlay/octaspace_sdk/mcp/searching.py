"""The tools that search: machines for rent, machines for rendering, and VPN relays."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from decimal import Decimal
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from octaspace_sdk.client import AsyncOctaSpace
from octaspace_sdk.mcp.answers import LISTING_ARGUMENTS, Listing
from octaspace_sdk.mcp.tool import Tool
from octaspace_sdk.selection import MachineCriteria, RelayCriteria, search_machines, search_relays

PRICES = "Prices are in USD: price_per_hour, of a relay price_per_gb. The cheapest comes first."


def search_tools(client: AsyncOctaSpace) -> Iterator[Tool]:
    """Yields the tools; what can be searched by is what the SDK's `search` methods take."""
    machine_criteria = criteria_schemas(MachineCriteria, search_machines)
    services = client.services
    yield _search_tool("search_machines", "machines for rent", machine_criteria, lambda: services.mr.search)
    yield _search_tool(
        "search_render_machines", "machines for rendering", machine_criteria, lambda: services.render.search
    )
    yield _search_tool(
        "search_vpn_relays", "VPN relays", criteria_schemas(RelayCriteria, search_relays), lambda: services.vpn.search
    )


def _search_tool(
    name: str, what: str, criteria: dict[str, dict[str, Any]], method: Callable[[], Callable[..., Awaitable[Any]]]
) -> Tool:
    async def run(given: dict[str, Any]) -> Listing:
        listing = {name: given.pop(name) for name in LISTING_ARGUMENTS.keys() & given.keys()}
        Listing((), **listing)
        return Listing(await method()(**given), **listing)

    return Tool(
        name=name,
        title=f"Search {what}",
        description=f"Search {what}: those that meet all criteria. What is not known meets no limit. {PRICES}",
        arguments={**criteria, **LISTING_ARGUMENTS},
        run=run,
    )


def criteria_schemas(criteria: type, search: Callable[..., Any]) -> dict[str, dict[str, Any]]:
    """Returns the schema of each criterion: its type is in the TypedDict, its words in the docstring of the search."""
    words = _argument_words(search)
    return {name: {**_schema(hint), "description": words[name]} for name, hint in get_type_hints(criteria).items()}


def _argument_words(function: Callable[..., Any]) -> dict[str, str]:
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", cleandoc(function.__doc__ or ""), re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}


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
