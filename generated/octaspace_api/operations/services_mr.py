"""The requests of `services.mr`: Machine rental, machines for rent and starting one."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from .. import arguments
from ..models import App, MachineRental, SessionCreated
from ..request import Request, query_pairs


class ServicesMrCreateArguments(TypedDict, total=False):
    """The arguments of `create` and `rented`, which may have offers and applications in them."""

    node_id: MachineRental | int | None
    disk_size: int | None
    image: str | None
    app: str | UUID | App
    envs: Mapping[str, str] | None
    ports: Sequence[int] | None
    http_ports: Sequence[int] | None
    start_command: str
    entrypoint: str
    organization_id: int | str | None
    project_id: int | str | None
    extra: Mapping[str, Any] | None


def services_mr_list(query: Mapping[str, Any] | None = None) -> Request[list[MachineRental]]:
    """List the machines for rent. (GET /services/mr)"""
    if query is not None:
        arguments.mapping(
            "query", query, known=(), hint="the service may ignore them, and search() chooses among what it lists"
        )
    return Request(
        operation="services.mr.list",
        method="GET",
        path="/services/mr",
        query=query_pairs(
            {
                **(query or {}),
            }
        ),
        response_type=list[MachineRental],
        idempotent=True,
        needs_key=True,
    )


def services_mr_create(
    *,
    node_id: int,
    disk_size: int,
    image: str,
    app: str = "",
    envs: Mapping[str, str] | None = None,
    ports: Sequence[int] | None = None,
    http_ports: Sequence[int] | None = None,
    start_command: str = "",
    entrypoint: str = "",
    organization_id: int | str | None = None,
    project_id: int | str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Request[SessionCreated]:
    """Rent a machine. (POST /services/mr)"""
    arguments.integer("node_id", node_id, minimum=0)
    arguments.integer("disk_size", disk_size, minimum=1)
    arguments.text("image", image, min_length=1)
    arguments.text("app", app)
    if envs is not None:
        arguments.text_mapping("envs", envs)
    if ports is not None:
        arguments.integer_items("ports", ports, minimum=1, maximum=65535)
    if http_ports is not None:
        arguments.integer_items("http_ports", http_ports, minimum=1, maximum=65535)
    arguments.text("start_command", start_command)
    arguments.text("entrypoint", entrypoint)
    if organization_id is not None:
        arguments.integer_or_text("organization_id", organization_id)
    if project_id is not None:
        arguments.integer_or_text("project_id", project_id)
    if extra is not None:
        arguments.mapping("extra", extra)
    body: dict[str, Any] = {
        "id": 0,
        "node_id": node_id,
        "disk_size": disk_size,
        "image": image,
        "app": app,
        "envs": {} if envs is None else dict(envs),
        "ports": [] if ports is None else list(ports),
        "http_ports": [] if http_ports is None else list(http_ports),
        "start_command": start_command,
        "entrypoint": entrypoint,
    }
    if organization_id is not None:
        body["organization_id"] = organization_id
    if project_id is not None:
        body["project_id"] = project_id
    body.update(extra or {})
    return Request(
        operation="services.mr.create",
        method="POST",
        path="/services/mr",
        json=[body],
        response_type=SessionCreated,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at sessions.list() before trying again, a session may have been started",
        response_adapter="session_created",
    )
