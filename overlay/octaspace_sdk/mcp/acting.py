"""The tools that act, which exist only when that is allowed: every operation that changes something."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any

from octaspace_api import arguments
from octaspace_api.model import summary_of
from octaspace_api.units import format_usd
from octaspace_sdk.client import AsyncOctaSpace, executor_of
from octaspace_sdk.mcp.confirmations import CONFIRMATION, VALID_FOR, Confirmations
from octaspace_sdk.mcp.described_operations import DescribedOperation, described_operations
from octaspace_sdk.mcp.own_rentals import OwnRental, OwnRentals
from octaspace_sdk.mcp.tool import Tool
from octaspace_sdk.support.clock import current_clock

STOP = "services.session.stop"

TWICE = (
    "Call it twice: the first call only says what it would do, and answers with a confirmation token that is good for "
    f"{VALID_FOR / 60:g} minutes; the second, with the same arguments and the token, does it."
)
RENTAL = (
    f"It costs money. {TWICE} The first answer has the price per hour: show it to the user. The session is stopped "
    "when this server ends, unless `keep` is true. wait_until_ready says when it can be used."
)
KEEP = {
    "type": "boolean",
    "default": False,
    "description": "Whether the session runs on, and costs money, when this server ends; only if the user wants that.",
}


def acting_tools(client: AsyncOctaSpace, rentals: OwnRentals) -> Iterator[Tool]:
    """Yield a tool for each operation that acts."""
    acting = _Acting(client, rentals)
    for described in acting.operations.values():
        if described.rental_method is not None:
            yield acting.rental_tool(described)
        elif not described.operation.reads:
            yield acting.tool(described)


class _Acting:
    def __init__(self, client: AsyncOctaSpace, rentals: OwnRentals) -> None:
        self._client = client
        self._execute = executor_of(client).execute
        self._rentals = rentals
        self.operations = {described.operation.id: described for described in described_operations()}
        self._confirmations = Confirmations()
        self._now = current_clock().monotonic

    def tool(self, described: DescribedOperation) -> Tool:
        """Return the tool of an operation that starts no session."""
        name, stops = described.tool_name, described.operation.id == STOP

        async def run(given: dict[str, Any]) -> Any:
            token = given.pop("confirmation", None)
            request = described.build(**given)
            is_own = stops and self._rentals.find(given["uuid"]) is not None
            if token is None and not is_own:
                return {
                    "would_do": described.title,
                    "confirmation": self._confirmations.ask(name, given, Decimal(0)),
                    "hint": "nothing was done yet: repeat the call with this confirmation",
                }
            if not is_own:
                self._confirmations.confirm(token, name, given)
            if stops:
                await self._rentals.stop(given["uuid"], lambda: self._execute(request))
                return {"done": described.title, "uuid": given["uuid"]}
            return {"done": described.title, "answer": await self._execute(request)}

        words = (
            "A session that this server has started is stopped at once. Another one takes two calls, because the work "
            f"in it is lost: {TWICE}"
        )
        return Tool(
            name=name,
            title=described.title,
            description=f"{described.description} {words if stops else TWICE}",
            arguments={**described.arguments, "confirmation": CONFIRMATION},
            required=described.required,
            run=run,
            reads=False,
            destroys=True,
        )

    def rental_tool(self, described: DescribedOperation) -> Tool:
        """Return the tool of an operation that starts a session."""
        tag, method = described.operation.tag, str(described.rental_method)
        name = described.tool_name

        async def run(given: dict[str, Any]) -> Any:
            token, keep = given.pop("confirmation", None), given.pop("keep", False)
            arguments.boolean("keep", keep)
            # Making the context manager checks the arguments; nothing is sent until it is entered.
            manager = getattr(attrgetter(tag)(self._client), method)(
                **given, ready_timeout=None, handle_signals=False, on_unknown="stop"
            )
            call = {**given, "keep": keep}
            confirmed = None if token is None else self._confirmations.confirm(token, name, call)
            offer = await self._offer(described, given["node_id"])
            price = await self._rentals.allowed_price(offer)
            if confirmed is None or price > confirmed:
                return self._asked(name, call, offer, price, confirmed)
            rental = OwnRental(
                what=described.title, node_id=given["node_id"], price=price, keep=keep, since=self._now()
            )
            session = await self._rentals.start(rental, manager)
            return {
                "uuid": session.uuid,
                "usd_per_hour": rental.price,
                "at_the_end_of_this_server": "runs on" if keep else "is stopped",
                "session": session.details,
                "started_by_this_server": self._rentals.spending(),
            }

        return Tool(
            name=name,
            title=described.title,
            description=f"{described.description} {RENTAL}",
            arguments={**described.arguments, "keep": KEEP, "confirmation": CONFIRMATION},
            required=["node_id"],  # an application can bring the rest; the SDK says what is missing
            run=run,
            reads=False,
        )

    def _asked(
        self, name: str, call: dict[str, Any], offer: Any, price: Decimal, confirmed: Decimal | None
    ) -> dict[str, Any]:
        risen = "" if confirmed is None else f"the price has risen from {format_usd(confirmed)}; "
        return {
            "usd_per_hour": price,
            "offer": {fact: getattr(offer, fact) for fact in summary_of(type(offer))},
            "started_by_this_server": self._rentals.spending(),
            "confirmation": self._confirmations.ask(name, call, price),
            "hint": f"{risen}nothing was rented yet: repeat the call with this confirmation, if the user agrees",
        }

    async def _offer(self, described: DescribedOperation, node_id: int) -> Any:
        listing = self.operations.get(described.offers or "")
        for offer in await self._execute(listing.build()) if listing is not None else ():
            if offer.node_id == node_id:
                return offer
        raise ValueError(f"node {node_id} is not for rent, or not any more: a search tool lists those that are")
