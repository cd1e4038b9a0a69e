// Generated from openapi.yaml by `make clients`; not to be edited.
import * as t from "../runtime/model.js";
import { Model, type Field } from "../runtime/model.js";
import * as units from "../runtime/units.js";
import type { Decimal } from "../runtime/units.js";

/** The account that the API key belongs to. */
export class Account extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    accountUuid: { wire: "account_uuid", type: t.text, required: true },
    avatar: { wire: "avatar", type: t.text, required: true },
    balance: { wire: "balance", type: t.wei, required: true },
    email: { wire: "email", type: t.text, required: true },
    refCode: { wire: "ref_code", type: t.nullable(t.text), required: true },
    uid: { wire: "uid", type: t.integer, required: true },
    wallet: { wire: "wallet", type: t.text, required: true, secret: true },
  };
  /** UUID of the account. */
  declare readonly accountUuid: string;
  /** URL of the picture of the account, empty when there is none. */
  declare readonly avatar: string;
  /** Balance in Wei. */
  declare readonly balance: bigint;
  /** Email address of the account. */
  declare readonly email: string;
  /** Referral code, null when there is none. */
  declare readonly refCode: string | null;
  /** Number of the account. */
  declare readonly uid: number;
  /** Address of the wallet, empty when there is none. */
  declare readonly wallet: string;

  /** `balance` in practical units; undefined when it is not known. */
  get balanceOcta(): Decimal | undefined {
    return units.octa(this.balance);
  }
}

/** An application of the catalogue. */
export class App extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    uuid: { wire: "uuid", type: t.text, required: true },
    name: { wire: "name", type: t.text, required: true },
    image: { wire: "image", type: t.text, required: true },
    category: { wire: "category", type: t.text, required: true },
    description: { wire: "description", type: t.text, required: true },
    envs: { wire: "envs", type: t.nullable(t.map(t.any)), required: true, secret: true },
    ports: { wire: "ports", type: t.list(t.integer), required: true },
    httpPorts: { wire: "http_ports", type: t.list(t.integer), required: true },
    personal: { wire: "personal", type: t.boolean, required: true },
    startCommand: { wire: "start_command", type: t.text },
    extra: { wire: "extra", type: t.map(t.any), required: true },
  };
  /** UUID of the application. */
  declare readonly uuid: string;
  /** Name of the application. */
  declare readonly name: string;
  /** Container image. */
  declare readonly image: string;
  /** Category of the application; an open set of words. */
  declare readonly category: string;
  /** What the application is, may be empty. */
  declare readonly description: string;
  /** Environment variables and their default values. */
  declare readonly envs: Readonly<Record<string, unknown>> | null;
  /** TCP ports that the application listens on. */
  declare readonly ports: readonly number[];
  /** HTTP ports that the application listens on. */
  declare readonly httpPorts: readonly number[];
  /** Whether the application is a personal one. */
  declare readonly personal: boolean;
  /** Command that starts the application, may be empty. */
  declare readonly startCommand?: string;
  /** More about the application, an open object. */
  declare readonly extra: Readonly<Record<string, unknown>>;
}

/** The balance of the account. */
export class Balance extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    balance: { wire: "balance", type: t.nullable(t.wei), required: true },
    currency: { wire: "currency", type: t.text },
  };
  /** Balance in Wei, null when the service does not know it. */
  declare readonly balance: bigint | null;
  /** Currency of the balance, not always there. */
  declare readonly currency?: string;

  /** `balance` in practical units; undefined when it is not known. */
  get balanceOcta(): Decimal | undefined {
    return units.octa(this.balance);
  }
}

/** One GPU of a node, as the list of nodes shows it. */
export class GPU extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    idx: { wire: "idx", type: t.integer },
    model: { wire: "model", type: t.text, required: true },
    busId: { wire: "bus_id", type: t.text },
    memTotalMb: { wire: "mem_total_mb", type: t.number, required: true },
    memFreeMb: { wire: "mem_free_mb", type: t.number },
    gpuTemperature: { wire: "gpu_temperature", type: t.integer },
    gpuUtilization: { wire: "gpu_utilization", type: t.integer },
    fanSpeed: { wire: "fan_speed", type: t.integer },
    pcieLinkGen: { wire: "pcie_link_gen", type: t.integer },
    pcieLinkWidth: { wire: "pcie_link_width", type: t.integer },
    powerLimitWatt: { wire: "power_limit_watt", type: t.number },
    powerLimitDefaultWatt: { wire: "power_limit_default_watt", type: t.number },
    pstate: { wire: "pstate", type: t.text },
  };
  /** Index of the GPU in its machine. */
  declare readonly idx?: number;
  /** Model of the GPU. */
  declare readonly model: string;
  /** PCI bus id, from some nodes without the domain. */
  declare readonly busId?: string;
  /** Memory in megabytes. */
  declare readonly memTotalMb: number;
  /** Free memory in megabytes. */
  declare readonly memFreeMb?: number;
  /** Temperature in degrees Celsius. */
  declare readonly gpuTemperature?: number;
  /** Utilization in percent. */
  declare readonly gpuUtilization?: number;
  /** Fan speed in percent. */
  declare readonly fanSpeed?: number;
  /** Generation of the PCIe link. */
  declare readonly pcieLinkGen?: number;
  /** Lanes of the PCIe link. */
  declare readonly pcieLinkWidth?: number;
  /** Power limit in watts. */
  declare readonly powerLimitWatt?: number;
  /** Default power limit in watts. */
  declare readonly powerLimitDefaultWatt?: number;
  /** Performance state. */
  declare readonly pstate?: string;
}

/** One GPU of a node or of a machine for rent, with more than the list of nodes tells. */
export class GPUDetail extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    idx: { wire: "idx", type: t.integer },
    model: { wire: "model", type: t.text, required: true },
    busId: { wire: "bus_id", type: t.text },
    memTotalMb: { wire: "mem_total_mb", type: t.number, required: true },
    memFreeMb: { wire: "mem_free_mb", type: t.number },
    gpuTemperature: { wire: "gpu_temperature", type: t.integer },
    gpuUtilization: { wire: "gpu_utilization", type: t.integer },
    fanSpeed: { wire: "fan_speed", type: t.integer },
    pcieLinkGen: { wire: "pcie_link_gen", type: t.integer },
    pcieLinkWidth: { wire: "pcie_link_width", type: t.integer },
    powerLimitWatt: { wire: "power_limit_watt", type: t.number },
    powerLimitDefaultWatt: { wire: "power_limit_default_watt", type: t.number },
    pstate: { wire: "pstate", type: t.text },
    memUtilization: { wire: "mem_utilization", type: t.number },
    driverVersion: { wire: "driver_version", type: t.text },
    displayMode: { wire: "display_mode", type: t.text },
    displayActive: { wire: "display_active", type: t.text },
  };
  /** Index of the GPU in its machine. */
  declare readonly idx?: number;
  /** Model of the GPU. */
  declare readonly model: string;
  /** PCI bus id, from some nodes without the domain. */
  declare readonly busId?: string;
  /** Memory in megabytes. */
  declare readonly memTotalMb: number;
  /** Free memory in megabytes. */
  declare readonly memFreeMb?: number;
  /** Temperature in degrees Celsius. */
  declare readonly gpuTemperature?: number;
  /** Utilization in percent. */
  declare readonly gpuUtilization?: number;
  /** Fan speed in percent. */
  declare readonly fanSpeed?: number;
  /** Generation of the PCIe link. */
  declare readonly pcieLinkGen?: number;
  /** Lanes of the PCIe link. */
  declare readonly pcieLinkWidth?: number;
  /** Power limit in watts. */
  declare readonly powerLimitWatt?: number;
  /** Default power limit in watts. */
  declare readonly powerLimitDefaultWatt?: number;
  /** Performance state. */
  declare readonly pstate?: string;
  /** Utilization of the memory in percent. */
  declare readonly memUtilization?: number;
  /** Version of the GPU driver. */
  declare readonly driverVersion?: string;
  /** Whether a display is connected, in words. */
  declare readonly displayMode?: string;
  /** Whether a display is in use, in words. */
  declare readonly displayActive?: string;
}

