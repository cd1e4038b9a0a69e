"""JSON payloads of accounts, applications and the statistics of the network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from octaspace_sdk.simulator.network.entities import EPOCH_MS, WEI, Account, App, Node
from octaspace_sdk.simulator.network.generator import MARKET_PRICE
from octaspace_sdk.simulator.world.fleet import Fleet


def usd_e4(wei: int) -> int:
    """Return an amount in Wei as USD times 10,000."""
    return wei * 1040 // WEI


def profile(account: Account, balance: int) -> dict[str, Any]:
    """Return the response of GET /accounts."""
    return {
        "account_uuid": account.uuid,
        "avatar": "" if account.legacy else f"https://cdn.example.net/a/{account.uuid[:4]}.png",
        "balance": str(balance) if account.legacy else balance,
        "email": account.email,
        "ref_code": None if account.legacy else f"N{account.uid}",
        "uid": account.uid,
        "wallet": account.wallet,
    }


def balance_only(account: Account, balance: int) -> dict[str, Any]:
    """Return the response of GET /accounts/balance."""
    return {"balance": str(balance), "currency": "OCTA"} if account.legacy else {"balance": balance}


def app(entry: App, *, legacy: bool) -> dict[str, Any]:
    """Return the entry of GET /apps; for a legacy account the port lists are JSON text."""
    hardware = {"hw": {"min_vram_gb": entry.min_vram_gb}} if entry.min_vram_gb else {}
    return {
        "uuid": entry.uuid,
        "name": entry.name,
        "image": entry.image,
        "category": entry.category,
        "description": entry.description,
        "envs": dict(entry.envs),
        "ports": _ports(entry.ports, legacy=legacy),
        "http_ports": _ports(entry.http_ports, legacy=legacy),
        "personal": False,
        "start_command": "",
        "extra": {"min_disk_size": entry.min_disk_gb, "logo": entry.logo} | hardware,
    }


def _ports(ports: tuple[int, ...], *, legacy: bool) -> object:
    return json.dumps(ports, separators=(",", ":")) if legacy else list(ports)


def network_info(nodes: Sequence[Node], fleet: Fleet, now: int) -> dict[str, Any]:
    """Return the response of GET /network, with statistics of the simulated nodes."""
    by_model: dict[str, list[Node]] = {}
    for node in nodes:
        if node.gpu:
            by_model.setdefault(node.gpu.model, []).append(node)
    return {
        "blockchain": {
            "height": 9_299_385 + (now - EPOCH_MS) // 12_770,
            "difficulty": 812_345_678_901_234,
            "hashrate": 63_123_456_789,
            "total_supply": 42_115_431,
            "circulating_supply": 42_115_431,
            "era": "Vega",
            "blocktime": 12.77,
        },
        "market_price": MARKET_PRICE,
        "mmROI": 1.31,
        "nodes": {
            "count": len(nodes),
            "vpn": sum("vpn" in node.features for node in nodes),
            "online": fleet.count_online(nodes, now),
            "locations": len({node.location for node in nodes}),
            "vpn_locations": len({node.location for node in nodes if "vpn" in node.features}),
        },
        "power": {
            "cpus": sum(node.cpu.cores for node in nodes),
            "gpus": sum(node.gpu_count for node in nodes),
            "disk": sum(node.disk_size for node in nodes),
            "mem": sum(node.memory for node in nodes),
        },
        "staked": 1_204_500,
        "marketplace": {
            "gpus": {
                model: {
                    "avg_price": round(sum(fleet.prices(node).base for node in owners) / count / WEI * MARKET_PRICE, 4),
                    "count": count,
                }
                for model, owners in by_model.items()
                for count in [sum(node.gpu_count for node in owners)]
            }
        },
        "platform": {"total_jobs": 412},
    }
