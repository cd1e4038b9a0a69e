"""The models, each imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account as Account
    from .app import App as App
    from .balance import Balance as Balance
    from .gpu import GPU as GPU
    from .gpu_detail import GPUDetail as GPUDetail
    from .gpu_vendors import GPUVendors as GPUVendors
    from .idle_job import IdleJob as IdleJob
    from .idle_job_log_line import IdleJobLogLine as IdleJobLogLine
    from .idle_job_logs import IdleJobLogs as IdleJobLogs
    from .machine_rental import MachineRental as MachineRental
    from .network_blockchain import NetworkBlockchain as NetworkBlockchain
    from .network_info import NetworkInfo as NetworkInfo
    from .network_marketplace import NetworkMarketplace as NetworkMarketplace
    from .network_marketplace_gpu import NetworkMarketplaceGPU as NetworkMarketplaceGPU
    from .network_nodes import NetworkNodes as NetworkNodes
    from .network_platform import NetworkPlatform as NetworkPlatform
    from .network_power import NetworkPower as NetworkPower
    from .network_render import NetworkRender as NetworkRender
    from .node import Node as Node
    from .node_detail import NodeDetail as NodeDetail
    from .node_detail_location import NodeDetailLocation as NodeDetailLocation
    from .node_detail_memory import NodeDetailMemory as NodeDetailMemory
    from .node_detail_system import NodeDetailSystem as NodeDetailSystem
    from .node_devices import NodeDevices as NodeDevices
    from .node_disk import NodeDisk as NodeDisk
    from .node_location import NodeLocation as NodeLocation
    from .node_memory import NodeMemory as NodeMemory
    from .node_prices import NodePrices as NodePrices
    from .node_system import NodeSystem as NodeSystem
    from .provision_rejection import ProvisionRejection as ProvisionRejection
    from .proxy_endpoint import ProxyEndpoint as ProxyEndpoint
    from .rating import Rating as Rating
    from .reliability import Reliability as Reliability
    from .session import Session as Session
    from .session_created import SessionCreated as SessionCreated
    from .session_gpu import SessionGPU as SessionGPU
    from .session_hardware import SessionHardware as SessionHardware
    from .session_info import SessionInfo as SessionInfo
    from .session_log_line import SessionLogLine as SessionLogLine
    from .session_logs import SessionLogs as SessionLogs
    from .session_prices import SessionPrices as SessionPrices
    from .ssh_endpoint import SSHEndpoint as SSHEndpoint
    from .vpn_relay import VPNRelay as VPNRelay
    from .wallet import Wallet as Wallet

_MODULES = {
    "Account": "account",
    "App": "app",
    "Balance": "balance",
    "GPU": "gpu",
    "GPUDetail": "gpu_detail",
    "GPUVendors": "gpu_vendors",
    "IdleJob": "idle_job",
    "IdleJobLogLine": "idle_job_log_line",
    "IdleJobLogs": "idle_job_logs",
    "MachineRental": "machine_rental",
    "NetworkBlockchain": "network_blockchain",
    "NetworkInfo": "network_info",
    "NetworkMarketplace": "network_marketplace",
    "NetworkMarketplaceGPU": "network_marketplace_gpu",
    "NetworkNodes": "network_nodes",
    "NetworkPlatform": "network_platform",
    "NetworkPower": "network_power",
    "NetworkRender": "network_render",
    "Node": "node",
    "NodeDetail": "node_detail",
    "NodeDetailLocation": "node_detail_location",
    "NodeDetailMemory": "node_detail_memory",
    "NodeDetailSystem": "node_detail_system",
    "NodeDevices": "node_devices",
    "NodeDisk": "node_disk",
    "NodeLocation": "node_location",
    "NodeMemory": "node_memory",
    "NodePrices": "node_prices",
    "NodeSystem": "node_system",
    "ProvisionRejection": "provision_rejection",
    "ProxyEndpoint": "proxy_endpoint",
    "Rating": "rating",
    "Reliability": "reliability",
    "SSHEndpoint": "ssh_endpoint",
    "Session": "session",
    "SessionCreated": "session_created",
    "SessionGPU": "session_gpu",
    "SessionHardware": "session_hardware",
    "SessionInfo": "session_info",
    "SessionLogLine": "session_log_line",
    "SessionLogs": "session_logs",
    "SessionPrices": "session_prices",
    "VPNRelay": "vpn_relay",
    "Wallet": "wallet",
}

__all__ = [
    "Account",
    "App",
    "Balance",
    "GPU",
    "GPUDetail",
    "GPUVendors",
    "IdleJob",
    "IdleJobLogLine",
    "IdleJobLogs",
    "MachineRental",
    "NetworkBlockchain",
    "NetworkInfo",
    "NetworkMarketplace",
    "NetworkMarketplaceGPU",
    "NetworkNodes",
    "NetworkPlatform",
    "NetworkPower",
    "NetworkRender",
    "Node",
    "NodeDetail",
    "NodeDetailLocation",
    "NodeDetailMemory",
    "NodeDetailSystem",
    "NodeDevices",
    "NodeDisk",
    "NodeLocation",
    "NodeMemory",
    "NodePrices",
    "NodeSystem",
    "ProvisionRejection",
    "ProxyEndpoint",
    "Rating",
    "Reliability",
    "SSHEndpoint",
    "Session",
    "SessionCreated",
    "SessionGPU",
    "SessionHardware",
    "SessionInfo",
    "SessionLogLine",
    "SessionLogs",
    "SessionPrices",
    "VPNRelay",
    "Wallet",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    model = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return model


def __dir__() -> list[str]:
    return [*globals(), *__all__]