/** The GPUs of a machine, grouped by vendor. */
export class GPUVendors extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    nvidia: { wire: "nvidia", type: t.list(t.model(() => GPUDetail)), required: true },
    amd: { wire: "amd", type: t.list(t.model(() => GPUDetail)), required: true },
    intel: { wire: "intel", type: t.list(t.model(() => GPUDetail)), required: true },
  };
  /** GPUs by NVIDIA. */
  declare readonly nvidia: readonly GPUDetail[];
  /** GPUs by AMD. */
  declare readonly amd: readonly GPUDetail[];
  /** GPUs by Intel. */
  declare readonly intel: readonly GPUDetail[];
}

/** The status of an idle job. */
export class IdleJob extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    isUp: { wire: "is_up", type: t.boolean, required: true },
    uptime: { wire: "uptime", type: t.integer },
    error: { wire: "error", type: t.nullable(t.text) },
    id: { wire: "id", type: t.integer },
    nodeId: { wire: "node_id", type: t.integer },
    status: { wire: "status", type: t.text },
    command: { wire: "command", type: t.nullable(t.text) },
    createdAt: { wire: "created_at", type: t.nullable(t.text) },
    finishedAt: { wire: "finished_at", type: t.nullable(t.text) },
  };
  /** Whether the job is running. */
  declare readonly isUp: boolean;
  /** How long the job has been up, in seconds, not always there. */
  declare readonly uptime?: number;
  /** Why the job failed, if it did. */
  declare readonly error?: string | null;
  /** Id of the job. */
  declare readonly id?: number;
  /** Id of the node that runs the job. */
  declare readonly nodeId?: number;
  /** Status of the job; an open set of words. */
  declare readonly status?: string;
  /** Command that the job runs, not always there. */
  declare readonly command?: string | null;
  /** When the job was created, as text. */
  declare readonly createdAt?: string | null;
  /** When the job ended, as text. */
  declare readonly finishedAt?: string | null;

  /** `createdAt` in practical units; undefined when it is not known. */
  get createdAtUtc(): Date | undefined {
    return units.timeFromText(this.createdAt);
  }

  /** `finishedAt` in practical units; undefined when it is not known. */
  get finishedAtUtc(): Date | undefined {
    return units.timeFromText(this.finishedAt);
  }
}

/** One line of the logs of an idle job. */
export class IdleJobLogLine extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    line: { wire: "line", type: t.integer, required: true },
    text: { wire: "text", type: t.text, required: true },
  };
  /** Number of the line. */
  declare readonly line: number;
  /** Text of the line. */
  declare readonly text: string;
}

/** The logs of an idle job. */
export class IdleJobLogs extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    data: { wire: "data", type: t.union(t.text, t.list(t.model(() => IdleJobLogLine))), required: true },
  };
  /** Base64 of gzip of text, or a list of lines. */
  declare readonly data: string | readonly IdleJobLogLine[];
}

