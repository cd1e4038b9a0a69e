"""The sessions that this server has started: what they may cost together, and their end."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any

import anyio
import attrs

from octaspace_api.units import format_usd
from octaspace_sdk.client import AsyncOctaSpace
from octaspace_sdk.rentals.lifecycle import NOT_FOUND_GRACE
from octaspace_sdk.rentals.session_handle import AsyncRunningSession
from octaspace_sdk.support.clock import current_clock

GB_PER_HOUR_AT_A_MBPS = Decimal("0.45")


@attrs.define(eq=False, kw_only=True)
class OwnRental:
    """A session from before it is asked for; it counts until it has ended for certain."""

    what: str
    node_id: int
    price: Decimal
    """USD per hour."""
    keep: bool
    """Whether it runs on when the server ends."""
    since: float
    """By the monotonic clock."""
    uuids: tuple[str, ...] = ()
    """Its UUID; or those it may have, when the answer to its creation got lost; or none yet."""
    session: AsyncRunningSession | None = None
    block: AsyncExitStack = attrs.field(factory=AsyncExitStack)
    """Leaving it stops the session."""

    @property
    def described(self) -> str:
        """A description for people."""
        uuids = " or ".join(self.uuids) or "of unknown UUID"
        return f"session {uuids} ({self.what} on node {self.node_id}, {format_usd(self.price)} per hour)"


class OwnRentals:
    """The sessions that this server has started and that may still run.

    Args:
        client: The client that stops them.
        limit: USD per hour that they may cost together.
        vpn_gb_per_hour: Gigabytes an hour that a VPN session counts with; None for what its line can carry.
        report: Told of what becomes of each at the end.
    """

    def __init__(
        self,
        client: AsyncOctaSpace,
        limit: Decimal,
        *,
        vpn_gb_per_hour: Decimal | None = None,
        report: Callable[[str], object],
    ) -> None:
        self.limit = limit
        self.vpn_gb_per_hour = vpn_gb_per_hour
        self._client = client
        self._report = report
        self._rentals: list[OwnRental] = []
        self._now = current_clock().monotonic

    async def __aenter__(self) -> OwnRentals:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop all but those that are to run on, whatever interrupts."""
        with anyio.CancelScope(shield=True):
            async with anyio.create_task_group() as tasks:
                for rental in self._rentals:
                    tasks.start_soon(self._end, rental)

    @property
    def usd_per_hour(self) -> Decimal:
        """The highest cost of all of them together, including those that are being started."""
        return sum((rental.price for rental in self._rentals), Decimal(0))

    def spending(self) -> dict[str, Any]:
        """Return what runs and what it costs, for an answer."""
        return {
            "usd_per_hour": self.usd_per_hour,
            "limit_usd_per_hour": self.limit,
            "rentals": [
                {
                    "uuid": " or ".join(rental.uuids),
                    "node_id": rental.node_id,
                    "usd_per_hour": rental.price,
                    "keep": rental.keep,
                }
                for rental in self._rentals
            ],
        }

    def find(self, uuid: str) -> OwnRental | None:
        """Return the rental that certainly is this session."""
        return next((each for each in self._rentals if each.session is not None and uuid in each.uuids), None)

    async def allowed_price(self, offer: Any) -> Decimal:
        """Return what an offer counts with, in USD per hour; what has ended by itself no longer counts.

        Raises:
            ValueError: It would cost too much, or nobody knows what; the message has the sums.
        """
        by_traffic = hasattr(offer, "price_per_gb")
        price = self._price_of_traffic(offer) if by_traffic else _valid(getattr(offer, "price_per_hour", None))
        if price is None:
            raise ValueError(
                f"what node {offer.node_id} costs per hour is not known, so the limit could be passed: choose another "
                "one. Nothing was rented"
            )
        if self.usd_per_hour + price > self.limit:
            await self._forget_ended()
        if self.usd_per_hour + price > self.limit:
            rule = f", {self.traffic_rule}," if by_traffic else ""
            raise ValueError(
                f"{format_usd(price)} per hour{rule} is too much: rentals of this server cost "
                f"{format_usd(self.usd_per_hour)} per hour, and together they may cost {format_usd(self.limit)} "
                "(--allow-spending). Stop one, or choose a cheaper one. Nothing was rented"
            )
        return price

    @property
    def traffic_rule(self) -> str:
        """How the cost of a VPN session, which is charged by traffic, is estimated."""
        gigabytes = self.vpn_gb_per_hour
        return "for all that its line can carry" if gigabytes is None else f"for {gigabytes} GB an hour"

    def _price_of_traffic(self, relay: Any) -> Decimal | None:
        per_gb = _valid(relay.price_per_gb)
        gigabytes = self.vpn_gb_per_hour
        if gigabytes is None:
            speeds = (relay.download_mbps, relay.upload_mbps)
            if not all(isinstance(speed, int | float) and 0 < speed < math.inf for speed in speeds):
                return None
            gigabytes = sum(map(Decimal, speeds), Decimal(0)) * GB_PER_HOUR_AT_A_MBPS
        return None if per_gb is None else per_gb * gigabytes

    async def start(self, rental: OwnRental, manager: Any) -> AsyncRunningSession:
        """Start a session with a context manager of the SDK, and return it, ready or not.

        Its price counts at once: with no wait since `allowed_price`, two calls cannot pass the limit together.

        Raises:
            OctaSpaceError: It failed; sessions that it may have started are in the message, and count.
        """
        self._rentals.append(rental)
        try:
            session: AsyncRunningSession = await rental.block.enter_async_context(manager)
        except BaseException as error:
            rental.uuids = tuple(getattr(error, "possible_sessions", ()))
            if not rental.uuids and not isinstance(error, BaseExceptionGroup):  # a group: it could not be stopped
                self._rentals.remove(rental)
            raise
        rental.uuids, rental.session = (session.uuid,), session
        rental.price = max(rental.price, _valid(session.details.price_per_hour) or Decimal(0))
        if rental.keep:
            session.keep()
        return session

    async def stop(self, uuid: str, stop: Callable[[], Awaitable[object]]) -> None:
        """Stop a session of this server, and forget it once that has worked."""
        await stop()
        rental = self.find(uuid)
        if rental is not None and rental.session is not None:
            rental.session.keep()  # its block has nothing left to stop
            await self._forget(rental)

    async def _forget_ended(self) -> None:
        listed = {session.uuid for session in await self._client.sessions.list()}
        for rental in list(self._rentals):
            is_new = self._now() - rental.since < NOT_FOUND_GRACE
            if rental.uuids and not is_new and not listed.intersection(rental.uuids):
                await self._forget(rental)

    async def _forget(self, rental: OwnRental) -> None:
        await rental.block.aclose()  # stops it, unless it is kept or has been stopped: then it is certain
        if rental in self._rentals:
            self._rentals.remove(rental)

    async def _end(self, rental: OwnRental) -> None:
        try:
            await rental.block.aclose()
        except Exception as error:
            self._report(f"{rental.described} could not be stopped, and may still run: {error}")
        else:
            if rental.session is None:
                self._report(f"{rental.described}: it is not certain that it was started, and it was not stopped")
            else:
                self._report(f"{rental.described} {'runs on, as was asked for' if rental.keep else 'was stopped'}")


def _valid(price: Any) -> Decimal | None:
    return price if isinstance(price, Decimal) and price.is_finite() and price >= 0 else None
