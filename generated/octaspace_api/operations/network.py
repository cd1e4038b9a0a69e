"""The requests of `network`: Public statistics of the whole network."""

from ..models import NetworkInfo
from ..request import Request


def network_info() -> Request[NetworkInfo]:
    """Return public statistics of the network. (GET /network)"""
    return Request(
        operation="network.info",
        method="GET",
        path="/network",
        response_type=NetworkInfo,
        idempotent=True,
    )