/** A machine for rent or for rendering. */
export class MachineRental extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    nodeId: { wire: "node_id", type: t.integer, required: true },
    country: { wire: "country", type: t.text, required: true },
    countryIso: { wire: "country_iso", type: t.text, required: true },
    city: { wire: "city", type: t.text, required: true },
    arch: { wire: "arch", type: t.text, required: true },
    osVersion: { wire: "os_version", type: t.text, required: true },
    virt: { wire: "virt", type: t.text, required: true },
    memoryType: { wire: "memory_type", type: t.text, required: true },
    cpuModelName: { wire: "cpu_model_name", type: t.text, required: true },
    cpuVendorId: { wire: "cpu_vendor_id", type: t.text, required: true },
    cpuCores: { wire: "cpu_cores", type: t.integer, required: true },
    cpuSpeed: { wire: "cpu_speed", type: t.integer, required: true },
    memorySpeed: { wire: "memory_speed", type: t.integer, required: true },
    totalMemory: { wire: "total_memory", type: t.integer, required: true },
    freeDisk: { wire: "free_disk", type: t.integer, required: true },
    diskSpeedMbs: { wire: "disk_speed_mbs", type: t.integer, required: true },
    cudaVersion: { wire: "cuda_version", type: t.text, required: true },
    gpuVendor: { wire: "gpu_vendor", type: t.text, required: true },
    isHasGpu: { wire: "is_has_gpu", type: t.boolean, required: true },
    isHiveOs: { wire: "is_hive_os", type: t.boolean, required: true },
    isWsl: { wire: "is_wsl", type: t.boolean, required: true },
    gpuPt: { wire: "gpu_pt", type: t.boolean, required: true },
    gdm: { wire: "gdm", type: t.boolean, required: true },
    aiScore: { wire: "ai_score", type: t.number, required: true },
    blenderScore: { wire: "blender_score", type: t.number, required: true },
    blenderCudaScore: { wire: "blender_cuda_score", type: t.number },
    blenderCpuScore: { wire: "blender_cpu_score", type: t.number },
    blenderOptixScore: { wire: "blender_optix_score", type: t.number },
    currencyUsd: { wire: "currency_usd", type: t.boolean, required: true },
    marketPrice: { wire: "market_price", type: t.decimal, required: true },
    totalPriceUsd: { wire: "total_price_usd", type: t.decimal, required: true },
    baseUsd: { wire: "base_usd", type: t.integer, required: true },
    storageUsd: { wire: "storage_usd", type: t.integer, required: true },
    trafficUsd: { wire: "traffic_usd", type: t.integer, required: true },
    totalPriceEther: { wire: "total_price_ether", type: t.decimal, required: true },
    totalPriceWei: { wire: "total_price_wei", type: t.wei, required: true },
    base: { wire: "base", type: t.wei, required: true },
    baseEther: { wire: "base_ether", type: t.decimal, required: true },
    storage: { wire: "storage", type: t.wei, required: true },
    storageEther: { wire: "storage_ether", type: t.decimal, required: true },
    traffic: { wire: "traffic", type: t.wei, required: true },
    trafficEther: { wire: "traffic_ether", type: t.decimal, required: true },
    netDownMbits: { wire: "net_down_mbits", type: t.integer, required: true },
    netUpMbits: { wire: "net_up_mbits", type: t.integer, required: true },
    reliability: { wire: "reliability", type: t.union(t.number, t.model(() => Reliability)), required: true },
    gpus: { wire: "gpus", type: t.list(t.model(() => GPUDetail)), required: true },
    gpu: { wire: "gpu", type: t.model(() => GPUVendors), required: true },
    availablePorts: { wire: "available_ports", type: t.integer, required: true },
    features: { wire: "features", type: t.list(t.text), required: true },
  };
  /** Id of the node. */
  declare readonly nodeId: number;
  /** Name of the country. */
  declare readonly country: string;
  /** ISO code of the country. */
  declare readonly countryIso: string;
  /** City. */
  declare readonly city: string;
  /** Processor architecture. */
  declare readonly arch: string;
  /** Operating system and its version. */
  declare readonly osVersion: string;
  /** Kind of virtualisation. Known words are none and kvm; others may come. */
  declare readonly virt: string;
  /** Type of the memory. */
  declare readonly memoryType: string;
  /** Processor model. */
  declare readonly cpuModelName: string;
  /** Vendor id of the processor. */
  declare readonly cpuVendorId: string;
  /** Number of processor cores. */
  declare readonly cpuCores: number;
  /** Processor clock in MHz. */
  declare readonly cpuSpeed: number;
  /** Memory clock in MHz. */
  declare readonly memorySpeed: number;
  /** Memory in bytes. */
  declare readonly totalMemory: number;
  /** Free disk space in bytes. */
  declare readonly freeDisk: number;
  /** Disk speed in megabytes per second. */
  declare readonly diskSpeedMbs: number;
  /** Version of CUDA, empty when there is none. */
  declare readonly cudaVersion: string;
  /** Vendor of the GPUs, empty when there are none. */
  declare readonly gpuVendor: string;
  /** Whether the machine has a GPU. */
  declare readonly isHasGpu: boolean;
  /** Whether the machine runs Hive OS. */
  declare readonly isHiveOs: boolean;
  /** Whether the machine runs in the Windows Subsystem for Linux. */
  declare readonly isWsl: boolean;
  /** Whether GPUs are passed through. */
  declare readonly gpuPt: boolean;
  /** Whether `gdm` is set for the machine; its meaning is not documented. */
  declare readonly gdm: boolean;
  /** Benchmark score for AI work, 0 when there is none. */
  declare readonly aiScore: number;
  /** Benchmark score for Blender, 0 when there is none. */
  declare readonly blenderScore: number;
  /** Benchmark score for Blender with CUDA, not always there. */
  declare readonly blenderCudaScore?: number;
  /** Benchmark score for Blender on the processor, not always there. */
  declare readonly blenderCpuScore?: number;
  /** Benchmark score for Blender with OptiX, not always there. */
  declare readonly blenderOptixScore?: number;
  /** Whether the prices are set in USD, not in OCTA. */
  declare readonly currencyUsd: boolean;
  /** USD per OCTA, which converts the prices when they are not set in USD. */
  declare readonly marketPrice: Decimal;
  /** Total price in USD per hour. */
  declare readonly totalPriceUsd: Decimal;
  /** Base price in USD per hour, times 10 000. */
  declare readonly baseUsd: number;
  /** Price of storage in USD per hour, times 10 000. */
  declare readonly storageUsd: number;
  /** Price of traffic in USD per hour, times 10 000. */
  declare readonly trafficUsd: number;
  /** Total price in OCTA per hour. */
  declare readonly totalPriceEther: Decimal;
  /** Total price in Wei. */
  declare readonly totalPriceWei: bigint;
  /** Base price in Wei. */
  declare readonly base: bigint;
  /** Base price in OCTA per hour. */
  declare readonly baseEther: Decimal;
  /** Price of storage in Wei. */
  declare readonly storage: bigint;
  /** Price of storage in OCTA per hour. */
  declare readonly storageEther: Decimal;
  /** Price of traffic in Wei. */
  declare readonly traffic: bigint;
  /** Price of traffic in OCTA per hour. */
  declare readonly trafficEther: Decimal;
  /** Download speed, in bytes per second when above 100 000, else in Mbit/s. */
  declare readonly netDownMbits: number;
  /** Upload speed, in bytes per second when above 100 000, else in Mbit/s. */
  declare readonly netUpMbits: number;
  /** How reliable the machine has been; older hosts send one number. */
  declare readonly reliability: number | Reliability;
  /** GPUs of the machine. */
  declare readonly gpus: readonly GPUDetail[];
  /** The same GPUs, grouped by vendor, some with fewer fields. */
  declare readonly gpu: GPUVendors;
  /** Number of ports that can be opened. */
  declare readonly availablePorts: number;
  /** Services that the machine offers. Known words are mr, render and vpn; others may come. */
  declare readonly features: readonly string[];

  /** `totalPriceUsd` in practical units; undefined when it is not known. */
  get pricePerHour(): Decimal | undefined {
    return units.price(units.decimal(this.totalPriceUsd), { octa: units.octa(this.totalPriceWei), marketPrice: this.marketPrice });
  }

  /** `baseUsd` in practical units; undefined when it is not known. */
  get baseUsdPerHour(): Decimal | undefined {
    return units.price(units.usdPerHour(this.baseUsd), { inUsd: this.currencyUsd, octa: units.octa(this.base), marketPrice: this.marketPrice });
  }

  /** `storageUsd` in practical units; undefined when it is not known. */
  get storageUsdPerHour(): Decimal | undefined {
    return units.price(units.usdPerHour(this.storageUsd), { inUsd: this.currencyUsd, octa: units.octa(this.storage), marketPrice: this.marketPrice });
  }

  /** `trafficUsd` in practical units; undefined when it is not known. */
  get trafficUsdPerHour(): Decimal | undefined {
    return units.price(units.usdPerHour(this.trafficUsd), { inUsd: this.currencyUsd, octa: units.octa(this.traffic), marketPrice: this.marketPrice });
  }

  /** `totalPriceWei` in practical units; undefined when it is not known. */
  get totalPriceOcta(): Decimal | undefined {
    return units.octa(this.totalPriceWei);
  }

  /** `base` in practical units; undefined when it is not known. */
  get baseOcta(): Decimal | undefined {
    return units.octa(this.base);
  }

  /** `storage` in practical units; undefined when it is not known. */
  get storageOcta(): Decimal | undefined {
    return units.octa(this.storage);
  }

  /** `traffic` in practical units; undefined when it is not known. */
  get trafficOcta(): Decimal | undefined {
    return units.octa(this.traffic);
  }

  /** `netDownMbits` in practical units; undefined when it is not known. */
  get netDownMbps(): number | undefined {
    return units.mbps(this.netDownMbits);
  }

  /** `netUpMbits` in practical units; undefined when it is not known. */
  get netUpMbps(): number | undefined {
    return units.mbps(this.netUpMbits);
  }
}

/** State of the blockchain. */
export class NetworkBlockchain extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    height: { wire: "height", type: t.integer },
    difficulty: { wire: "difficulty", type: t.number },
    hashrate: { wire: "hashrate", type: t.number },
    totalSupply: { wire: "total_supply", type: t.decimal },
    circulatingSupply: { wire: "circulating_supply", type: t.decimal },
    era: { wire: "era", type: t.text },
    blocktime: { wire: "blocktime", type: t.number },
  };
  /** Number of the latest block. */
  declare readonly height?: number;
  /** Mining difficulty. */
  declare readonly difficulty?: number;
  /** Hash rate of the network, as the service states it. */
  declare readonly hashrate?: number;
  /** Total supply in OCTA. */
  declare readonly totalSupply?: Decimal;
  /** Circulating supply in OCTA. */
  declare readonly circulatingSupply?: Decimal;
  /** Name of the era of the blockchain. */
  declare readonly era?: string;
  /** Time between two blocks in seconds. */
  declare readonly blocktime?: number;
}

/** Public statistics of the network, an open object. */
export class NetworkInfo extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    blockchain: { wire: "blockchain", type: t.nullable(t.model(() => NetworkBlockchain)) },
    marketPrice: { wire: "market_price", type: t.decimal },
    mmRoi: { wire: "mmROI", type: t.number },
    nodes: { wire: "nodes", type: t.nullable(t.model(() => NetworkNodes)) },
    power: { wire: "power", type: t.nullable(t.model(() => NetworkPower)) },
    staked: { wire: "staked", type: t.number },
    marketplace: { wire: "marketplace", type: t.nullable(t.model(() => NetworkMarketplace)) },
    platform: { wire: "platform", type: t.nullable(t.model(() => NetworkPlatform)) },
    render: { wire: "render", type: t.nullable(t.model(() => NetworkRender)) },
  };
  /** State of the blockchain. */
  declare readonly blockchain?: NetworkBlockchain | null;
  /** USD per OCTA. */
  declare readonly marketPrice?: Decimal;
  /** Return on investment, as the service states it. */
  declare readonly mmRoi?: number;
  /** How many nodes there are. */
  declare readonly nodes?: NetworkNodes | null;
  /** Computing power of all nodes together. */
  declare readonly power?: NetworkPower | null;
  /** Staked amount, as the service states it. */
  declare readonly staked?: number;
  /** What is offered for rent. */
  declare readonly marketplace?: NetworkMarketplace | null;
  /** Counters of the platform. */
  declare readonly platform?: NetworkPlatform | null;
  /** What has been rendered. */
  declare readonly render?: NetworkRender | null;
}

