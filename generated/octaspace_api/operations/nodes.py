"""The requests of `nodes`: The compute nodes that the account owns."""

from collections.abc import Mapping
from typing import Any

from .. import arguments
from ..models import Node, NodeDetail
from ..request import Request, query_pairs, segment


def nodes_list(*, country: str | None = None, app_uuid: str | None = None) -> Request[list[Node]]:
    """List the compute nodes of the account. (GET /nodes)"""
    if country is not None:
        arguments.text("country", country, min_length=2, max_length=2, expected="an ISO code such as DE")
    if app_uuid is not None:
        arguments.text("app_uuid", app_uuid, min_length=1)
    return Request(
        operation="nodes.list",
        method="GET",
        path="/nodes",
        query=query_pairs(
            {
                "country": country,
                "app_uuid": app_uuid,
            }
        ),
        response_type=list[Node],
        idempotent=True,
        needs_key=True,
    )


def nodes_find(node_id: int) -> Request[NodeDetail]:
    """Return one compute node. (GET /nodes/{id})"""
    arguments.integer("node_id", node_id, minimum=0)
    return Request(
        operation="nodes.find",
        method="GET",
        path=f"/nodes/{segment('node_id', node_id)}",
        response_type=NodeDetail,
        idempotent=True,
        needs_key=True,
    )


def nodes_download_ident(node_id: int) -> Request[bytes]:
    """Download the identity file of a node. (GET /nodes/{id}/ident)"""
    arguments.integer("node_id", node_id, minimum=0)
    return Request(
        operation="nodes.download_ident",
        method="GET",
        path=f"/nodes/{segment('node_id', node_id)}/ident",
        response_type=bytes,
        idempotent=True,
        needs_key=True,
    )


def nodes_download_logs(node_id: int) -> Request[bytes]:
    """Download the log archive of a node. (GET /nodes/{id}/logs)"""
    arguments.integer("node_id", node_id, minimum=0)
    return Request(
        operation="nodes.download_logs",
        method="GET",
        path=f"/nodes/{segment('node_id', node_id)}/logs",
        response_type=bytes,
        idempotent=True,
        needs_key=True,
    )


def nodes_update_prices(node_id: int, prices: Mapping[str, Any] | None = None) -> Request[None]:
    """Set the prices of a node. (PATCH /nodes/{id}/prices)"""
    arguments.integer("node_id", node_id, minimum=0)
    if prices is not None:
        arguments.mapping(
            "prices",
            prices,
            known=("gpu_hour", "cpu_hour", "base", "storage", "traffic"),
            hint="they are sent as given; known are base, storage, traffic, gpu_hour and cpu_hour",
        )
    return Request(
        operation="nodes.update_prices",
        method="PATCH",
        path=f"/nodes/{segment('node_id', node_id)}/prices",
        json=None if prices is None else dict(prices),
        response_type=None,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at nodes.list() before trying again, the prices may have been set",
    )


def nodes_reboot(node_id: int) -> Request[None]:
    """Reboot a node. (GET /nodes/{id}/reboot)"""
    arguments.integer("node_id", node_id, minimum=0)
    return Request(
        operation="nodes.reboot",
        method="GET",
        path=f"/nodes/{segment('node_id', node_id)}/reboot",
        response_type=None,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at nodes.find() before trying again, the node may be rebooting",
    )
