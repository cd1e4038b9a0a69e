"""The requests of `services.render`: Machines for rendering and starting a render session."""

from collections.abc import Mapping
from typing import Any, TypedDict

from .. import arguments
from ..models import MachineRental, SessionCreated
from ..request import Request, query_pairs


class ServicesRenderCreateArguments(TypedDict, total=False):
    """The arguments of `create` and `rented`, which may have offers and applications in them."""

    node_id: MachineRental | int | None
    disk_size: int
    envs: Mapping[str, str] | None
    multi_gpu_worker: bool | None
    extra: Mapping[str, Any] | None


def services_render_list(query: Mapping[str, Any] | None = None) -> Request[list[MachineRental]]:
    """List the machines for rendering. (GET /services/render)"""
    if query is not None:
        arguments.mapping(
            "query", query, known=(), hint="the service may ignore them, and search() chooses among what it lists"
        )
    return Request(
        operation="services.render.list",
        method="GET",
        path="/services/render",
        query=query_pairs(
            {
                **(query or {}),
            }
        ),
        response_type=list[MachineRental],
        idempotent=True,
        needs_key=True,
    )


def services_render_create(
    *,
    node_id: int,
    disk_size: int,
    envs: Mapping[str, str] | None = None,
    multi_gpu_worker: bool | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Request[SessionCreated]:
    """Start a render session. (POST /services/render)"""
    arguments.integer("node_id", node_id, minimum=0)
    arguments.integer("disk_size", disk_size, minimum=1)
    if envs is not None:
        arguments.text_mapping("envs", envs)
    if multi_gpu_worker is not None:
        arguments.boolean("multi_gpu_worker", multi_gpu_worker)
    if extra is not None:
        arguments.mapping("extra", extra)
    body: dict[str, Any] = {
        "node_id": node_id,
        "disk_size": disk_size,
    }
    if envs is not None:
        body["envs"] = dict(envs)
    if multi_gpu_worker is not None:
        body["multi-gpu-worker"] = multi_gpu_worker
    body.update(extra or {})
    return Request(
        operation="services.render.create",
        method="POST",
        path="/services/render",
        json=body,
        response_type=SessionCreated,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at sessions.list() before trying again, a session may have been started",
        response_adapter="session_created",
    )