/** What is offered for rent. */
export class NetworkMarketplace extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    gpus: { wire: "gpus", type: t.nullable(t.map(t.model(() => NetworkMarketplaceGPU))) },
    nodesRented: { wire: "nodes_rented", type: t.integer },
    nodesIdle: { wire: "nodes_idle", type: t.integer },
    sessions24h: { wire: "sessions_24h", type: t.integer },
    totalSessions: { wire: "total_sessions", type: t.integer },
  };
  /** Price and number of GPUs for each model. */
  declare readonly gpus?: Readonly<Record<string, NetworkMarketplaceGPU>> | null;
  /** Number of machines that are rented. */
  declare readonly nodesRented?: number;
  /** Number of machines that can be rented. */
  declare readonly nodesIdle?: number;
  /** Number of sessions in the last 24 hours. */
  declare readonly sessions24h?: number;
  /** Number of sessions so far. */
  declare readonly totalSessions?: number;
}

/** Price and number of the GPUs of one model. */
export class NetworkMarketplaceGPU extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    avgPrice: { wire: "avg_price", type: t.decimal },
    count: { wire: "count", type: t.integer },
  };
  /** Average price; the unit is not documented. */
  declare readonly avgPrice?: Decimal;
  /** Number of GPUs. */
  declare readonly count?: number;
}

/** How many nodes there are. */
export class NetworkNodes extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    count: { wire: "count", type: t.integer },
    vpn: { wire: "vpn", type: t.integer },
    online: { wire: "online", type: t.integer },
    total: { wire: "total", type: t.integer },
    locations: { wire: "locations", type: t.integer },
    vpnLocations: { wire: "vpn_locations", type: t.integer },
  };
  /** Number of nodes. */
  declare readonly count?: number;
  /** Number of nodes that offer VPN. */
  declare readonly vpn?: number;
  /** Number of nodes that are online. */
  declare readonly online?: number;
  /** Number of all nodes, as older hosts call it. */
  declare readonly total?: number;
  /** Number of places where there are nodes. */
  declare readonly locations?: number;
  /** Number of places where there are nodes that offer VPN. */
  declare readonly vpnLocations?: number;
}

/** Counters of the platform. */
export class NetworkPlatform extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    totalJobs: { wire: "total_jobs", type: t.integer },
    users: { wire: "users", type: t.integer },
    users24h: { wire: "users_24h", type: t.integer },
  };
  /** Number of jobs so far. */
  declare readonly totalJobs?: number;
  /** Number of users. */
  declare readonly users?: number;
  /** Number of users who joined in the last 24 hours. */
  declare readonly users24h?: number;
}

/** Computing power of all nodes together. */
export class NetworkPower extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    cpus: { wire: "cpus", type: t.integer },
    gpus: { wire: "gpus", type: t.integer },
    disk: { wire: "disk", type: t.integer },
    mem: { wire: "mem", type: t.integer },
    tflops: { wire: "tflops", type: t.number },
    totalTflops: { wire: "total_tflops", type: t.number },
    utilizedTflops: { wire: "utilized_tflops", type: t.number },
  };
  /** Number of processors. */
  declare readonly cpus?: number;
  /** Number of GPUs. */
  declare readonly gpus?: number;
  /** Disk space in bytes. */
  declare readonly disk?: number;
  /** Memory in bytes. */
  declare readonly mem?: number;
  /** Computing power in TFLOPS. */
  declare readonly tflops?: number;
  /** Computing power of all nodes in TFLOPS. */
  declare readonly totalTflops?: number;
  /** Computing power in use, in TFLOPS. */
  declare readonly utilizedTflops?: number;
}

/** What has been rendered. */
export class NetworkRender extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    frames24h: { wire: "frames_24h", type: t.integer },
    framesTotal: { wire: "frames_total", type: t.integer },
    framesByWeek: { wire: "frames_by_week", type: t.nullable(t.list(t.map(t.integer))) },
  };
  /** Number of frames in the last 24 hours. */
  declare readonly frames24h?: number;
  /** Number of frames so far. */
  declare readonly framesTotal?: number;
  /** Number of frames by week, as objects of one date and the number. */
  declare readonly framesByWeek?: readonly (Readonly<Record<string, number>>)[] | null;
}

/** A compute node as the list of nodes shows it. */
export class Node extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    id: { wire: "id", type: t.integer, required: true },
    ip: { wire: "ip", type: t.text, required: true },
    state: { wire: "state", type: t.text, required: true },
    osn: { wire: "osn", type: t.text, required: true },
    uptime: { wire: "uptime", type: t.integer, required: true },
    vrfDt: { wire: "vrf_dt", type: t.text, required: true },
    location: { wire: "location", type: t.model(() => NodeLocation), required: true },
    prices: { wire: "prices", type: t.model(() => NodePrices), required: true },
    system: { wire: "system", type: t.model(() => NodeSystem), required: true },
  };
  /** Id of the node. */
  declare readonly id: number;
  /** IP address of the node. */
  declare readonly ip: string;
  /** State of the node. Known words are idle, busy and offline; others may come. */
  declare readonly state: string;
  /** Version of the node agent. */
  declare readonly osn: string;
  /** Seconds since the agent started. */
  declare readonly uptime: number;
  /** Time of the last VRF (verifiable random function) verification as text, empty when there was none. */
  declare readonly vrfDt: string;
  /** Where the node stands. */
  declare readonly location: NodeLocation;
  /** Prices that the owner of the node has set. */
  declare readonly prices: NodePrices;
  /** Hardware and operating system of the node. */
  declare readonly system: NodeSystem;

  /** `vrfDt` in practical units; undefined when it is not known. */
  get vrfDtUtc(): Date | undefined {
    return units.timeFromText(this.vrfDt);
  }
}

/** One compute node, in another shape than the list of nodes has. */
export class NodeDetail extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    id: { wire: "id", type: t.integer, required: true },
    accountId: { wire: "account_id", type: t.integer, required: true },
    state: { wire: "state", type: t.text, required: true },
    ip: { wire: "ip", type: t.text, required: true },
    vrfDt: { wire: "vrf_dt", type: t.text, required: true },
    location: { wire: "location", type: t.model(() => NodeDetailLocation), required: true },
    reliability: { wire: "reliability", type: t.nullable(t.model(() => Reliability)) },
    features: { wire: "features", type: t.list(t.text), required: true },
    data: { wire: "data", type: t.model(() => NodeDetailSystem), required: true },
  };
  /** Id of the node. */
  declare readonly id: number;
  /** Number of the account that owns the node. */
  declare readonly accountId: number;
  /** State of the node. Known words are idle, busy and offline; others may come. */
  declare readonly state: string;
  /** IP address of the node. */
  declare readonly ip: string;
  /** Time of the last VRF (verifiable random function) verification as text, empty when there was none. */
  declare readonly vrfDt: string;
  /** Where the node stands. */
  declare readonly location: NodeDetailLocation;
  /** How reliable the node has been. */
  declare readonly reliability?: Reliability | null;
  /** Services that the node offers. Known words are mr, render and vpn; others may come. */
  declare readonly features: readonly string[];
  /** Hardware, operating system and agent of the node. */
  declare readonly data: NodeDetailSystem;

  /** `vrfDt` in practical units; undefined when it is not known. */
  get vrfDtUtc(): Date | undefined {
    return units.timeFromText(this.vrfDt);
  }
}

