import { ACTING } from "./generated/operations.js";
import { Resources } from "./generated/resources.js";
import { API_VERSION, BASE_URL, DEFAULT_HINT, VERSION } from "./generated/version.js";
import { defined, settings, type CallOptions, type ClientOptions } from "./runtime/config.js";
import { customRequest, type CustomRequest } from "./runtime/custom_request.js";
import { Executor } from "./runtime/executor.js";
import { HostPool } from "./runtime/hosts.js";
import { KeyMask } from "./runtime/mask.js";
import { RetryBudget } from "./runtime/retry.js";
import { FetchTransport } from "./runtime/transport_fetch.js";
import { nodeTransport } from "./runtime/transport_node.js";

/** A client of the OctaSpace API. */
export class OctaSpace extends Resources {
  /** @throws {ConfigurationError} An option cannot work. */
  constructor(options: ClientOptions | Executor = {}) {
    super(options instanceof Executor ? options : executorOf(options));
  }

  /** Returns a client with other options that shares the connections, the hosts and the retry budget. */
  withOptions(options: CallOptions): OctaSpace {
    return new OctaSpace(this.executor.with(options));
  }

  /** Sends a request that the description does not have yet, and returns the JSON of the answer. */
  async request(method: string, path: string, options: CustomRequest & CallOptions = {}): Promise<unknown> {
    const { params, json, idempotent, ...callOptions } = options;
    const custom = { ...(params ? { params } : {}), json, ...(idempotent === undefined ? {} : { idempotent }) };
    const request = customRequest(method, path, custom, ACTING, DEFAULT_HINT);
    const executor = this.executor.with(callOptions);
    return executor.decode(request, await executor.send(request));
  }

  /** Closes the kept connections. */
  close(): void {
    this.executor.state.transport.close();
  }

  /** Names the hosts, and never the key. */
  toJSON(): unknown {
    return { baseUrls: this.executor.settings.baseUrls };
  }

  override toString(): string {
    return `<OctaSpace ${this.executor.settings.baseUrls.join(", ")}>`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function executorOf(options: ClientOptions): Executor {
  const checked = settings({ userAgent: `octaspace-sdk-ts/${VERSION} (api ${API_VERSION})`, ...defined(options) }, BASE_URL);
  const given = options.fetch ? new FetchTransport(options.fetch) : undefined;
  return new Executor(checked, {
    hosts: new HostPool(checked.baseUrls, checked.clock.now),
    budget: new RetryBudget(),
    transport: given ?? nodeTransport() ?? new FetchTransport(globalThis.fetch.bind(globalThis)),
    mask: new KeyMask(checked.apiKey),
  });
}
