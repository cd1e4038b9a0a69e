import { sessionsList, servicesSessionInfo, servicesSessionStop } from "../generated/operations.js";
import type * as models from "../generated/models.js";
import type { CallOptions } from "./config.js";
import { ArgumentError } from "./errors.js";
import type { DownloadOptions, Executor } from "./executor.js";
import { rent, waitReady, type Rental, type RentalOptions, type WaitOptions } from "./rentals.js";
import { check, type Operation } from "./request.js";

const SESSIONS = { info: servicesSessionInfo, stop: servicesSessionStop, list: sessionsList };

/** What the generated resources have in common. */
export class Resource {
  constructor(protected readonly executor: Executor) {}

  protected async execute(
    operation: Operation,
    values: Readonly<Record<string, unknown>>,
    options?: DownloadOptions,
  ): Promise<unknown> {
    return this.executor.execute(operation, values, options);
  }

  protected async rent(
    operation: Operation,
    values: object,
    options: RentalOptions<models.SessionInfo>,
  ): Promise<RunningSession> {
    const found = await rent<models.SessionInfo>(this.executor, operation, SESSIONS, values as Record<string, unknown>, options);
    return new RunningSession(this.executor, found);
  }
}

/** One session. */
export class SessionHandle extends Resource {
  constructor(
    executor: Executor,
    readonly uuid: string,
  ) {
    super(executor);
    check("uuid", uuid, { kind: "text", minLength: 1 });
    if (uuid === "." || uuid === "..") throw new ArgumentError(`uuid must be usable as one segment of a path, not '${uuid}'`);
  }

  /** Waits until the session can be used. A session that does not become ready is not stopped. */
  async waitReady(options: WaitOptions<models.SessionInfo> = {}): Promise<models.SessionInfo> {
    return waitReady<models.SessionInfo>(this.executor, SESSIONS.info, this.uuid, options);
  }
}

/** A session that is ready: `await using` stops it at the end of its block. */
export class RunningSession extends SessionHandle {
  /** The session as it was when it became ready. */
  readonly details: models.SessionInfo;
  private readonly rental: Rental<models.SessionInfo>;

  constructor(executor: Executor, rental: Rental<models.SessionInfo>) {
    super(executor, rental.uuid);
    this.details = rental.info;
    this.rental = rental;
  }

  /** Returns the details of the session as they are now. */
  async info(options?: CallOptions): Promise<models.SessionInfo> {
    return this.execute(SESSIONS.info, { uuid: this.uuid }, options) as Promise<models.SessionInfo>;
  }

  /** Stops the session, trying for minutes if need be; once is enough. */
  async stop(): Promise<void> {
    return this.rental.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
