// Generated from openapi.yaml by `make clients`; not to be edited.
import type { CallOptions } from "../runtime/config.js";
import type { DownloadOptions, Executor } from "../runtime/executor.js";
import { Resource, SessionHandle } from "../runtime/resource.js";
import { within, type Rental, type RentalOptions } from "../runtime/rentals.js";
import type { Account, App, IdleJob, MachineRental, NetworkInfo, Node, NodeDetail, Session, SessionCreated, SessionInfo, SessionLogs, VPNRelay, Wallet } from "./models.js";
import * as operations from "./operations.js";

/** The account that the API key belongs to, its balance and its wallet. */
export class AccountsResource extends Resource {
  /**
   * Return the profile of the account.
   *
   * The balance is in Wei, as a number or as quoted digits, and may be above 2^64.
   *
   * `GET /accounts`
   */
  async profile(options?: CallOptions): Promise<Account> {
    return this.execute(operations.accountsProfile, { }, options) as never;
  }

  /**
   * Generate a new wallet for the account.
   *
   * Takes no body. Answers with the whole account, with nothing but the new address, or with the wallet and its network.
   *
   * `POST /accounts`
   */
  async generateWallet(options?: CallOptions): Promise<Wallet> {
    return this.execute(operations.accountsGenerateWallet, { }, options) as never;
  }

  /**
   * Return the balance of the account in Wei.
   *
   * The balance arrives as a number, as quoted digits or as null, and may be above 2^64.
   *
   * `GET /accounts/balance`
   */
  async balance(options?: CallOptions): Promise<bigint> {
    return this.execute(operations.accountsBalance, { }, options) as never;
  }

}

/** The catalogue of applications that can be started on a machine. */
export class AppsResource extends Resource {
  /**
   * List the application catalogue.
   *
   * Needs no API key. The live service sends the ports as JSON text, its documentation shows arrays.
   *
   * `GET /apps`
   */
  async list(options?: CallOptions): Promise<App[]> {
    return this.execute(operations.appsList, { }, options) as never;
  }

}

/** Idle jobs of a node, their status and their logs. */
export class IdleJobsResource extends Resource {
  /**
   * Return the status of an idle job.
   *
   * `GET /idle_jobs/{node_id}/{job_id}`
   */
  async find(nodeId: number | bigint, jobId: number | bigint, options?: CallOptions): Promise<IdleJob> {
    return this.execute(operations.idleJobsFind, { nodeId, jobId, }, options) as never;
  }

  /**
   * Return the logs of an idle job.
   *
   * The logs arrive as base64 of gzip of text, or as a list of lines.
   *
   * `GET /idle_jobs/{node_id}/{job_id}/logs`
   */
  async logs(nodeId: number | bigint, jobId: number | bigint, options?: CallOptions): Promise<string> {
    return this.execute(operations.idleJobsLogs, { nodeId, jobId, }, options) as never;
  }

}

/** Public statistics of the whole network. */
export class NetworkResource extends Resource {
  /**
   * Return public statistics of the network.
   *
   * Needs no API key.
   *
   * `GET /network`
   */
  async info(options?: CallOptions): Promise<NetworkInfo> {
    return this.execute(operations.networkInfo, { }, options) as never;
  }

}

/** The arguments of `nodes.list`. */
export interface NodesListArguments {
  /** Only nodes in this country, two-letter ISO code such as DE. */
  readonly country?: string | undefined;
  /** Only nodes that can run the application with this UUID. */
  readonly appUuid?: string | undefined;
}

/** The compute nodes that the account owns. */
export class NodesResource extends Resource {
  /**
   * List the compute nodes of the account.
   *
   * `GET /nodes`
   */
  async list(args?: NodesListArguments, options?: CallOptions): Promise<Node[]> {
    return this.execute(operations.nodesList, { ...args, }, options) as never;
  }

  /**
   * Return one compute node.
   *
   * Answers in another shape than the list of nodes: the system block is under `data` and names its memory differently, the agent version is `data.version`, and there are no prices.
   *
   * `GET /nodes/{id}`
   */
  async find(nodeId: number | bigint, options?: CallOptions): Promise<NodeDetail> {
    return this.execute(operations.nodesFind, { nodeId, }, options) as never;
  }