/** Where a node stands, with what is known about its internet address. */
export class NodeDetailLocation extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    city: { wire: "city", type: t.text, required: true },
    country: { wire: "country", type: t.text, required: true },
    isocode: { wire: "isocode", type: t.text },
    continent: { wire: "continent", type: t.text },
    continentcode: { wire: "continentcode", type: t.text },
    latitude: { wire: "latitude", type: t.number },
    longitude: { wire: "longitude", type: t.number },
    hostname: { wire: "hostname", type: t.text },
    ip: { wire: "ip", type: t.text },
    organisation: { wire: "organisation", type: t.text },
    provider: { wire: "provider", type: t.text },
    proxy: { wire: "proxy", type: t.text },
    risk: { wire: "risk", type: t.integer },
    type: { wire: "type", type: t.text },
    devices: { wire: "devices", type: t.nullable(t.model(() => NodeDevices)) },
  };
  /** City, empty when unknown. */
  declare readonly city: string;
  /** Name of the country. */
  declare readonly country: string;
  /** ISO code of the country. */
  declare readonly isocode?: string;
  /** Name of the continent. */
  declare readonly continent?: string;
  /** Code of the continent. */
  declare readonly continentcode?: string;
  /** Latitude in degrees. */
  declare readonly latitude?: number;
  /** Longitude in degrees. */
  declare readonly longitude?: number;
  /** Host name of the address. */
  declare readonly hostname?: string;
  /** IP address of the node. */
  declare readonly ip?: string;
  /** Organisation that the address belongs to. */
  declare readonly organisation?: string;
  /** Internet provider. */
  declare readonly provider?: string;
  /** Whether the address is known as a proxy, in words. */
  declare readonly proxy?: string;
  /** Risk score of the address. */
  declare readonly risk?: number;
  /** Kind of connection. */
  declare readonly type?: string;
  /** How many devices share the address. */
  declare readonly devices?: NodeDevices | null;
}

/** Memory of one node; the list of nodes names these fields differently. */
export class NodeDetailMemory extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    totalMemory: { wire: "total_memory", type: t.integer, required: true },
    freeMemory: { wire: "free_memory", type: t.integer, required: true },
    availableMemory: { wire: "available_memory", type: t.integer },
    cachedMemory: { wire: "cached_memory", type: t.integer },
    bufferedMemory: { wire: "buffered_memory", type: t.integer },
    totalSwap: { wire: "total_swap", type: t.integer },
    freeSwap: { wire: "free_swap", type: t.integer },
  };
  /** Size in bytes. */
  declare readonly totalMemory: number;
  /** Free memory in bytes. */
  declare readonly freeMemory: number;
  /** Available memory in bytes. */
  declare readonly availableMemory?: number;
  /** Memory used as cache, in bytes. */
  declare readonly cachedMemory?: number;
  /** Memory used as buffers, in bytes. */
  declare readonly bufferedMemory?: number;
  /** Size of the swap space in bytes. */
  declare readonly totalSwap?: number;
  /** Free swap space in bytes. */
  declare readonly freeSwap?: number;
}

/** Hardware, operating system and agent of one node. */
export class NodeDetailSystem extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    arch: { wire: "arch", type: t.text, required: true },
    cpuCores: { wire: "cpu_cores", type: t.integer, required: true },
    cpuLoadPercent: { wire: "cpu_load_percent", type: t.number, required: true },
    cpuModelName: { wire: "cpu_model_name", type: t.text, required: true },
    cpuVendorId: { wire: "cpu_vendor_id", type: t.text },
    cudaVersion: { wire: "cuda_version", type: t.text },
    osVersion: { wire: "os_version", type: t.text, required: true },
    isHiveOs: { wire: "is_hive_os", type: t.boolean },
    isWsl: { wire: "is_wsl", type: t.boolean },
    virt: { wire: "virt", type: t.text },
    gpuPt: { wire: "gpu_pt", type: t.boolean },
    gpuVendor: { wire: "gpu_vendor", type: t.text },
    gpuDriverVersion: { wire: "gpu_driver_version", type: t.text },
    gpus: { wire: "gpus", type: t.list(t.model(() => GPUDetail)), required: true },
    gpu: { wire: "gpu", type: t.nullable(t.model(() => GPUVendors)) },
    disk: { wire: "disk", type: t.model(() => NodeDisk), required: true },
    memory: { wire: "memory", type: t.model(() => NodeDetailMemory), required: true },
    kernelVersion: { wire: "kernel_version", type: t.text },
    linuxDistro: { wire: "linux_distro", type: t.text },
    linuxRelease: { wire: "linux_release", type: t.text },
    version: { wire: "version", type: t.text, required: true },
    uptime: { wire: "uptime", type: t.integer, required: true },
  };
  /** Processor architecture. */
  declare readonly arch: string;
  /** Number of processor cores. */
  declare readonly cpuCores: number;
  /** Processor load in percent. */
  declare readonly cpuLoadPercent: number;
  /** Processor model, empty when unknown. */
  declare readonly cpuModelName: string;
  /** Vendor id of the processor. */
  declare readonly cpuVendorId?: string;
  /** Version of CUDA. */
  declare readonly cudaVersion?: string;
  /** Operating system and its version, empty when unknown. */
  declare readonly osVersion: string;
  /** Whether the node runs Hive OS. */
  declare readonly isHiveOs?: boolean;
  /** Whether the node runs in the Windows Subsystem for Linux. */
  declare readonly isWsl?: boolean;
  /** Kind of virtualisation. Known words are none and kvm; others may come. */
  declare readonly virt?: string;
  /** Whether GPUs are passed through. */
  declare readonly gpuPt?: boolean;
  /** Vendor of the GPUs. */
  declare readonly gpuVendor?: string;
  /** Version of the GPU driver. */
  declare readonly gpuDriverVersion?: string;
  /** GPUs of the node. */
  declare readonly gpus: readonly GPUDetail[];
  /** The same GPUs, grouped by vendor. */
  declare readonly gpu?: GPUVendors | null;
  /** Disk of the node. */
  declare readonly disk: NodeDisk;
  /** Memory of the node. */
  declare readonly memory: NodeDetailMemory;
  /** Version of the kernel. */
  declare readonly kernelVersion?: string;
  /** Name of the Linux distribution. */
  declare readonly linuxDistro?: string;
  /** Release of the Linux distribution. */
  declare readonly linuxRelease?: string;
  /** Version of the node agent, called `osn` in the list of nodes. */
  declare readonly version: string;
  /** Seconds since the agent started. */
  declare readonly uptime: number;
}

/** How many devices were seen at an address and in its subnet. */
export class NodeDevices extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    address: { wire: "address", type: t.integer },
    subnet: { wire: "subnet", type: t.integer },
  };
  /** Devices at the address. */
  declare readonly address?: number;
  /** Devices in the subnet. */
  declare readonly subnet?: number;
}

/** Disk of a node. */
export class NodeDisk extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    free: { wire: "free", type: t.integer, required: true },
    size: { wire: "size", type: t.integer, required: true },
    used: { wire: "used", type: t.integer },
    usedPercent: { wire: "used_percent", type: t.number, required: true },
  };
  /** Free space in bytes. */
  declare readonly free: number;
  /** Size in bytes. */
  declare readonly size: number;
  /** Used space in bytes, not always there. */
  declare readonly used?: number;
  /** Used space in percent. */
  declare readonly usedPercent: number;
}

/** Where a node stands. */
export class NodeLocation extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    city: { wire: "city", type: t.text, required: true },
    country: { wire: "country", type: t.text, required: true },
    latitude: { wire: "latitude", type: t.number },
    longitude: { wire: "longitude", type: t.number },
  };
  /** City, empty when unknown. */
  declare readonly city: string;
  /** Name of the country. */
  declare readonly country: string;
  /** Latitude in degrees. */
  declare readonly latitude?: number;
  /** Longitude in degrees. */
  declare readonly longitude?: number;
}

/** Memory of a node, as the list of nodes shows it. */
export class NodeMemory extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    free: { wire: "free", type: t.integer, required: true },
    size: { wire: "size", type: t.integer, required: true },
  };
  /** Free memory in bytes. */
  declare readonly free: number;
  /** Size in bytes. */
  declare readonly size: number;
}

