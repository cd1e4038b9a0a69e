from __future__ import annotations

import attrs

from ..model import Model
from .network_marketplace_gpu import NetworkMarketplaceGPU


@attrs.frozen(kw_only=True)
class NetworkMarketplace(Model):
    """What is offered for rent."""

    gpus: dict[str, NetworkMarketplaceGPU] | None = None
    """Price and number of GPUs for each model."""