  /**
   * Download the identity file of a node.
   *
   * `GET /nodes/{id}/ident`
   */
  async downloadIdent(nodeId: number | bigint, options?: DownloadOptions): Promise<Uint8Array> {
    return this.execute(operations.nodesDownloadIdent, { nodeId, }, options) as never;
  }

  /**
   * Download the log archive of a node.
   *
   * The archive can be large.
   *
   * `GET /nodes/{id}/logs`
   */
  async downloadLogs(nodeId: number | bigint, options?: DownloadOptions): Promise<Uint8Array> {
    return this.execute(operations.nodesDownloadLogs, { nodeId, }, options) as never;
  }

  /**
   * Set the prices of a node.
   *
   * Any object is sent as given; without prices the request has no body at all.
   *
   * `PATCH /nodes/{id}/prices`
   */
  async updatePrices(nodeId: number | bigint, prices?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<void> {
    return this.execute(operations.nodesUpdatePrices, { nodeId, prices, }, options) as never;
  }

  /**
   * Reboot a node.
   *
   * A GET request that acts, so sending it twice reboots the node twice.
   *
   * `GET /nodes/{id}/reboot`
   */
  async reboot(nodeId: number | bigint, options?: CallOptions): Promise<void> {
    return this.execute(operations.nodesReboot, { nodeId, }, options) as never;
  }

}

/** The arguments of `services.mr.create`. */
export interface ServicesMrCreateArguments {
  /** Id of the node. */
  readonly nodeId: number | bigint;
  /** Disk size in gigabytes. */
  readonly diskSize: number | bigint;
  /** Container image. */
  readonly image: string;
  /** UUID of the application, empty for an image of one's own. */
  readonly app?: string | undefined;
  /** Environment variables of the container. */
  readonly envs?: Readonly<Record<string, string>> | undefined;
  /** TCP ports to open. */
  readonly ports?: readonly (number | bigint)[] | undefined;
  /** HTTP ports to open through the reverse proxy. */
  readonly httpPorts?: readonly (number | bigint)[] | undefined;
  /** Command to start in the container, empty for the one of the image. */
  readonly startCommand?: string | undefined;
  /** Entrypoint of the container, empty for the one of the image. */
  readonly entrypoint?: string | undefined;
  /** Id of an organization, left out when not given. */
  readonly organizationId?: number | bigint | string | undefined;
  /** Id of a project, left out when not given. */
  readonly projectId?: number | bigint | string | undefined;
  /** Further keys of the request body, merged in last: they win over the other arguments */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Machine rental, machines for rent and starting one. */
export class ServicesMrResource extends Resource {
  /**
   * List the machines for rent.
   *
   * `GET /services/mr`
   */
  async list(query?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<MachineRental[]> {
    return this.execute(operations.servicesMrList, { query, }, options) as never;
  }

  /**
   * Rent a machine.
   *
   * May refuse inside a successful answer: then the body is a list of rejections in place of the new session.
   *
   * `POST /services/mr`
   */
  async create(args: ServicesMrCreateArguments, options?: CallOptions): Promise<SessionCreated> {
    return this.execute(operations.servicesMrCreate, { ...args, }, options) as never;
  }

  /** Starts a session, waits until it is ready, and hands it over; stop it, or hold it with `await using`. */
  async rented(args: ServicesMrCreateArguments, options: RentalOptions<SessionInfo> = {}): Promise<RunningSession> {
    return new RunningSession(this.executor, await this.rent(operations.servicesMrCreate, args, options));
  }

  /** Starts a session, waits until it is ready, runs a block with it, and stops it whatever happens, also when a signal ends the program. */
  async withRented<R>(
    args: ServicesMrCreateArguments,
    block: (session: RunningSession) => R | Promise<R>,
    options: RentalOptions<SessionInfo> = {},
  ): Promise<R> {
    return within(await this.rented(args, options), block);
  }

}

/** The arguments of `services.render.create`. */
export interface ServicesRenderCreateArguments {
  /** Id of the node. */
  readonly nodeId: number | bigint;
  /** Disk size in gigabytes. */
  readonly diskSize: number | bigint;
  /** Environment variables of the container. */
  readonly envs?: Readonly<Record<string, string>> | undefined;
  /** Whether to run a worker for several GPUs. */
  readonly multiGpuWorker?: boolean | undefined;
  /** Further keys of the request body, merged in last: they win over the other arguments */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Machines for rendering and starting a render session. */
export class ServicesRenderResource extends Resource {
  /**
   * List the machines for rendering.
   *
   * Answers in the shape of the machines for rent.
   *
   * `GET /services/render`
   */
  async list(query?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<MachineRental[]> {
    return this.execute(operations.servicesRenderList, { query, }, options) as never;
  }

  /**
   * Start a render session.
   *
   * `POST /services/render`
   */
  async create(args: ServicesRenderCreateArguments, options?: CallOptions): Promise<SessionCreated> {
    return this.execute(operations.servicesRenderCreate, { ...args, }, options) as never;
  }

  /** Starts a session, waits until it is ready, and hands it over; stop it, or hold it with `await using`. */
  async rented(args: ServicesRenderCreateArguments, options: RentalOptions<SessionInfo> = {}): Promise<RunningSession> {
    return new RunningSession(this.executor, await this.rent(operations.servicesRenderCreate, args, options));
  }

  /** Starts a session, waits until it is ready, runs a block with it, and stops it whatever happens, also when a signal ends the program. */
  async withRented<R>(
    args: ServicesRenderCreateArguments,
    block: (session: RunningSession) => R | Promise<R>,
    options: RentalOptions<SessionInfo> = {},
  ): Promise<R> {
    return within(await this.rented(args, options), block);
  }

}

/** The arguments of `services.session.logs`. */
export interface ServicesSessionLogsArguments {
  /** True for a finished session, left out for a running one. */
  readonly recent?: boolean | undefined;
}

/** The arguments of `services.session.stop`. */
export interface ServicesSessionStopArguments {
  /** Score of the session, 1 to 5. */
  readonly score?: number | bigint | undefined;
}

/** One session, its details, its logs and stopping it. */
export class ServicesSessionResource extends SessionHandle {
  /**
   * Return the details of a session.
   *
   * The VPN configuration is text under `config`, or an address and a port for an HTTP proxy.
   *
   * `GET /services/{uuid}/info`
   */
  async info(options?: CallOptions): Promise<SessionInfo> {
    return this.execute(operations.servicesSessionInfo, { uuid: this.uuid, }, options) as never;
  }