/** Prices that the owner of a node has set, in Wei. */
export class NodePrices extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    base: { wire: "base", type: t.wei, required: true },
    storage: { wire: "storage", type: t.wei, required: true },
    traffic: { wire: "traffic", type: t.wei, required: true },
  };
  /** Base price in Wei. */
  declare readonly base: bigint;
  /** Price of storage in Wei. */
  declare readonly storage: bigint;
  /** Price of traffic in Wei. */
  declare readonly traffic: bigint;

  /** `base` in practical units; undefined when it is not known. */
  get baseOcta(): Decimal | undefined {
    return units.octa(this.base);
  }

  /** `storage` in practical units; undefined when it is not known. */
  get storageOcta(): Decimal | undefined {
    return units.octa(this.storage);
  }

  /** `traffic` in practical units; undefined when it is not known. */
  get trafficOcta(): Decimal | undefined {
    return units.octa(this.traffic);
  }
}

/** Hardware and operating system of a node, as the list of nodes shows them. */
export class NodeSystem extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    arch: { wire: "arch", type: t.text, required: true },
    cpuCores: { wire: "cpu_cores", type: t.integer, required: true },
    cpuLoadPercent: { wire: "cpu_load_percent", type: t.number, required: true },
    cpuModelName: { wire: "cpu_model_name", type: t.text, required: true },
    osVersion: { wire: "os_version", type: t.text, required: true },
    disk: { wire: "disk", type: t.model(() => NodeDisk), required: true },
    gpus: { wire: "gpus", type: t.list(t.model(() => GPU)), required: true },
    memory: { wire: "memory", type: t.model(() => NodeMemory), required: true },
  };
  /** Processor architecture. */
  declare readonly arch: string;
  /** Number of processor cores. */
  declare readonly cpuCores: number;
  /** Processor load in percent. */
  declare readonly cpuLoadPercent: number;
  /** Processor model, empty when unknown. */
  declare readonly cpuModelName: string;
  /** Operating system and its version, empty when unknown. */
  declare readonly osVersion: string;
  /** Disk of the node. */
  declare readonly disk: NodeDisk;
  /** GPUs of the node. */
  declare readonly gpus: readonly GPU[];
  /** Memory of the node. */
  declare readonly memory: NodeMemory;
}

/** Why a session was not created; it arrives inside a successful answer. */
export class ProvisionRejection extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    id: { wire: "id", type: t.integer },
    reason: { wire: "reason", type: t.text, required: true, aliases: ["message"] },
    status: { wire: "status", type: t.union(t.integer, t.text) },
  };
  /** Position in the list that was sent. */
  declare readonly id?: number;
  /** Why the session was not created. */
  declare readonly reason: string;
  /** Status number, or a word; 0 is success, the other numbers are not documented. */
  declare readonly status?: number | string;
}

/** Address of an HTTP proxy, which a session of the subkind http_proxy has as its configuration. */
export class ProxyEndpoint extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    ip: { wire: "ip", type: t.text, required: true },
    port: { wire: "port", type: t.integer, required: true },
  };
  /** IP address. */
  declare readonly ip: string;
  /** Port. */
  declare readonly port: number;
}

/** Scores that a machine was given. */
export class Rating extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    count: { wire: "count", type: t.integer, required: true },
    score: { wire: "score", type: t.number, required: true },
  };
  /** Number of scores. */
  declare readonly count: number;
  /** Average score, 0 when there is none. */
  declare readonly score: number;
}

/** How reliable a machine has been. */
export class Reliability extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    uptime: { wire: "uptime", type: t.number, required: true },
    stability: { wire: "stability", type: t.number, required: true },
    sAvgD: { wire: "s_avg_d", type: t.integer },
    sMaxD: { wire: "s_max_d", type: t.integer },
    sNormal: { wire: "s_normal", type: t.integer },
    sFailed: { wire: "s_failed", type: t.integer },
    rating: { wire: "rating", type: t.model(() => Rating), required: true },
  };
  /** Share of the time that the machine was up, in percent. */
  declare readonly uptime: number;
  /** Share of the sessions that ended well, in percent. */
  declare readonly stability: number;
  /** Average duration of a session; the unit is not documented. */
  declare readonly sAvgD?: number;
  /** Longest duration of a session; the unit is not documented. */
  declare readonly sMaxD?: number;
  /** Number of sessions that ended well. */
  declare readonly sNormal?: number;
  /** Number of sessions that failed. */
  declare readonly sFailed?: number;
  /** Scores that the machine was given. */
  declare readonly rating: Rating;
}

/** Where SSH reaches a session. */
export class SSHEndpoint extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    host: { wire: "host", type: t.text, required: true },
    port: { wire: "port", type: t.integer, required: true },
  };
  /** Host name or IP address. */
  declare readonly host: string;
  /** Port. */
  declare readonly port: number;
}

/** A session in the listings of running and of finished sessions. */
export class Session extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    uuid: { wire: "uuid", type: t.text, required: true },
    service: { wire: "service", type: t.text, required: true },
    accountId: { wire: "account_id", type: t.integer },
    kind: { wire: "kind", type: t.text },
    appName: { wire: "app_name", type: t.text },
    appLogo: { wire: "app_logo", type: t.text },
    nodeId: { wire: "node_id", type: t.integer },
    progress: { wire: "progress", type: t.text },
    isReady: { wire: "is_ready", type: t.boolean },
    publicIp: { wire: "public_ip", type: t.text },
    duration: { wire: "duration", type: t.nullable(t.integer), required: true },
    startedAt: { wire: "started_at", type: t.nullable(t.integer), required: true },
    finishedAt: { wire: "finished_at", type: t.nullable(t.integer) },
    containerId: { wire: "container_id", type: t.nullable(t.list(t.text)) },
    chargeAmount: { wire: "charge_amount", type: t.wei, required: true },
    portsMatrix: { wire: "ports_matrix", type: t.nullable(t.map(t.integer)) },
    urls: { wire: "urls", type: t.nullable(t.map(t.text)) },
    sshDirect: { wire: "ssh_direct", type: t.nullable(t.model(() => SSHEndpoint)), secret: true },
    sshProxy: { wire: "ssh_proxy", type: t.nullable(t.model(() => SSHEndpoint)), secret: true },
    sshWeb: { wire: "ssh_web", type: t.nullable(t.text), secret: true },
    ip: { wire: "ip", type: t.text },
    country: { wire: "country", type: t.text },
    countryIso: { wire: "country_iso", type: t.text },
    city: { wire: "city", type: t.text },
    prices: { wire: "prices", type: t.nullable(t.model(() => SessionPrices)) },
    nodeHw: { wire: "node_hw", type: t.nullable(t.model(() => SessionHardware)) },
    rx: { wire: "rx", type: t.nullable(t.integer) },
    tx: { wire: "tx", type: t.nullable(t.integer) },
    terminationReason: { wire: "termination_reason", type: t.nullable(t.integer) },
  };
  /** UUID of the session. */
  declare readonly uuid: string;
  /** Service of the session, may be empty. Known words are mr, vpn and render; others may come. */
  declare readonly service: string;
  /** Number of the account that the session belongs to, not always there. */
  declare readonly accountId?: number;
  /** VPN subkind of the session, or base for a machine. */
  declare readonly kind?: string;
  /** Name of the application. */
  declare readonly appName?: string;
  /** URL of the logo of the application. */
  declare readonly appLogo?: string;
  /** Id of the node that the session runs on. */
  declare readonly nodeId?: number;
  /** What the service is doing for this session, in words. */
  declare readonly progress?: string;
  /** Whether the session can be used. */
  declare readonly isReady?: boolean;
  /** Public IP address of the machine. */
  declare readonly publicIp?: string;
  /** Duration in seconds. */
  declare readonly duration: number | null;
  /** Start, in Unix milliseconds. */
  declare readonly startedAt: number | null;
  /** End, in Unix milliseconds, of a finished session. */
  declare readonly finishedAt?: number | null;
  /** Ids of the containers; VPN sessions have none. */
  declare readonly containerId?: readonly string[] | null;
  /** What the session has cost so far, in Wei. */
  declare readonly chargeAmount: bigint;
  /** Public port for each port of the container. */
  declare readonly portsMatrix?: Readonly<Record<string, number>> | null;
  /** Public URL for each HTTP port of the container. */
  declare readonly urls?: Readonly<Record<string, string>> | null;
  /** Where SSH reaches the machine directly. */
  declare readonly sshDirect?: SSHEndpoint | null;
  /** Where SSH reaches the machine through a proxy. */
  declare readonly sshProxy?: SSHEndpoint | null;
  /** URL of SSH in the browser. */
  declare readonly sshWeb?: string | null;
  /** IP address of the VPN relay. */
  declare readonly ip?: string;
  /** Name of the country of the VPN relay. */
  declare readonly country?: string;
  /** ISO code of the country of the VPN relay. */
  declare readonly countryIso?: string;
  /** City of the VPN relay. */
  declare readonly city?: string;
  /** Price of the session. */
  declare readonly prices?: SessionPrices | null;
  /** Hardware that the session has. */
  declare readonly nodeHw?: SessionHardware | null;
  /** Bytes received. */
  declare readonly rx?: number | null;
  /** Bytes sent. */
  declare readonly tx?: number | null;
  /** Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the others are errors. */
  declare readonly terminationReason?: number | null;

  /** `startedAt` in practical units; undefined when it is not known. */
  get startedAtUtc(): Date | undefined {
    return units.timeFromMs(this.startedAt);
  }

  /** `finishedAt` in practical units; undefined when it is not known. */
  get finishedAtUtc(): Date | undefined {
    return units.timeFromMs(this.finishedAt);
  }

  /** `chargeAmount` in practical units; undefined when it is not known. */
  get chargeAmountOcta(): Decimal | undefined {
    return units.octa(this.chargeAmount);
  }

  /** `chargeAmount` in practical units; undefined when it is not known. */
  get chargeAmountUsd(): Decimal | undefined {
    return units.usd(this.chargeAmount, this.prices?.marketPrice);
  }

  /** `terminationReason` in practical units; undefined when it is not known. */
  get endedNormally(): boolean | undefined {
    return units.endedNormally(this.terminationReason);
  }
}

