from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDevices(Model):
    """How many devices were seen at an address and in its subnet.

    Attributes:
        address: Devices at the address.
        subnet: Devices in the subnet.
    """

    address: int | None = None
    """Devices at the address."""

    subnet: int | None = None
    """Devices in the subnet."""
