"""JSON payloads of a session: in the lists of active and recent sessions, in its details, in its logs."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from octaspace_sdk.simulator.api.account_payloads import usd_e4
from octaspace_sdk.simulator.network.generator import MARKET_PRICE
from octaspace_sdk.simulator.world.session import RX_PER_MS, TX_PER_MS, Reason, Session

VPN_KINDS = ("wg", "openvpn", "ss", "v2ray", "http_proxy")
V2RAY_PROTOCOLS = ("trojan", "vmess", "vless")

FINAL_LOG_LINES = {
    Reason.IDLE_LIMIT: "Session terminated: idle for too long\n",
    Reason.SET_UP_FAILED: "Session terminated: provisioning failed\n",
    Reason.NODE_OFFLINE: "Session terminated: node is offline\n",
    Reason.OUT_OF_MONEY: "Session terminated: insufficient balance\n",
}


def active_session(session: Session, now: int) -> dict[str, Any]:
    """Return the entry of GET /sessions."""
    if session.service == "vpn":
        return _summary(session, now) | _relay(session)
    return _summary(session, now) | _machine(session, now)


def session_info(session: Session, now: int) -> dict[str, Any]:
    """Return the response of GET /services/{uuid}/info: the active entry plus traffic and connection details."""
    info = active_session(session, now) | {"tx": _tx(session, now), "rx": _rx(session, now)}
    if session.service != "vpn":
        return info | {"user_envs": dict(session.envs)}
    name = "vpn_config" if session.account.legacy else "config"
    return info | ({name: _vpn_config(session)} if session.is_ready(now) else {})


def recent_session(session: Session) -> dict[str, Any]:
    """Return the entry of GET /sessions?recent=true, in which some numbers are quoted; for legacy accounts all are."""
    assert session.finished_at is not None
    vpn, now = session.service == "vpn", session.finished_at
    numbers = {
        "started_at": session.started_at,
        "finished_at": session.finished_at,
        "charge_amount": session.charge(now),
        "termination_reason": session.termination_reason,
    }
    return {
        "uuid": session.uuid,
        "service": session.service,
        "duration": str(session.duration_ms(now) // 1000),
        "rx": str(_rx(session, now)),
        "tx": str(_tx(session, now)),
        **({name: str(number) for name, number in numbers.items()} if session.account.legacy else numbers),
        "urls": None if vpn else _urls(session),
    }


def session_logs(session: Session, now: int) -> dict[str, Any]:
    """Return the response of GET /services/{uuid}/logs up to now."""
    image, failing_at = session.image or session.kind, session.failing_at()
    events = [
        (session.started_at, f"Node {session.node.id} allocated\n"),
        (session.pulling_at(), f"Pulling {image}\n"),
        (session.ready_at, "Container started\n")
        if failing_at is None
        else (failing_at, f"Error: failed to pull {image}: unexpected EOF\n"),
    ]
    system = [{"ts": ts, "msg": msg} for ts, msg in events if ts <= session.until(now)]
    if session.finished_at is not None:
        msg = FINAL_LOG_LINES.get(Reason(session.termination_reason), "Container stopped\n")
        system.append({"ts": session.finished_at, "msg": msg})
    lines = min(session.ready_ms(now) // 10_000, 100)
    return {"system": system, "container": "".join(f"step {line + 1} done\n" for line in range(lines))}


def _summary(session: Session, now: int) -> dict[str, Any]:
    charge, vpn = session.charge(now), session.service == "vpn"
    in_usd = session.node.prices_in_usd and not vpn
    return {
        "uuid": session.uuid,
        "service": session.service,
        "kind": session.kind,
        "node_id": session.node.id,
        "progress": session.progress(now),
        "is_ready": session.is_ready(now),
        "duration": session.duration_ms(now) // 1000,
        "started_at": session.started_at,
        "charge_amount": str(charge) if session.account.legacy else charge,
        "prices": {
            "base_usd": usd_e4(session.price_per_hour) if in_usd else 0,
            "currency_usd": in_usd,
            "market_price": MARKET_PRICE,
        },
    }


def _relay(session: Session) -> dict[str, Any]:
    location = session.node.location
    return {"ip": session.node.ip, "country": location.country, "country_iso": location.iso, "city": location.city}


def _machine(session: Session, now: int) -> dict[str, Any]:
    node = session.node
    payload: dict[str, Any] = {
        "app_name": session.app.name if session.app else session.image,
        "app_logo": session.app.logo if session.app else "",
        "container_id": None,
        "ports_matrix": {},
        "urls": {},
        "node_hw": {
            "cpu": node.cpu.model,
            "cpu_cores": node.cpu.cores,
            "gpu": [{"model": node.gpu.model, "mem_total_mb": node.gpu.memory_mb}] * node.gpu_count if node.gpu else [],
            "total_memory": node.memory,
            "disk": session.disk_size,
        },
    }
    if session.is_ready(now):
        container = sha256(session.uuid.encode()).hexdigest()[:12]
        ports = _ports_matrix(session)
        payload |= {
            "container_id": container if session.account.legacy else [container],
            "public_ip": node.ip,
            "ports_matrix": ports,
            "urls": _urls(session),
            "ssh_direct": {"host": node.ip, "port": ports["22"]},
            "ssh_proxy": {"host": "ssh.example.net", "port": 41_000 + session.number % 20_000},
            "ssh_web": f"https://{session.uuid[:8]}.ssh.example.net",
        }
    return payload


def _ports_matrix(session: Session) -> dict[str, int]:
    """Return the public ports by container port; SSH is always included."""
    ports = [port for port in dict.fromkeys(session.ports) if port != 22]
    return {"22": 10_022} | {str(port): 10_300 + index for index, port in enumerate(ports)}


def _urls(session: Session) -> dict[str, str]:
    return {str(port): f"https://{session.uuid[:8]}-{port}.apps.example.net" for port in session.http_ports}


def _rx(session: Session, now: int) -> int:
    return session.ready_ms(now) * RX_PER_MS


def _tx(session: Session, now: int) -> int:
    return session.ready_ms(now) * TX_PER_MS


def _vpn_config(session: Session) -> str | dict[str, Any]:
    """Return the configuration for the VPN client."""
    ip = session.node.ip
    secret = b64encode(sha256(session.uuid.encode()).digest()).decode()
    match session.kind:
        case "http_proxy":
            return {"ip": ip, "port": 3128}
        case "openvpn":
            return f"client\ndev tun\nproto udp\nremote {ip} 1194\n<auth-user-pass>\n{secret}\n</auth-user-pass>\n"
        case "ss":
            return f"ss://{b64encode(f'aes-256-gcm:{secret}'.encode()).decode()}@{ip}:8388"
        case "v2ray":
            return f"{session.protocol}://{session.uuid}@{ip}:443"
        case _:
            peer = b64encode(sha256(session.node.ident).digest()).decode()
            return (
                f"[Interface]\nPrivateKey = {secret}\nAddress = 10.8.0.2/32\nDNS = 1.1.1.1\n\n"
                f"[Peer]\nPublicKey = {peer}\nEndpoint = {ip}:51820\nAllowedIPs = 0.0.0.0/0\n"
            )
