"""The requests of `services.vpn`: VPN relays and starting a VPN session."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from .. import arguments
from ..models import SessionCreated, VPNRelay
from ..request import Request, query_pairs


class ServicesVpnCreateArguments(TypedDict, total=False):
    """The arguments of `create` and `connected`, which may have offers and applications in them."""

    node_id: VPNRelay | int | None
    subkind: Literal["wg", "openvpn", "ss", "v2ray", "http_proxy"] | str | None
    protocol: Literal["trojan", "vmess", "vless"] | str | None
    organization_id: int | str | None
    project_id: int | str | None
    extra: Mapping[str, Any] | None


def services_vpn_list(query: Mapping[str, Any] | None = None) -> Request[list[VPNRelay]]:
    """List the VPN relays. (GET /services/vpn)"""
    if query is not None:
        arguments.mapping(
            "query", query, known=(), hint="the service may ignore them, and search() chooses among what it lists"
        )
    return Request(
        operation="services.vpn.list",
        method="GET",
        path="/services/vpn",
        query=query_pairs(
            {
                **(query or {}),
            }
        ),
        response_type=list[VPNRelay],
        idempotent=True,
        needs_key=True,
    )


def services_vpn_create(
    *,
    node_id: int,
    subkind: Literal["wg", "openvpn", "ss", "v2ray", "http_proxy"] | str | None = None,
    protocol: Literal["trojan", "vmess", "vless"] | str | None = None,
    organization_id: int | str | None = None,
    project_id: int | str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Request[SessionCreated]:
    """Start a VPN session. (POST /services/vpn)"""
    arguments.integer("node_id", node_id, minimum=0)
    if subkind is not None:
        arguments.text("subkind", subkind)
    if protocol is not None:
        arguments.text("protocol", protocol)
    if organization_id is not None:
        arguments.integer_or_text("organization_id", organization_id)
    if project_id is not None:
        arguments.integer_or_text("project_id", project_id)
    if extra is not None:
        arguments.mapping("extra", extra)
    body: dict[str, Any] = {
        "node_id": node_id,
    }
    if subkind is not None:
        body["subkind"] = subkind
    if protocol is not None:
        body["protocol"] = protocol
    if organization_id is not None:
        body["organization_id"] = organization_id
    if project_id is not None:
        body["project_id"] = project_id
    body.update(extra or {})
    arguments.required_when("protocol", body, key="subkind", value="v2ray")
    return Request(
        operation="services.vpn.create",
        method="POST",
        path="/services/vpn",
        json=body,
        response_type=SessionCreated,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at sessions.list() before trying again, a session may have been started",
        response_adapter="session_created",
    )
