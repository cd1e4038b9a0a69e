"""JSON payloads of a node: in its owner's list, in its details, in the lists of offers.

Pure functions of immutable values, so that `listings` can cache the encoded bytes.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import Any

from attrs import asdict

from octaspace_sdk.simulator.api.account_payloads import usd_e4
from octaspace_sdk.simulator.network.entities import WEI, GpuModel, Node, Prices
from octaspace_sdk.simulator.network.generator import MARKET_PRICE


def listed_node(node: Node, state: str, prices: Prices) -> dict[str, Any]:
    """Return the entry of GET /nodes without `uptime`, which changes every second."""
    location = node.location
    return {
        "id": node.id,
        "ip": node.ip,
        "state": state,
        "osn": node.version,
        "vrf_dt": node.verified_at,
        "location": {
            "city": location.city,
            "country": location.country,
            "latitude": location.latitude,
            "longitude": location.longitude,
        },
        "prices": asdict(prices),
        "system": {
            "arch": "x86_64",
            "cpu_cores": node.cpu.cores,
            "cpu_load_percent": _cpu_load(state),
            "cpu_model_name": node.cpu.model,
            "os_version": node.system.name,
            "disk": _disk(node) | {"used": node.disk_size - node.disk_free},
            "gpus": _gpus(node, state),
            "memory": {"free": node.memory * 7 // 8, "size": node.memory},
        },
    }


def node_detail(node: Node, state: str, uptime: int) -> dict[str, Any]:
    """Return the response of GET /nodes/{id}, whose format differs from the list entry."""
    location = node.location
    gpus = _gpus(node, state)
    return {
        "id": node.id,
        "account_id": node.owner or 0,
        "state": state,
        "ip": node.ip,
        "vrf_dt": node.verified_at,
        "location": {
            "city": location.city,
            "country": location.country,
            "isocode": location.iso,
            "continent": location.continent,
            "continentcode": location.continent_code,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "hostname": f"n{node.id}.example.net",
            "ip": node.ip,
            "organisation": node.provider,
            "provider": node.provider,
            "proxy": "no",
            "risk": 0,
            "type": "Residential" if node.residential else "Hosting",
            "devices": {"address": 1, "subnet": 4},
        },
        "reliability": dict(node.reliability),
        "features": list(node.features),
        "data": {
            "arch": "x86_64",
            "cpu_cores": node.cpu.cores,
            "cpu_load_percent": _cpu_load(state),
            "cpu_model_name": node.cpu.model,
            "cpu_vendor_id": node.cpu.vendor,
            "cuda_version": _cuda_version(node),
            "os_version": node.system.name,
            "is_hive_os": node.system.hive,
            "is_wsl": False,
            "virt": "none",
            "gpu_pt": False,
            "gpu_vendor": node.gpu.vendor if node.gpu else "",
            "gpu_driver_version": node.driver.version if node.driver else "",
            "gpus": gpus,
            "gpu": _by_vendor(node, gpus),
            "disk": _disk(node),
            "memory": {
                "total_memory": node.memory,
                "free_memory": node.memory // 8,
                "available_memory": node.memory * 7 // 8,
                "cached_memory": node.memory // 2,
                "buffered_memory": node.memory // 64,
                "total_swap": 8 * 2**30,
                "free_swap": 8 * 2**30,
            },
            "kernel_version": node.system.kernel,
            "linux_distro": node.system.distro,
            "linux_release": node.system.release,
            "version": node.version,
            "uptime": uptime,
        },
    }


def log_archive(node: Node, state: str, uptime: int, now: int) -> bytes:
    """Return the response of GET /nodes/{id}/logs: a gzipped tar archive of one file."""
    text = f"agent {node.version}\nnode {node.id} {state}\nuptime {uptime}\n".encode()
    entry = tarfile.TarInfo("node.log")
    entry.size = len(text)
    entry.mtime = now // 1000
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(entry, io.BytesIO(text))
    return gzip.compress(buffer.getvalue(), mtime=0)


def machine_offer(node: Node, prices: Prices, *, legacy: bool) -> dict[str, Any]:
    """Return the entry of GET /services/mr and GET /services/render, for a legacy account in its odd forms."""
    gpu = node.gpu
    payload: dict[str, Any] = {
        "node_id": node.id,
        "country": node.location.country,
        "country_iso": node.location.iso,
        "city": node.location.city,
        "arch": "x86_64",
        "os_version": node.system.name,
        "virt": "none",
        "memory_type": node.cpu.memory_type,
        "cpu_model_name": node.cpu.model,
        "cpu_vendor_id": node.cpu.vendor,
        "cpu_cores": node.cpu.cores,
        "cpu_speed": node.cpu.speed_mhz,
        "memory_speed": node.cpu.memory_mhz,
        "total_memory": node.memory,
        "free_disk": node.disk_free,
        "disk_speed_mbs": node.disk_speed_mbs,
        "cuda_version": _cuda_version(node),
        "gpu_vendor": gpu.vendor if gpu else "",
        "is_has_gpu": gpu is not None,
        "is_hive_os": node.system.hive,
        "is_wsl": False,
        "gpu_pt": False,
        "gdm": False,
        "ai_score": gpu.score * node.gpu_count if gpu else 0,
        "blender_score": gpu.score * node.gpu_count // 2 if gpu else 0,
        "currency_usd": node.prices_in_usd,
        "market_price": MARKET_PRICE,
        "total_price_usd": prices.base / WEI * MARKET_PRICE,
        "total_price_ether": prices.base / WEI,
        "total_price_wei": prices.base,
    }
    for name, price in asdict(prices).items():
        payload[f"{name}_usd"] = usd_e4(price) if node.prices_in_usd else 0
        payload[name] = price
        payload[f"{name}_ether"] = price / WEI
    if node.driver and gpu:
        payload["blender_cuda_score"] = gpu.score * node.gpu_count * 0.54
    return payload | {
        "net_down_mbits": node.net_down,
        "net_up_mbits": node.net_up,
        "reliability": node.reliability["uptime"] if legacy and node.legacy else dict(node.reliability),
        "gpus": _gpus(node, "idle"),
        "gpu": _by_vendor(node, [{"model": gpu.model, "mem_total_mb": gpu.memory_mb}] * node.gpu_count if gpu else []),
        "available_ports": 16,
        "features": list(node.features),
    }


def relay_offer(node: Node, prices: Prices, *, legacy: bool) -> dict[str, Any]:
    """Return the entry of GET /services/vpn; for a legacy account the speeds have their older names."""
    unit = "mbs" if legacy else "mbits"
    return {
        "node_id": node.id,
        "country": node.location.country,
        "country_iso": node.location.iso,
        "city": node.location.city,
        "latitude": node.location.latitude,
        "longitude": node.location.longitude,
        "residential": node.residential,
        f"net_down_{unit}": node.net_down,
        f"net_up_{unit}": node.net_up,
        "traffic_price_usd": prices.traffic / WEI * MARKET_PRICE,
        "traffic_price_ether": prices.traffic / WEI,
    }


def _cpu_load(state: str) -> float:
    return {"busy": 73.1, "idle": 1.72}.get(state, 0)


def _cuda_version(node: Node) -> str:
    return node.driver.cuda if node.driver else ""


def _disk(node: Node) -> dict[str, Any]:
    used = node.disk_size - node.disk_free
    return {"free": node.disk_free, "size": node.disk_size, "used_percent": round(100 * used / node.disk_size, 1)}


def _gpus(node: Node, state: str) -> list[dict[str, Any]]:
    return [_gpu(node.gpu, index, busy=state == "busy") for index in range(node.gpu_count)] if node.gpu else []


def _gpu(model: GpuModel, index: int, *, busy: bool) -> dict[str, Any]:
    return {
        "idx": index,
        "model": model.model,
        "bus_id": f"00000000:{index + 1:02x}:00.0",
        "mem_total_mb": model.memory_mb,
        "mem_free_mb": model.memory_mb // 4 if busy else model.memory_mb - 412,
        "gpu_temperature": 67 + index if busy else 41 + index,
        "gpu_utilization": 96 if busy else 0,
        "fan_speed": 65 if busy else 30,
        "pcie_link_gen": 4,
        "pcie_link_width": 16,
        "power_limit_watt": float(model.power_watt),
        "power_limit_default_watt": model.power_watt,
        "pstate": "P2" if busy else "P8",
    }


def _by_vendor(node: Node, gpus: list[dict[str, Any]]) -> dict[str, Any]:
    return {vendor: gpus if node.gpu and node.gpu.vendor == vendor else [] for vendor in ("nvidia", "amd", "intel")}
