"""Every answer to the first account fits the types of the reference client, which is strict: no quoted number in an
integer, no number above 64 bits, no other JSON type. A field that is left out or null is the type's zero there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

INT, INT64 = "int", "int64"  # both have 64 bits
FLOAT, STRING, BOOL = "float64", "string", "bool"
FLEX = "FlexInt64"  # bare or quoted
BIG = "BigInt"  # bare or quoted, of any size
ANY = "any"

GPU = {
    **dict.fromkeys(("idx", "mem_total_mb", "mem_free_mb", "gpu_temperature", "gpu_utilization", "fan_speed"), INT),
    **dict.fromkeys(("pcie_link_gen", "pcie_link_width"), INT),
    **dict.fromkeys(("model", "bus_id", "pstate"), STRING),
    **dict.fromkeys(("power_limit_watt", "power_limit_default_watt"), FLOAT),
}
LOCATION = {"city": STRING, "country": STRING, "latitude": FLOAT, "longitude": FLOAT}
SSH = {"host": STRING, "port": INT}
SESSION = {
    **dict.fromkeys(("uuid", "service", "app_name", "app_logo", "progress", "public_ip"), STRING),
    "node_id": INT64,
    "is_ready": BOOL,
    **dict.fromkeys(("duration", "started_at", "finished_at"), FLEX),
    "charge_amount": BIG,
    "termination_reason": INT,
    "ssh_direct": SSH,
    "ssh_proxy": SSH,
    "urls": {"*": STRING},
    "prices": {"base_usd": INT, "currency_usd": BOOL, "market_price": FLOAT},
}
TYPES: dict[str, Any] = {
    "/accounts": {
        **dict.fromkeys(("account_uuid", "avatar", "email", "ref_code", "wallet"), STRING),
        "balance": BIG,
        "uid": INT64,
    },
    "/accounts/balance": {"balance": BIG},
    "/nodes": [
        {
            "id": INT64,
            "uptime": INT64,
            **dict.fromkeys(("ip", "state", "osn", "vrf_dt"), STRING),
            "location": LOCATION,
            "prices": dict.fromkeys(("base", "storage", "traffic"), INT64),
            "system": {
                **dict.fromkeys(("arch", "cpu_model_name", "os_version"), STRING),
                "cpu_cores": INT,
                "cpu_load_percent": FLOAT,
                "disk": {"free": INT64, "size": INT64, "used_percent": FLOAT},
                "gpus": [GPU],
                "memory": {"free": INT64, "size": INT64},
            },
        }
    ],
    "/apps": [
        {
            **dict.fromkeys(("uuid", "name", "image", "category", "description"), STRING),
            "envs": {"*": ANY},
            "ports": [INT],
            "http_ports": [INT],
            "personal": BOOL,
            "extra": {"*": ANY},
        }
    ],
    "/network": {"*": ANY},
    "/services/mr": [
        {
            "node_id": INT64,
            **dict.fromkeys(("country", "country_iso", "city", "arch", "os_version", "virt", "memory_type"), STRING),
            **dict.fromkeys(("cpu_model_name", "cpu_vendor_id", "cuda_version", "gpu_vendor"), STRING),
            **dict.fromkeys(("cpu_cores", "cpu_speed", "memory_speed", "disk_speed_mbs"), INT),
            **dict.fromkeys(("total_memory", "free_disk", "net_down_mbits", "net_up_mbits"), INT64),
            **dict.fromkeys(("is_has_gpu", "is_hive_os", "is_wsl", "gpu_pt", "gdm", "currency_usd"), BOOL),
            **dict.fromkeys(("ai_score", "blender_score", "base_usd", "storage_usd", "traffic_usd"), INT),
            **dict.fromkeys(("market_price", "total_price_usd", "total_price_ether", "base_ether"), FLOAT),
            **dict.fromkeys(("storage_ether", "traffic_ether"), FLOAT),
            "reliability": {"uptime": FLOAT, "stability": FLOAT, "rating": {"count": INT, "score": FLOAT}},
            "gpus": [GPU],
        }
    ],
    "/services/vpn": [
        {
            "node_id": INT64,
            **dict.fromkeys(("country", "country_iso", "city"), STRING),
            **dict.fromkeys(("latitude", "longitude", "traffic_price_usd", "traffic_price_ether"), FLOAT),
            "residential": BOOL,
            "net_down_mbits": INT64,
            "net_up_mbits": INT64,
        }
    ],
    "/sessions": [SESSION],
    "/sessions?recent=true": [SESSION | {"rx": STRING, "tx": STRING}],
    "/services/{machine}/info": SESSION | {"tx": INT64, "rx": INT64},
    "/services/{vpn}/info": SESSION | {"tx": INT64, "rx": INT64, "config": STRING},
    "/services/{machine}/logs": {"system": [{"ts": INT64, "msg": STRING}], "container": STRING},
}
TYPES["/services/render"] = TYPES["/services/mr"]


def misfits(value: Any, kind: Any, path: str = "") -> Iterator[str]:
    """The places whose value the reference client cannot read."""
    if value is None or kind == ANY:
        return
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for item in value:
            yield from misfits(item, kind[0], f"{path}[]")
    elif isinstance(kind, dict):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for name, item in value.items():
            yield from misfits(item, kind.get(name, kind.get("*", ANY)), f"{path}.{name}")
    elif not fits(value, kind):
        yield f"{path} is {value!r}, not {kind}"


def fits(value: Any, kind: str) -> bool:
    if kind in (FLEX, BIG) and isinstance(value, str):
        return value == "" or value.isdecimal()
    if kind in (STRING, BOOL):
        return type(value) is {STRING: str, BOOL: bool}[kind]
    if kind == FLOAT:
        return type(value) in (int, float)
    return type(value) is int and (kind == BIG or -(2**63) <= value < 2**63)


@pytest.fixture
def paths(http, clock, rent) -> dict[str, str]:
    """The uuids of a machine and of a VPN session that are ready; another of each has ended."""
    relay = http.get("/services/vpn").json()[0]["node_id"]
    uuids = {}
    for _ in range(2):
        for name, uuid in uuids.items():
            http.post(f"/services/{uuid}/stop")
            assert name
        uuids = {
            "machine": rent(http_ports=[8888])[0],
            "vpn": http.post("/services/vpn", json={"node_id": relay}).json()["uuid"],
        }
        clock.advance(60)
    return uuids


@pytest.mark.parametrize("path", TYPES)
def test_first_account_is_readable_by_the_reference_client(http, paths, path):
    answer = http.get(path.format(**paths)).json()
    assert answer
    assert list(misfits(answer, TYPES[path])) == []


def test_table_finds_what_the_reference_client_cannot_read():
    assert list(misfits([{"reliability": 99.5}], TYPES["/services/mr"])) == ["[].reliability is no object"]
    assert list(misfits([{"ports": "[22]"}], TYPES["/apps"])) == ["[].ports is no list"]
    assert list(misfits({"uid": "7", "balance": "7"}, TYPES["/accounts"])) == [".uid is '7', not int64"]
    assert list(misfits([{"prices": {"base": 2**63}}], TYPES["/nodes"]))
    assert list(misfits([{"termination_reason": "1"}], TYPES["/sessions"]))


def test_new_session_is_an_object_or_a_list_with_a_text_as_uuid(http, rental):
    node = http.get("/services/mr").json()[0]["node_id"]
    [created] = http.post("/services/mr", json=rental(node)).json()
    assert isinstance(created["uuid"], str)
