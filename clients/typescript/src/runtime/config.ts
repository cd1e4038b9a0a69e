import type { Drift } from "./decode.js";
import { ConfigurationError } from "./errors.js";

/** Receives what the client logs; `console` is one. */
export interface Logger {
  debug(message: string): void;
  error(message: string): void;
}

/** An attempt is about to be sent. */
export interface RequestEvent {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/** An attempt is over. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status; null when there was no response. */
  readonly status: number | null;
  /** Why there was none. */
  readonly error: string | null;
  readonly requestId: string | null;
  readonly milliseconds: number;
}

/** What a caller may set for one call. */
export interface CallOptions {
  /** Ends the call, its waits included. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call: retries, waits, failover and reading the answer. 0: no limit. Default 30,000. */
  readonly timeout?: number | undefined;
  /** How often a request that may be sent twice is sent again. Default 2. */
  readonly maxRetries?: number | undefined;
}

/** What a caller may set on a client. */
export interface ClientOptions extends CallOptions {
  /** The API key; OCTA_API_KEY without it, "" for none. */
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Where to go, the first that can be reached; OCTA_BASE_URLS without it. */
  readonly baseUrls?: readonly string[] | undefined;
  readonly userAgent?: string | undefined;
  /** Allows http:// to other machines, which sends the key unencrypted. */
  readonly allowInsecure?: boolean | undefined;
  readonly logger?: Logger | undefined;
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  readonly onDrift?: ((drift: Drift) => void) | undefined;
  /** Sends the requests in place of Node's HTTP client, or of the global `fetch` elsewhere. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @internal For tests. */
  readonly clock?: Clock | undefined;
}

/** Time and chance, replaced in tests. */
export interface Clock {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Unix milliseconds. */
  readonly wall: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener("abort", done);
      if (signal?.aborted) done();
    }),
};

/** The options of a client, checked. */
export interface Settings extends Omit<ClientOptions, "baseUrl" | "baseUrls" | "apiKey"> {
  readonly apiKey: string;
  readonly baseUrls: readonly string[];
  readonly timeout: number;
  readonly maxRetries: number;
  readonly clock: Clock;
}

/** Returns options without those that are undefined, which stand for the default. */
export function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/** Returns the settings of a new client. @throws {ConfigurationError} A value cannot work. */
export function settings(options: ClientOptions, defaultUrl: string): Settings {
  const { baseUrl, baseUrls, clock = CLOCK, ...rest } = options;
  if (baseUrl !== undefined && baseUrls !== undefined) throw new ConfigurationError("give baseUrl or baseUrls, not both");
  const given = baseUrls ?? (baseUrl === undefined ? [] : [baseUrl]);
  let urls = given.map((url) => url.trim()).filter(Boolean);
  if (!urls.length) urls = (environment("OCTA_BASE_URLS") ?? environment("OCTA_BASE_URL") ?? "").split(",").map((url) => url.trim());
  const allowInsecure = options.allowInsecure ?? environment("OCTA_ALLOW_INSECURE") === "1";
  const checked = [...new Set(urls.filter(Boolean).map((url) => checkedUrl(url, allowInsecure)))];
  return {
    ...rest,
    clock,
    apiKey: checkedKey(options.apiKey ?? environment("OCTA_API_KEY") ?? ""),
    baseUrls: checked.length ? checked : [defaultUrl],
    ...limits({ timeout: options.timeout ?? 30_000, maxRetries: options.maxRetries ?? 2 }),
  };
}

/** Returns the limits of a call, checked. @throws {ConfigurationError} One cannot work. */
export function limits(options: { timeout: number; maxRetries: number }): { timeout: number; maxRetries: number } {
  const { timeout, maxRetries } = options;
  if (!(Number.isFinite(timeout) && timeout >= 0)) {
    throw new ConfigurationError(`timeout must be a number of milliseconds, 0 for no limit, not ${timeout}`);
  }
  if (!(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw new ConfigurationError(`maxRetries must be a whole number, at least 0, not ${maxRetries}`);
  }
  return { timeout: timeout || Infinity, maxRetries };
}

function environment(name: string): string | undefined {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name] || undefined;
}

function checkedKey(given: string): string {
  const key = given.trim();
  const problem = /^["']?bearer\b/i.test(key)
    ? "begins with Bearer"
    : /^["']|["']$/.test(key)
      ? "is in quotes"
      : key.includes(" ")
        ? "has spaces"
        : undefined;
  if (problem) throw new ConfigurationError(`apiKey ${problem}: give the key alone`);
  if (!/^[\x21-\x7e]*$/.test(key)) {
    throw new ConfigurationError("apiKey has characters that are not printable ASCII; was it copied whole?");
  }
  return key;
}

/** Returns a base URL without its final slash. Messages never repeat it: it may hold credentials. */
function checkedUrl(text: string, allowInsecure: boolean): string {
  const found = /^(https?):\/\/([^/?#]+)([^?#]*)$/i.exec(text);
  if (!found || /[\s\x00-\x1f]/.test(text)) {
    throw new ConfigurationError("a base URL must begin with https:// (or http:// for this machine), name a host, and have no query");
  }
  const [, scheme = "", authority = ""] = found;
  if (authority.includes("@")) throw new ConfigurationError("a base URL must not hold credentials; the key belongs into apiKey");
  const host = authority.replace(/:\d*$/, "").toLowerCase();
  const isLocal = host === "localhost" || host.endsWith(".localhost") || /^127\.\d+\.\d+\.\d+$/.test(host) || host === "[::1]";
  if (scheme.toLowerCase() === "http" && !isLocal && !allowInsecure) {
    throw new ConfigurationError(`a base URL would send the API key unencrypted to ${host}; use https, or say allowInsecure`);
  }
  return text.replace(/\/+$/, "");
}
