from __future__ import annotations

from decimal import Decimal

import attrs

from .. import units
from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodePrices(Model):
    """Prices that the owner of a node has set, in Wei.

    Attributes:
        base: Base price in Wei.
        storage: Price of storage in Wei.
        traffic: Price of traffic in Wei.
    """

    _in_wei = (
        "base",
        "storage",
        "traffic",
    )

    base: int
    """Base price in Wei."""

    storage: int
    """Price of storage in Wei."""

    traffic: int
    """Price of traffic in Wei."""

    @property
    def base_octa(self) -> Decimal:
        """`base` in OCTA, exact."""
        return units.octa(self.base)

    @property
    def storage_octa(self) -> Decimal:
        """`storage` in OCTA, exact."""
        return units.octa(self.storage)

    @property
    def traffic_octa(self) -> Decimal:
        """`traffic` in OCTA, exact."""
        return units.octa(self.traffic)
