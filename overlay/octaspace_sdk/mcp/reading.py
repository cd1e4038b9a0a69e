"""The tools that read: every operation of the description that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from octaspace_sdk.client import AsyncOctaSpace, executor_of
from octaspace_sdk.mcp.answers import LISTING_ARGUMENTS, Listing
from octaspace_sdk.mcp.described_operations import DescribedOperation, described_operations
from octaspace_sdk.mcp.tool import Tool


def reading_tools(client: AsyncOctaSpace) -> Iterator[Tool]:
    """Yield a tool for each operation that only reads."""
    for described in described_operations():
        if described.operation.reads:
            yield _reading_tool(client, described)


def _reading_tool(client: AsyncOctaSpace, described: DescribedOperation) -> Tool:
    # An argument of the operation's own wins, should it be called limit one day.
    for_listing = LISTING_ARGUMENTS.keys() - described.arguments.keys() if described.lists else set()

    async def run(given: dict[str, Any]) -> Any:
        listing = {name: given.pop(name) for name in for_listing & given.keys()}
        Listing((), **listing)
        found = await executor_of(client).execute(described.build(**given))
        return Listing(found, **listing) if described.lists else found

    return Tool(
        name=described.tool_name,
        title=described.title,
        description=described.description,
        arguments={**described.arguments, **{name: LISTING_ARGUMENTS[name] for name in sorted(for_listing)}},
        required=described.required,
        run=run,
    )
