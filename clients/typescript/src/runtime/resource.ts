import { sessionsList, servicesSessionInfo, servicesSessionStop } from "../generated/operations.js";
import type * as models from "../generated/models.js";
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
  ): Promise<Rental<models.SessionInfo>> {
    return rent<models.SessionInfo>(this.executor, operation, SESSIONS, values as Record<string, unknown>, options);
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
