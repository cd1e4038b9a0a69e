"""The operations of the API as calls on a client, each with the request that it makes and a sample of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from tests.support.examples import DescribedCall, described_calls
from tests.support.recorder import load, sample

UUID = "5dd2d308-db91-4bda-86ff-e512d711b363"
APP = "249b4cb3-3db1-4c06-98a4-772ba88cd81c"
PRICES = {"base": 50000000000000000, "storage": 5000000000000000, "traffic": 2000000000000000, "gpu": None}


@attrs.frozen
class Operation:
    """One way to call an operation: the call, the request it makes, and a sample of the answer."""

    id: str
    call: Callable[[Any], Any]
    request: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    answer: str | None = None
    variant: str = ""
    example: bytes = b""

    @property
    def payload(self) -> bytes:
        """A sample of the answer: from tests/fixtures, or else from the description."""
        return sample(self.answer) if self.answer else self.example


def rent(client: Any, **options: Any) -> Any:
    return client.services.mr.create(
        **{"node_id": 98765, "disk_size": 50, "image": "nvidia/cuda:12.0-base"}
        | {"ports": [22], "http_ports": [8888], "envs": {"JUPYTER_TOKEN": "secret"}}
        | options
    )


def described_operations(others: set[str]) -> list[Operation]:
    """The other operations of openapi.yaml, called with its examples."""
    return [of_description(call) for call in described_calls() if call.id not in others]


def of_description(call: DescribedCall) -> Operation:
    return Operation(call.id, call.on, call.request, call.query, call.body, example=call.answer, variant="as described")


RENT = load("services/mr/create_request.json")
BARE = {"envs": {}, "ports": [], "http_ports": []}
OWNERS = {"organization_id": 7, "project_id": "p-2"}

OPERATIONS = [
    Operation("accounts.profile", lambda c: c.accounts.profile(), "GET /accounts", answer="accounts/profile.json"),
    Operation(
        "accounts.balance", lambda c: c.accounts.balance(), "GET /accounts/balance", answer="accounts/balance.json"
    ),
    Operation(
        "accounts.generate_wallet",
        lambda c: c.accounts.generate_wallet(),
        "POST /accounts",
        answer="accounts/wallet_address_only.json",
    ),
    Operation("nodes.list", lambda c: c.nodes.list(), "GET /nodes", answer="nodes/list.json"),
    Operation(
        "nodes.list",
        lambda c: c.nodes.list(country="DE", app_uuid=APP),
        "GET /nodes",
        (("country", "DE"), ("app_uuid", APP)),
        answer="nodes/list.json",
        variant="filtered",
    ),
    Operation("nodes.find", lambda c: c.nodes.find(65), "GET /nodes/65", answer="nodes/detail.json"),
    Operation("nodes.download_ident", lambda c: c.nodes.download_ident(65), "GET /nodes/65/ident"),
    Operation("nodes.download_logs", lambda c: c.nodes.download_logs(65), "GET /nodes/65/logs"),
    Operation(
        "nodes.update_prices", lambda c: c.nodes.update_prices(65, PRICES), "PATCH /nodes/65/prices", body=PRICES
    ),
    Operation(
        "nodes.update_prices", lambda c: c.nodes.update_prices(65), "PATCH /nodes/65/prices", variant="without prices"
    ),
    Operation(
        "nodes.update_prices",
        lambda c: c.nodes.update_prices(65, {}),
        "PATCH /nodes/65/prices",
        body={},
        variant="empty",
    ),
    Operation("nodes.reboot", lambda c: c.nodes.reboot(65), "GET /nodes/65/reboot"),
    Operation("sessions.list", lambda c: c.sessions.list(), "GET /sessions", answer="sessions/active.json"),
    Operation(
        "sessions.list",
        lambda c: c.sessions.list(recent=True),
        "GET /sessions",
        (("recent", "true"),),
        answer="sessions/recent.json",
        variant="recent",
    ),
    Operation("apps.list", lambda c: c.apps.list(), "GET /apps", answer="apps/list.json"),
    Operation("network.info", lambda c: c.network.info(), "GET /network", answer="network/info.json"),
    Operation("services.mr.list", lambda c: c.services.mr.list(), "GET /services/mr", answer="services/mr/list.json"),
    Operation(
        "services.mr.list",
        lambda c: c.services.mr.list({"gpu": "RTX 4090 & more", "min": 2, "cuda": True, "in": ["DE", "FR"], "x": None}),
        "GET /services/mr",
        (("gpu", "RTX 4090 & more"), ("min", "2"), ("cuda", "true"), ("in", "DE"), ("in", "FR")),
        answer="services/mr/list.json",
        variant="query",
    ),
    Operation(
        "services.mr.create", rent, "POST /services/mr", body=RENT, answer="services/mr/create_response_array.json"
    ),
    Operation(
        "services.mr.create",
        lambda c: c.services.mr.create(node_id=98765, disk_size=50, image="nvidia/cuda:12.0-base"),
        "POST /services/mr",
        body=[RENT[0] | BARE],
        answer="services/mr/create_response_object.json",
        variant="least",
    ),
    Operation(
        "services.mr.create",
        lambda c: rent(c, app=APP, start_command="run", entrypoint="sh", **OWNERS),
        "POST /services/mr",
        body=[RENT[0] | {"app": APP, "start_command": "run", "entrypoint": "sh"} | OWNERS],
        answer="services/mr/create_response_array.json",
        variant="most",
    ),
    Operation(
        "services.vpn.list", lambda c: c.services.vpn.list(), "GET /services/vpn", answer="services/vpn/list.json"
    ),
    Operation(
        "services.vpn.create",
        lambda c: c.services.vpn.create(node_id=12345, subkind="wg"),
        "POST /services/vpn",
        body=load("services/vpn/create_request_wg.json"),
        answer="services/vpn/create_response.json",
    ),
    Operation(
        "services.vpn.create",
        lambda c: c.services.vpn.create(node_id=12345, subkind="v2ray", protocol="vmess"),
        "POST /services/vpn",
        body=load("services/vpn/create_request_v2ray.json"),
        answer="services/vpn/create_response.json",
        variant="v2ray",
    ),
    Operation(
        "services.vpn.create",
        lambda c: c.services.vpn.create(
            node_id=12345, subkind="wg", extra={"subkind": "openvpn", "custom_field": "value"}
        ),
        "POST /services/vpn",
        body=load("services/vpn/create_request_extra_wins.json"),
        answer="services/vpn/create_response.json",
        variant="extra wins",
    ),
    Operation(
        "services.vpn.create",
        lambda c: c.services.vpn.create(node_id=12345, subkind="wg", **OWNERS),
        "POST /services/vpn",
        body={"node_id": 12345, "subkind": "wg"} | OWNERS,
        answer="services/vpn/create_response.json",
        variant="owners",
    ),
    Operation(
        "services.render.list",
        lambda c: c.services.render.list({"country": "FR"}),
        "GET /services/render",
        (("country", "FR"),),
        answer="services/render/list.json",
    ),
    Operation(
        "services.render.create",
        lambda c: c.services.render.create(
            node_id=9077, disk_size=200, envs={"PROJECT_ID": "my-project"}, multi_gpu_worker=True
        ),
        "POST /services/render",
        body=load("services/render/create_request.json"),
        answer="services/render/create_response.json",
    ),
    Operation(
        "services.session.info",
        lambda c: c.services.session(UUID).info(),
        f"GET /services/{UUID}/info",
        answer="services/session/info_mr.json",
    ),
    Operation(
        "services.session.logs",
        lambda c: c.services.session(UUID).logs(),
        f"GET /services/{UUID}/logs",
        answer="services/session/logs.json",
    ),
    Operation(
        "services.session.logs",
        lambda c: c.services.session(UUID).logs(recent=True),
        f"GET /services/{UUID}/logs",
        (("recent", "true"),),
        answer="services/session/logs.json",
        variant="recent",
    ),
    Operation(
        "services.session.stop",
        lambda c: c.services.session(UUID).stop(score=5),
        f"POST /services/{UUID}/stop",
        body=load("services/session/stop_request.json"),
    ),
    Operation(
        "services.session.stop",
        lambda c: c.services.session(UUID).stop(),
        f"POST /services/{UUID}/stop",
        variant="without score",
    ),
    Operation(
        "idle_jobs.find", lambda c: c.idle_jobs.find(69, 42), "GET /idle_jobs/69/42", answer="idle_jobs/show.json"
    ),
    Operation(
        "idle_jobs.logs",
        lambda c: c.idle_jobs.logs(69, 42),
        "GET /idle_jobs/69/42/logs",
        answer="idle_jobs/logs_gzip_base64.json",
    ),
]

OPERATIONS += described_operations({one.id for one in OPERATIONS})

BY_ID = {one.id: one for one in reversed(OPERATIONS)}
EACH_ID = list(BY_ID.values())[::-1]


def name(one: Operation) -> str:
    return f"{one.id}, {one.variant}" if one.variant else one.id