  /**
   * Return the logs of a session.
   *
   * A finished session needs `recent=true`; a running one is asked without it.
   *
   * `GET /services/{uuid}/logs`
   */
  async logs(args?: ServicesSessionLogsArguments, options?: CallOptions): Promise<SessionLogs> {
    return this.execute(operations.servicesSessionLogs, { ...args, uuid: this.uuid, }, options) as never;
  }

  /**
   * Stop a session.
   *
   * Sends no body, or the score of the session. The service also takes GET on this path, which older programs send: it stops the session as well, so nothing must follow or repeat it as if it only read. An answer with words of its own that does not say `stopped` is no success: a page of a proxy stops nothing.
   *
   * `POST /services/{uuid}/stop`
   */
  async stop(args?: ServicesSessionStopArguments, options?: CallOptions): Promise<void> {
    return this.execute(operations.servicesSessionStop, { ...args, uuid: this.uuid, }, options) as never;
  }

}

/** A session that is ready: `await using` stops it at the end of its block. */
export class RunningSession extends ServicesSessionResource {
  /** The session as it was when it became ready. */
  readonly details: SessionInfo;
  private readonly rental: Rental<SessionInfo>;

  constructor(executor: Executor, rental: Rental<SessionInfo>) {
    super(executor, rental.uuid);
    this.details = rental.info;
    this.rental = rental;
  }