/** A session that was created. */
export class SessionCreated extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    uuid: { wire: "uuid", type: t.text, required: true },
    status: { wire: "status", type: t.union(t.integer, t.text) },
    message: { wire: "message", type: t.nullable(t.text) },
  };
  /** UUID of the session. */
  declare readonly uuid: string;
  /** What the service is doing with the session, in words, or a number, 0 on success; not always there. */
  declare readonly status?: number | string;
  /** Human text, not always there. */
  declare readonly message?: string | null;
}

/** One GPU that a session has. */
export class SessionGPU extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    model: { wire: "model", type: t.text, required: true },
    memTotalMb: { wire: "mem_total_mb", type: t.number, required: true },
  };
  /** Model of the GPU. */
  declare readonly model: string;
  /** Memory in megabytes. */
  declare readonly memTotalMb: number;
}

/** Hardware that a session has. */
export class SessionHardware extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    cpu: { wire: "cpu", type: t.text, required: true },
    cpuCores: { wire: "cpu_cores", type: t.integer, required: true },
    gpu: { wire: "gpu", type: t.list(t.model(() => SessionGPU)), required: true },
    totalMemory: { wire: "total_memory", type: t.integer, required: true },
    disk: { wire: "disk", type: t.integer, required: true },
  };
  /** Processor model. */
  declare readonly cpu: string;
  /** Number of processor cores. */
  declare readonly cpuCores: number;
  /** GPUs of the machine. */
  declare readonly gpu: readonly SessionGPU[];
  /** Memory in bytes. */
  declare readonly totalMemory: number;
  /** Disk in gigabytes. */
  declare readonly disk: number;
}

/** The details of one session. */
export class SessionInfo extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    uuid: { wire: "uuid", type: t.text, required: true },
    service: { wire: "service", type: t.text, required: true },
    accountId: { wire: "account_id", type: t.integer },
    kind: { wire: "kind", type: t.text, required: true },
    appName: { wire: "app_name", type: t.text },
    appLogo: { wire: "app_logo", type: t.text },
    nodeId: { wire: "node_id", type: t.integer, required: true },
    progress: { wire: "progress", type: t.text, required: true },
    isReady: { wire: "is_ready", type: t.boolean, required: true },
    publicIp: { wire: "public_ip", type: t.text },
    duration: { wire: "duration", type: t.nullable(t.integer), required: true },
    startedAt: { wire: "started_at", type: t.nullable(t.integer), required: true },
    finishedAt: { wire: "finished_at", type: t.nullable(t.integer) },
    containerId: { wire: "container_id", type: t.nullable(t.list(t.text)) },
    chargeAmount: { wire: "charge_amount", type: t.wei, required: true },
    portsMatrix: { wire: "ports_matrix", type: t.nullable(t.map(t.integer)) },
    urls: { wire: "urls", type: t.nullable(t.map(t.text)) },
    sshDirect: { wire: "ssh_direct", type: t.nullable(t.model(() => SSHEndpoint)), secret: true },
    sshProxy: { wire: "ssh_proxy", type: t.nullable(t.model(() => SSHEndpoint)), secret: true },
    sshWeb: { wire: "ssh_web", type: t.nullable(t.text), secret: true },
    ip: { wire: "ip", type: t.text },
    country: { wire: "country", type: t.text },
    countryIso: { wire: "country_iso", type: t.text },
    city: { wire: "city", type: t.text },
    prices: { wire: "prices", type: t.model(() => SessionPrices), required: true },
    nodeHw: { wire: "node_hw", type: t.nullable(t.model(() => SessionHardware)) },
    rx: { wire: "rx", type: t.nullable(t.integer), required: true },
    tx: { wire: "tx", type: t.nullable(t.integer), required: true },
    terminationReason: { wire: "termination_reason", type: t.nullable(t.integer) },
    userEnvs: { wire: "user_envs", type: t.nullable(t.map(t.text)), secret: true },
    config: { wire: "config", type: t.nullable(t.union(t.text, t.model(() => ProxyEndpoint))), secret: true, aliases: ["vpn_config"] },
  };
  /** UUID of the session. */
  declare readonly uuid: string;
  /** Service of the session, may be empty. Known words are mr, vpn and render; others may come. */
  declare readonly service: string;
  /** Number of the account that the session belongs to, not always there. */
  declare readonly accountId?: number;
  /** VPN subkind of the session, or base for a machine. */
  declare readonly kind: string;
  /** Name of the application. */
  declare readonly appName?: string;
  /** URL of the logo of the application. */
  declare readonly appLogo?: string;
  /** Id of the node that the session runs on. */
  declare readonly nodeId: number;
  /** What the service is doing for this session, in words. */
  declare readonly progress: string;
  /** Whether the session can be used. */
  declare readonly isReady: boolean;
  /** Public IP address of the machine. */
  declare readonly publicIp?: string;
  /** Duration in seconds. */
  declare readonly duration: number | null;
  /** Start, in Unix milliseconds. */
  declare readonly startedAt: number | null;
  /** End, in Unix milliseconds, of a finished session. */
  declare readonly finishedAt?: number | null;
  /** Ids of the containers; VPN sessions have none. */
  declare readonly containerId?: readonly string[] | null;
  /** What the session has cost so far, in Wei. */
  declare readonly chargeAmount: bigint;
  /** Public port for each port of the container. */
  declare readonly portsMatrix?: Readonly<Record<string, number>> | null;
  /** Public URL for each HTTP port of the container. */
  declare readonly urls?: Readonly<Record<string, string>> | null;
  /** Where SSH reaches the machine directly. */
  declare readonly sshDirect?: SSHEndpoint | null;
  /** Where SSH reaches the machine through a proxy. */
  declare readonly sshProxy?: SSHEndpoint | null;
  /** URL of SSH in the browser. */
  declare readonly sshWeb?: string | null;
  /** IP address of the VPN relay. */
  declare readonly ip?: string;
  /** Name of the country of the VPN relay. */
  declare readonly country?: string;
  /** ISO code of the country of the VPN relay. */
  declare readonly countryIso?: string;
  /** City of the VPN relay. */
  declare readonly city?: string;
  /** Price of the session. */
  declare readonly prices: SessionPrices;
  /** Hardware that the session has. */
  declare readonly nodeHw?: SessionHardware | null;
  /** Bytes received. */
  declare readonly rx: number | null;
  /** Bytes sent. */
  declare readonly tx: number | null;
  /** Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the others are errors. */
  declare readonly terminationReason?: number | null;
  /** Environment variables that the session was started with. */
  declare readonly userEnvs?: Readonly<Record<string, string>> | null;
  /** VPN configuration as text, or the address of the proxy when the subkind is http_proxy. */
  declare readonly config?: string | ProxyEndpoint | null;

  /** `startedAt` in practical units; undefined when it is not known. */
  get startedAtUtc(): Date | undefined {
    return units.timeFromMs(this.startedAt);
  }

  /** `finishedAt` in practical units; undefined when it is not known. */
  get finishedAtUtc(): Date | undefined {
    return units.timeFromMs(this.finishedAt);
  }

  /** `chargeAmount` in practical units; undefined when it is not known. */
  get chargeAmountOcta(): Decimal | undefined {
    return units.octa(this.chargeAmount);
  }

  /** `chargeAmount` in practical units; undefined when it is not known. */
  get chargeAmountUsd(): Decimal | undefined {
    return units.usd(this.chargeAmount, this.prices?.marketPrice);
  }

  /** `terminationReason` in practical units; undefined when it is not known. */
  get endedNormally(): boolean | undefined {
    return units.endedNormally(this.terminationReason);
  }
}

