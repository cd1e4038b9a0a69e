"""The hardware and software of nodes with their relative frequencies: processors, cards, systems, drivers, agents."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import Cpu, Driver, GpuModel, System

SERVER_CPUS = (
    Cpu("AMD EPYC 7543P 32-Core Processor", "AuthenticAMD", 64, 2800, "DDR4", 3200),
    Cpu("AMD EPYC 7763 64-Core Processor", "AuthenticAMD", 128, 2450, "DDR4", 3200),
    Cpu("AMD EPYC 9354 32-Core Processor", "AuthenticAMD", 64, 3250, "DDR5", 4800),
    Cpu("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", "GenuineIntel", 64, 2000, "DDR4", 3200),
    Cpu("Intel(R) Xeon(R) Platinum 8480+", "GenuineIntel", 112, 2000, "DDR5", 4800),
    Cpu("Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "GenuineIntel", 28, 2400, "DDR4", 2400),
)

DESKTOP_CPUS = (
    Cpu("AMD Ryzen 9 7950X 16-Core Processor", "AuthenticAMD", 32, 4500, "DDR5", 5200),
    Cpu("AMD Ryzen 9 5950X 16-Core Processor", "AuthenticAMD", 32, 3400, "DDR4", 3200),
    Cpu("AMD Ryzen 7 5700X 8-Core Processor", "AuthenticAMD", 16, 3400, "DDR4", 3200),
    Cpu("AMD Ryzen 5 3600 6-Core Processor", "AuthenticAMD", 12, 3600, "DDR4", 2666),
    Cpu("AMD Ryzen Threadripper 3970X 32-Core Processor", "AuthenticAMD", 64, 3700, "DDR4", 3200),
    Cpu("13th Gen Intel(R) Core(TM) i9-13900K", "GenuineIntel", 32, 3000, "DDR5", 5600),
    Cpu("12th Gen Intel(R) Core(TM) i5-12400F", "GenuineIntel", 12, 2500, "DDR4", 3200),
)

RELAY_CPUS = (
    Cpu("Intel(R) N100", "GenuineIntel", 4, 800, "DDR5", 4800),
    Cpu("Intel(R) Celeron(R) J4125 CPU @ 2.00GHz", "GenuineIntel", 4, 2000, "DDR4", 2400),
    Cpu("AMD EPYC-Rome Processor", "AuthenticAMD", 2, 2500, "DDR4", 3200),
    Cpu("Intel(R) Core(TM) i5-6500T CPU @ 2.50GHz", "GenuineIntel", 4, 2500, "DDR4", 2133),
)

GPUS = (
    (GpuModel("nvidia", "NVIDIA GeForce RTX 3060", 12288, 170, 1390, 0.07), 9),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 3060 Ti", 8192, 200, 1710, 0.07), 4),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 3070", 8192, 220, 2120, 0.08), 6),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 3080", 10240, 320, 3010, 0.12), 7),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 3090", 24576, 350, 3720, 0.20), 14),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 4070", 12282, 200, 3340, 0.13), 5),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 4070 Ti SUPER", 16376, 285, 4350, 0.17), 4),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 4080", 16376, 320, 4890, 0.24), 4),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 4090", 24564, 450, 6890, 0.36), 18),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 5080", 16303, 360, 6320, 0.34), 3),
    (GpuModel("nvidia", "NVIDIA GeForce RTX 5090", 32607, 575, 9512, 0.58), 8),
    (GpuModel("nvidia", "NVIDIA RTX A4000", 16376, 140, 2280, 0.15, datacenter=True), 3),
    (GpuModel("nvidia", "NVIDIA RTX A6000", 49140, 300, 4370, 0.47, datacenter=True), 4),
    (GpuModel("nvidia", "NVIDIA L40S", 46068, 350, 7310, 0.79, datacenter=True), 3),
    (GpuModel("nvidia", "Tesla V100-SXM2-16GB", 16384, 300, 2480, 0.19, datacenter=True), 3),
    (GpuModel("nvidia", "NVIDIA A100-SXM4-80GB", 81920, 400, 8200, 1.15, datacenter=True), 4),
    (GpuModel("nvidia", "NVIDIA H100 80GB HBM3", 81559, 700, 14900, 2.10, datacenter=True), 2),
    (GpuModel("amd", "AMD Radeon RX 6800 XT", 16368, 300, 2210, 0.10), 2),
    (GpuModel("amd", "AMD Radeon RX 7900 XTX", 24560, 355, 4100, 0.21), 3),
)
"""Graphics cards, all with at least 8 GB of memory, and their weights."""

SYSTEMS = (
    (System("Ubuntu 22.04.4 LTS", "ubuntu", "22.04", "5.15.0-105-generic"), 60),
    (System("Ubuntu 24.04.1 LTS", "ubuntu", "24.04", "6.8.0-45-generic"), 22),
    (System("Ubuntu 20.04.6 LTS", "ubuntu", "20.04", "5.15.0-hiveos", hive=True), 12),
    (System("Debian GNU/Linux 12 (bookworm)", "debian", "12", "6.1.0-25-amd64"), 6),
)

DRIVERS = (
    (Driver("535.183.01", "12.2"), 15),
    (Driver("550.54.14", "12.4"), 45),
    (Driver("570.86.15", "12.8"), 40),
)

NEWEST_DRIVER = DRIVERS[-1][0]
"""The first driver that supports the 50 series."""

VERSIONS = (("0.0.73", 60), ("0.0.72", 25), ("0.0.71", 12), ("0.0.69", 3))
"""Versions of the agent and their weights."""

OLDEST_VERSION = "0.0.58"