  /** Stops the session, trying for minutes if need be; once is enough. */
  override async stop(): Promise<void> {
    return this.rental.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** The arguments of `services.vpn.create`. */
export interface ServicesVpnCreateArguments {
  /** Id of the node. */
  readonly nodeId: number | bigint;
  /** Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come. */
  readonly subkind?: "wg" | "openvpn" | "ss" | "v2ray" | "http_proxy" | (string & {}) | undefined;
  /** Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others may come. */
  readonly protocol?: "trojan" | "vmess" | "vless" | (string & {}) | undefined;
  /** Id of an organization, left out when not given. */
  readonly organizationId?: number | bigint | string | undefined;
  /** Id of a project, left out when not given. */
  readonly projectId?: number | bigint | string | undefined;
  /** Further keys of the request body, merged in last: they win over the other arguments */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** VPN relays and starting a VPN session. */
export class ServicesVpnResource extends Resource {
  /**
   * List the VPN relays.
   *
   * `GET /services/vpn`
   */
  async list(query?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<VPNRelay[]> {
    return this.execute(operations.servicesVpnList, { query, }, options) as never;
  }

  /**
   * Start a VPN session.
   *
   * The subkind v2ray needs a protocol. Unknown keys are accepted.
   *
   * `POST /services/vpn`
   */
  async create(args: ServicesVpnCreateArguments, options?: CallOptions): Promise<SessionCreated> {
    return this.execute(operations.servicesVpnCreate, { ...args, }, options) as never;
  }

  /** Starts a session, waits until it is ready, and hands it over; stop it, or hold it with `await using`. */
  async connected(args: ServicesVpnCreateArguments, options: RentalOptions<SessionInfo> = {}): Promise<RunningSession> {
    return new RunningSession(this.executor, await this.rent(operations.servicesVpnCreate, args, options));
  }

  /** Starts a session, waits until it is ready, runs a block with it, and stops it whatever happens, also when a signal ends the program. */
  async withConnected<R>(
    args: ServicesVpnCreateArguments,
    block: (session: RunningSession) => R | Promise<R>,
    options: RentalOptions<SessionInfo> = {},
  ): Promise<R> {
    return within(await this.connected(args, options), block);
  }

}

/** The arguments of `sessions.list`. */
export interface SessionsListArguments {
  /** True lists the finished sessions in place of the running ones. */
  readonly recent?: boolean | undefined;
}

/** The sessions of the account, running and finished. */
export class SessionsResource extends Resource {
  /**
   * List the sessions of the account.
   *
   * Lists the running sessions, or the finished ones with `recent=true`. The two listings have overlapping, not equal fields; a field that one of them does not have is simply absent.
   *
   * `GET /sessions`
   */
  async list(args?: SessionsListArguments, options?: CallOptions): Promise<Session[]> {
    return this.execute(operations.sessionsList, { ...args, }, options) as never;
  }

}

/** The resources below `services`. */
export class ServicesNamespace {
  readonly mr: ServicesMrResource;
  readonly render: ServicesRenderResource;
  readonly vpn: ServicesVpnResource;
  constructor(protected readonly executor: Executor) {
    this.mr = new ServicesMrResource(executor);
    this.render = new ServicesRenderResource(executor);
    this.vpn = new ServicesVpnResource(executor);
  }

  /** One session, its details, its logs and stopping it. */
  session(uuid: string): ServicesSessionResource {
    return new ServicesSessionResource(this.executor, uuid);
  }
}

/** The resources of a client. */
export class Resources {
  readonly accounts: AccountsResource;
  readonly apps: AppsResource;
  readonly idleJobs: IdleJobsResource;
  readonly network: NetworkResource;
  readonly nodes: NodesResource;
  readonly sessions: SessionsResource;
  readonly services: ServicesNamespace;
  constructor(protected readonly executor: Executor) {
    this.accounts = new AccountsResource(executor);
    this.apps = new AppsResource(executor);
    this.idleJobs = new IdleJobsResource(executor);
    this.network = new NetworkResource(executor);
    this.nodes = new NodesResource(executor);
    this.sessions = new SessionsResource(executor);
    this.services = new ServicesNamespace(executor);
  }
}