/** One line of the service's log of a session. */
export class SessionLogLine extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    ts: { wire: "ts", type: t.integer, required: true },
    msg: { wire: "msg", type: t.text, required: true },
  };
  /** Time of the line, in Unix milliseconds. */
  declare readonly ts: number;
  /** Text of the line, which may hold line breaks. */
  declare readonly msg: string;

  /** `ts` in practical units; undefined when it is not known. */
  get tsUtc(): Date | undefined {
    return units.timeFromMs(this.ts);
  }
}

/** The logs of one session. */
export class SessionLogs extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    system: { wire: "system", type: t.list(t.model(() => SessionLogLine)), required: true },
    container: { wire: "container", type: t.text, required: true },
  };
  /** What the service logged about the session. */
  declare readonly system: readonly SessionLogLine[];
  /** What the container wrote, as one text. */
  declare readonly container: string;
}

/** Price of a session. */
export class SessionPrices extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    baseUsd: { wire: "base_usd", type: t.integer, required: true },
    currencyUsd: { wire: "currency_usd", type: t.boolean, required: true },
    marketPrice: { wire: "market_price", type: t.decimal, required: true },
  };
  /** Base price in USD per hour, times 10 000. */
  declare readonly baseUsd: number;
  /** Whether the price is set in USD, not in OCTA. */
  declare readonly currencyUsd: boolean;
  /** USD per OCTA. */
  declare readonly marketPrice: Decimal;

  /** `baseUsd` in practical units; undefined when it is not known. */
  get baseUsdPerHour(): Decimal | undefined {
    return units.price(units.usdPerHour(this.baseUsd), { inUsd: this.currencyUsd });
  }
}

/** A VPN relay. */
export class VPNRelay extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    nodeId: { wire: "node_id", type: t.integer, required: true },
    country: { wire: "country", type: t.text, required: true },
    countryIso: { wire: "country_iso", type: t.text, required: true },
    city: { wire: "city", type: t.text, required: true },
    latitude: { wire: "latitude", type: t.number, required: true },
    longitude: { wire: "longitude", type: t.number, required: true },
    residential: { wire: "residential", type: t.boolean, required: true },
    netDownMbits: { wire: "net_down_mbits", type: t.integer, required: true, aliases: ["net_down_mbs"] },
    netUpMbits: { wire: "net_up_mbits", type: t.integer, required: true, aliases: ["net_up_mbs"] },
    trafficPriceUsd: { wire: "traffic_price_usd", type: t.decimal, required: true },
    trafficPriceEther: { wire: "traffic_price_ether", type: t.decimal, required: true },
  };
  /** Id of the node. */
  declare readonly nodeId: number;
  /** Name of the country. */
  declare readonly country: string;
  /** ISO code of the country. */
  declare readonly countryIso: string;
  /** City. */
  declare readonly city: string;
  /** Latitude in degrees. */
  declare readonly latitude: number;
  /** Longitude in degrees. */
  declare readonly longitude: number;
  /** Whether the address is residential. */
  declare readonly residential: boolean;
  /** Download speed, in bytes per second when above 100 000, else in Mbit/s. */
  declare readonly netDownMbits: number;
  /** Upload speed, in bytes per second when above 100 000, else in Mbit/s. */
  declare readonly netUpMbits: number;
  /** Price of traffic in USD per gigabyte. */
  declare readonly trafficPriceUsd: Decimal;
  /** Price of traffic in OCTA per gigabyte. */
  declare readonly trafficPriceEther: Decimal;

  /** `netDownMbits` in practical units; undefined when it is not known. */
  get netDownMbps(): number | undefined {
    return units.mbps(this.netDownMbits);
  }

  /** `netUpMbits` in practical units; undefined when it is not known. */
  get netUpMbps(): number | undefined {
    return units.mbps(this.netUpMbits);
  }

  /** `trafficPriceUsd` in practical units; undefined when it is not known. */
  get pricePerGb(): Decimal | undefined {
    return units.price(units.decimal(this.trafficPriceUsd), { octa: this.trafficPriceEther });
  }
}

/** The answer to generating a wallet, either the whole account, or `address` and nothing else. */
export class Wallet extends Model {
  static readonly fields: Readonly<Record<string, Field>> = {
    accountUuid: { wire: "account_uuid", type: t.text },
    avatar: { wire: "avatar", type: t.text },
    balance: { wire: "balance", type: t.wei },
    email: { wire: "email", type: t.text },
    refCode: { wire: "ref_code", type: t.nullable(t.text) },
    uid: { wire: "uid", type: t.integer },
    wallet: { wire: "wallet", type: t.text, secret: true },
    address: { wire: "address", type: t.text, secret: true },
    network: { wire: "network", type: t.text },
  };
  /** UUID of the account. */
  declare readonly accountUuid?: string;
  /** URL of the picture of the account, empty when there is none. */
  declare readonly avatar?: string;
  /** Balance in Wei. */
  declare readonly balance?: bigint;
  /** Email address of the account. */
  declare readonly email?: string;
  /** Referral code, null when there is none. */
  declare readonly refCode?: string | null;
  /** Number of the account. */
  declare readonly uid?: number;
  /** Address of the wallet, empty when there is none. */
  declare readonly wallet?: string;
  /** Address of the new wallet, when the answer is not the whole account. */
  declare readonly address?: string;
  /** Blockchain of the wallet, from some hosts. */
  declare readonly network?: string;

  /** `balance` in practical units; undefined when it is not known. */
  get balanceOcta(): Decimal | undefined {
    return units.octa(this.balance);
  }
}
