"""Every sample of the wire fits what openapi.yaml says about it, and what does not fit is refused."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.description import SCHEMAS, WIRE, closed, faults, first_names, load, pointer, resolve

Use = tuple[str, str, str]  # method, path, and `request` or the status of the response

REQUEST = "request"
JSON = "application/json"
SAMPLES: dict[str, list[Use]] = {
    "accounts/balance.json": [("get", "/accounts/balance", "200")],
    "accounts/balance_null.json": [("get", "/accounts/balance", "200")],
    "accounts/balance_quoted.json": [("get", "/accounts/balance", "200")],
    "accounts/profile.json": [
        ("get", "/accounts", "200"),
        ("post", "/accounts", "200"),
        ("post", "/accounts", "201"),
    ],
    "accounts/profile_quoted_balance.json": [("get", "/accounts", "200"), ("post", "/accounts", "200")],
    "accounts/wallet_address_only.json": [("post", "/accounts", "200"), ("post", "/accounts", "201")],
    "accounts/wallet_network.json": [("post", "/accounts", "200"), ("post", "/accounts", "201")],
    "apps/list.json": [("get", "/apps", "200")],
    "apps/list_plain_arrays.json": [("get", "/apps", "200")],
    "errors/400.json": [("post", "/services/mr", "400"), ("get", "/nodes/{id}", "400")],
    "errors/401.json": [("get", "/accounts", "401"), ("get", "/sessions", "401")],
    "errors/403.json": [("patch", "/nodes/{id}/prices", "403")],
    "errors/404.json": [("get", "/services/{uuid}/info", "404"), ("post", "/services/{uuid}/stop", "404")],
    "errors/422.json": [("post", "/services/mr", "422"), ("post", "/services/render", "422")],
    "errors/429.json": [("get", "/network", "429"), ("get", "/apps", "429")],
    "errors/500.json": [("get", "/nodes", "500"), ("post", "/services/vpn", "500")],
    "errors/502.html": [("get", "/nodes", "502"), ("post", "/services/mr", "520")],
    "idle_jobs/logs_gzip_base64.json": [("get", "/idle_jobs/{node_id}/{job_id}/logs", "200")],
    "idle_jobs/logs_lines.json": [("get", "/idle_jobs/{node_id}/{job_id}/logs", "200")],
    "idle_jobs/show.json": [("get", "/idle_jobs/{node_id}/{job_id}", "200")],
    "idle_jobs/show_running.json": [("get", "/idle_jobs/{node_id}/{job_id}", "200")],
    "idle_jobs/show_command.json": [("get", "/idle_jobs/{node_id}/{job_id}", "200")],
    "network/info.json": [("get", "/network", "200")],
    "network/info_statistics.json": [("get", "/network", "200")],
    "nodes/detail.json": [("get", "/nodes/{id}", "200")],
    "nodes/list.json": [("get", "/nodes", "200")],
    "services/mr/create_rejected_http_200.json": [
        ("post", "/services/mr", "200"),
        ("post", "/services/vpn", "200"),
        ("post", "/services/render", "200"),
    ],
    "services/mr/create_rejected_message.json": [
        ("post", "/services/mr", "200"),
        ("post", "/services/vpn", "200"),
        ("post", "/services/render", "200"),
    ],
    "services/mr/create_request.json": [("post", "/services/mr", REQUEST)],
    "services/mr/create_request_organization.json": [("post", "/services/mr", REQUEST)],
    "services/mr/create_request_single.json": [("post", "/services/mr", REQUEST)],
    "services/mr/create_response_array.json": [("post", "/services/mr", "200"), ("post", "/services/mr", "201")],
    "services/mr/create_response_object.json": [("post", "/services/mr", "200"), ("post", "/services/mr", "201")],
    "services/mr/create_response_status.json": [
        ("post", "/services/mr", "201"),
        ("post", "/services/vpn", "201"),
        ("post", "/services/render", "201"),
    ],
    "services/mr/list.json": [("get", "/services/mr", "200")],
    "services/mr/list_gpu_details.json": [("get", "/services/mr", "200"), ("get", "/services/render", "200")],
    "services/render/create_request.json": [("post", "/services/render", REQUEST)],
    "services/render/create_response.json": [
        ("post", "/services/render", "200"),
        ("post", "/services/render", "201"),
    ],
    "services/render/list.json": [("get", "/services/render", "200")],
    "services/session/info_mr.json": [("get", "/services/{uuid}/info", "200")],
    "services/session/info_provisioning.json": [("get", "/services/{uuid}/info", "200")],
    "services/session/info_vpn_config.json": [("get", "/services/{uuid}/info", "200")],
    "services/session/info_vpn_http_proxy.json": [("get", "/services/{uuid}/info", "200")],
    "services/session/info_vpn_wg.json": [("get", "/services/{uuid}/info", "200")],
    "services/session/logs.json": [("get", "/services/{uuid}/logs", "200")],
    "services/session/stop_request.json": [("post", "/services/{uuid}/stop", REQUEST)],
    "services/session/stop_response.json": [("post", "/services/{uuid}/stop", "200")],
    "services/vpn/create_request_extra_wins.json": [("post", "/services/vpn", REQUEST)],
    "services/vpn/create_request_organization.json": [("post", "/services/vpn", REQUEST)],
    "services/vpn/create_request_v2ray.json": [("post", "/services/vpn", REQUEST)],
    "services/vpn/create_request_wg.json": [("post", "/services/vpn", REQUEST)],
    "services/vpn/create_response.json": [("post", "/services/vpn", "200"), ("post", "/services/vpn", "201")],
    "services/vpn/list.json": [("get", "/services/vpn", "200")],
    "services/vpn/list_older_names.json": [("get", "/services/vpn", "200")],
    "sessions/active.json": [("get", "/sessions", "200")],
    "sessions/recent.json": [("get", "/sessions", "200")],
    "sessions/recent_account.json": [("get", "/sessions", "200")],
}
USES = [(sample, use) for sample, uses in SAMPLES.items() for use in uses]
JSON_USES = [pytest.param(sample, use, id=f"{sample} {' '.join(use)}") for sample, use in USES if ".json" in sample]


def content(method: str, path: str, part: str) -> dict[str, Any]:
    """The content types that the description states for a request or for a response with this status."""
    data = resolve(pointer("paths", path, method))
    if part == REQUEST:
        return dict(data["requestBody"]["content"])
    responses = data["responses"]
    code = part if part in responses else f"{part[0]}XX"
    assert code in responses, f"{method} {path} does not state {part}"
    return dict(resolve(pointer("paths", path, method, "responses", code))["content"])


def test_every_sample_is_in_the_table() -> None:
    files = {path.relative_to(WIRE).as_posix() for path in WIRE.rglob("*") if path.is_file()}
    assert files == set(SAMPLES), "say in SAMPLES above where each file of tests/fixtures comes from"


@pytest.mark.parametrize(("sample", "use"), JSON_USES)
def test_sample_fits(sample: str, use: Use) -> None:
    assert faults(expected_names(sample), content(*use)[JSON]["schema"]) == []


@pytest.mark.parametrize(("sample", "use"), JSON_USES)
def test_every_field_of_a_sample_is_described(sample: str, use: Use) -> None:
    assert faults(expected_names(sample), content(*use)[JSON]["schema"], closed()) == []


@pytest.mark.parametrize(("sample", "use"), [(s, u) for s, u in USES if s.endswith(".html")])
def test_html_of_a_proxy_is_stated(sample: str, use: Use) -> None:
    text = (WIRE / sample).read_text(encoding="utf-8")
    assert faults(text, content(*use)["text/html"]["schema"]) == []


def expected_names(sample: str) -> Any:
    """The sample under the names that `required` knows; `message` is an alias only in a rejection."""
    value = first_names(load(sample))
    if sample == "services/mr/create_rejected_message.json":
        value[0]["reason"] = value[0].pop("message")
    return value


def changed(sample: str, **fields: Any) -> Any:
    """The sample with other values; in a list, in its first item."""
    value = load(sample)
    (value[0] if isinstance(value, list) else value).update(fields)
    return value


def without(sample: str, field: str) -> Any:
    value = load(sample)
    del (value[0] if isinstance(value, list) else value)[field]
    return value


WRONG: dict[str, tuple[Any, Use]] = {
    "balance is a list": ({"balance": []}, ("get", "/accounts/balance", "200")),
    "balance is a fraction": ({"balance": 0.5}, ("get", "/accounts/balance", "200")),
    "balance is empty text": ({"balance": ""}, ("get", "/accounts/balance", "200")),
    "balance is missing": ({}, ("get", "/accounts/balance", "200")),
    "profile without balance": (without("accounts/profile.json", "balance"), ("get", "/accounts", "200")),
    "nodes as an object": ({"nodes": []}, ("get", "/nodes", "200")),
    "node without state": (without("nodes/list.json", "state"), ("get", "/nodes", "200")),
    "list item as the detail": (load("nodes/list.json")[0], ("get", "/nodes/{id}", "200")),
    "session without uuid": (without("sessions/active.json", "uuid"), ("get", "/sessions", "200")),
    "container ids of numbers": (changed("sessions/active.json", container_id=[1]), ("get", "/sessions", "200")),
    "duration in words": (changed("sessions/active.json", duration="an hour"), ("get", "/sessions", "200")),
    "ports as an object": (changed("apps/list.json", ports={}), ("get", "/apps", "200")),
    "reliability as text": (changed("services/mr/list.json", reliability="99"), ("get", "/services/mr", "200")),
    "config is a number": (
        changed("services/session/info_vpn_wg.json", config=1),
        ("get", "/services/{uuid}/info", "200"),
    ),
    "created without uuid": ({"status": "starting"}, ("post", "/services/mr", "200")),
    "created an empty list": ([], ("post", "/services/mr", "200")),
    "created two": ([{"uuid": "a"}, {"uuid": "b"}], ("post", "/services/mr", "201")),
    "rejection without reason": ([{"id": 0, "status": 1}], ("post", "/services/mr", "200")),
    "rental alone without node": ({"image": "ubuntu:24.04"}, ("post", "/services/mr", REQUEST)),
    "rental alone of no disk": ({"node_id": 1, "disk_size": 0}, ("post", "/services/mr", REQUEST)),
    "organization that is a list": (
        changed("services/mr/create_request.json", organization_id=[1]),
        ("post", "/services/mr", REQUEST),
    ),
    "two rentals": (load("services/mr/create_request.json") * 2, ("post", "/services/mr", REQUEST)),
    "no rental": ([], ("post", "/services/mr", REQUEST)),
    "rental with another id": (changed("services/mr/create_request.json", id=1), ("post", "/services/mr", REQUEST)),
    "rental without entrypoint": (
        without("services/mr/create_request.json", "entrypoint"),
        ("post", "/services/mr", REQUEST),
    ),
    "rental of no disk": (changed("services/mr/create_request.json", disk_size=0), ("post", "/services/mr", REQUEST)),
    "rental of no image": (changed("services/mr/create_request.json", image=""), ("post", "/services/mr", REQUEST)),
    "port 0": (changed("services/mr/create_request.json", ports=[0]), ("post", "/services/mr", REQUEST)),
    "port 65536": (changed("services/mr/create_request.json", http_ports=[65536]), ("post", "/services/mr", REQUEST)),
    "vpn without node": ({"subkind": "wg"}, ("post", "/services/vpn", REQUEST)),
    "node below zero": (changed("services/vpn/create_request_wg.json", node_id=-1), ("post", "/services/vpn", REQUEST)),
    "score of 9": ({"score": 9}, ("post", "/services/{uuid}/stop", REQUEST)),
    "score of 0": ({"score": 0}, ("post", "/services/{uuid}/stop", REQUEST)),
    "price in words": ({"base": "much"}, ("patch", "/nodes/{id}/prices", REQUEST)),
    "error as text": ("no", ("get", "/accounts", "401")),
}


@pytest.mark.parametrize(("value", "use"), WRONG.values(), ids=WRONG.keys())
def test_wrong_value_is_refused(value: Any, use: Use) -> None:
    assert faults(value, content(*use)[JSON]["schema"])


@pytest.mark.parametrize(
    ("sample", "path"),
    [("services/mr/create_request.json", "/services/mr"), ("services/render/create_request.json", "/services/render")],
)
def test_keys_that_a_caller_adds_to_a_request_fit(sample: str, path: str) -> None:
    assert faults(changed(sample, new_key=1), content("post", path, REQUEST)[JSON]["schema"]) == []


@pytest.mark.parametrize("value", [28, "28", "", None])
@pytest.mark.parametrize("field", ["duration", "started_at", "finished_at", "rx", "tx"])
def test_numbers_of_a_session_may_be_quoted_or_unknown(field: str, value: Any) -> None:
    assert (
        faults(changed("sessions/recent.json", **{field: value}), content("get", "/sessions", "200")[JSON]["schema"])
        == []
    )


@pytest.mark.parametrize("value", [["9f1c0a7b2d31"], "9f1c0a7b2d31", None])
def test_container_id_may_be_a_list_text_or_null(value: Any) -> None:
    for sample, path in (
        ("sessions/active.json", "/sessions"),
        ("services/session/info_mr.json", "/services/{uuid}/info"),
    ):
        assert faults(changed(sample, container_id=value), content("get", path, "200")[JSON]["schema"]) == []


def test_unknown_fields_and_words_fit() -> None:
    schema = content("get", "/nodes", "200")[JSON]["schema"]
    assert faults(changed("nodes/list.json", state="hibernating", new_field={"a": 1}), schema) == []


@pytest.mark.parametrize(
    "value", [{"subkind": "wg"}, {"protocol": "vmess"}, {"subkind": "v2ray", "protocol": "vless"}, {"subkind": "v2ray"}]
)
def test_protocol_is_for_the_service_to_judge(value: dict[str, Any]) -> None:
    assert faults({"node_id": 1, **value}, SCHEMAS["VPNRequest"]) == []


def test_a_session_and_a_rejection_exclude_each_other() -> None:
    schema = content("post", "/services/mr", "200")[JSON]["schema"]
    for value in ([{"uuid": "a", "reason": "why not"}], {"uuid": "a", "reason": "why not"}):
        assert faults(value, schema) == []
