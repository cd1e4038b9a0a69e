import { run, type Call, type State } from "./call.js";
import { defined, limits, type CallOptions, type Settings } from "./config.js";
import { decode, MISSING, UnusableAnswerError, type Drift } from "./decode.js";
import { ConfigurationError, DecodeError, ProvisionRejectedError } from "./errors.js";
import { jsonType, parseBytes, plain, stringify } from "./json.js";
import { prepare, type Operation, type PreparedRequest } from "./request.js";
import type { Response, Sink } from "./transport.js";

/** What a download may be told. */
export interface DownloadOptions extends CallOptions {
  /** A file for the body, in place of memory; it has its name only when it is whole. Node and Deno only. */
  readonly to?: string | undefined;
}

/** Executes the operations of one client. */
export class Executor {
  constructor(
    readonly settings: Settings,
    readonly state: State,
  ) {}

  /** Returns an executor with other options that shares connections, hosts and the retry budget. */
  with(options: CallOptions): Executor {
    const { timeout, maxRetries, ...rest } = options;
    const before = this.settings;
    const changed = limits({
      timeout: timeout ?? (before.timeout === Infinity ? 0 : before.timeout),
      maxRetries: maxRetries ?? before.maxRetries,
    });
    return new Executor({ ...before, ...defined(rest), ...changed }, this.state);
  }

  /** Sends the request of an operation and returns its value. */
  async execute(operation: Operation, values: Readonly<Record<string, unknown>>, options: DownloadOptions = {}): Promise<unknown> {
    const { to, ...callOptions } = options;
    const request = prepare(operation, values);
    const executor = Object.keys(callOptions).length ? this.with(callOptions) : this;
    if (to !== undefined) return (await import("./download.js")).download(executor, request, to);
    return executor.decode(request, await executor.send(request));
  }

  /** Sends a request and returns the response. */
  async send(request: PreparedRequest, call: { avoid?: ReadonlySet<string>; sink?: () => Sink } = {}): Promise<Response> {
    const { apiKey, userAgent } = this.settings;
    if (request.needsKey && !apiKey) {
      throw new ConfigurationError(`${request.operation}: no API key: pass apiKey or set OCTA_API_KEY`);
    }
    const headers: Call["headers"] = {
      Accept: request.returns.kind === "bytes" ? "*/*" : "application/json",
      ...(userAgent ? { "User-Agent": userAgent } : {}),
      ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(apiKey ? { Authorization: apiKey } : {}),
    };
    return run(request, this.settings, this.state, { ...call, headers });
  }

  /** Returns the value of a response. */
  async decode(request: PreparedRequest, response: Response): Promise<unknown> {
    const { adapter, operation } = request;
    const { mask } = this.state;
    const report = (path: string, expected: string, value: unknown, secret: boolean): void =>
      this.report({ operation, path: mask.text(path), expected, ...found(value, secret, path, (sample) => mask.text(sample)) });
    const decoded = (part: unknown): unknown => decode(request.returns, part, report);
    try {
      return await (adapter ? adapter({ response, parsed: () => parsedBody(response), decoded }) : plainValue(request, response, decoded));
    } catch (error) {
      if (error instanceof UnusableAnswerError) throw this.unreadable(request, response, error.message);
      if (error instanceof ProvisionRejectedError) {
        const rejections = error.rejections.map((each) => ({ ...each, reason: mask.text(each.reason) }));
        throw new ProvisionRejectedError(rejections, mask.header(error.requestId));
      }
      throw error;
    }
  }

  private unreadable(request: PreparedRequest, response: Response, why: string): DecodeError {
    const { mask } = this.state;
    const hint = request.hint ? `. It may have been processed: ${request.hint}` : "";
    const what = `${request.method} ${response.url}: HTTP ${response.status}, but ${mask.text(why)}${hint}`;
    return new DecodeError(what, mask.bytes(response.body), mask.header(response.headers.get("x-request-id")));
  }

  private report(drift: Drift): void {
    try {
      this.settings.onDrift?.(drift);
      const place = `${drift.operation} ${drift.path}`;
      if (logged.has(place)) return;
      logged.add(place);
      const got = drift.got === "missing" ? "missing" : `${drift.got}: ${drift.sample}`;
      this.settings.logger?.error(`${drift.operation}: ${drift.path} should be ${drift.expected}, but is ${got}. Time to update the SDK?`);
    } catch {
      // a hook or a logger that throws is no reason to fail
    }
  }
}

/** Returns the value of a response whose type says all of it. @throws {UnusableAnswerError} It has none. */
function plainValue({ returns }: PreparedRequest, response: Response, decoded: (part: unknown) => unknown): unknown {
  const text = (): string => new TextDecoder().decode(response.body);
  if (returns.kind === "none") {
    // A page of a proxy or a captive portal is no success: nobody did what was asked.
    if (!response.bodyError && text().trim() !== "") parsedBody(response);
    return undefined;
  }
  if (response.bodyError) throw new UnusableAnswerError(response.bodyError);
  if (returns.kind === "bytes") return response.body;
  let parsed: unknown;
  try {
    parsed = parsedBody(response);
  } catch (error) {
    if (returns.kind === "text") return text();
    throw error;
  }
  return decoded(parsed);
}

function parsedBody({ body, bodyError }: Response): unknown {
  if (bodyError) throw new UnusableAnswerError(bodyError);
  try {
    return parseBytes(body);
  } catch (error) {
    throw new UnusableAnswerError(`the answer is not JSON: ${(error as Error).message}`);
  }
}

/** The fields that are not logged again. */
const logged = new Set<string>();

// The same two patterns as in Python's support/redaction.py, which says what they find.
const SECRET_WORD = /pass|pw|secret|token|key|auth|cookie|cred|cert|private|psk|seed|mnemonic|wallet|address|config|env|ssh|jwt|signature|e?mail|phone/i;
const SECRET_FORM = /[a-z0-9+/=_-]{20,}|@|(?:ss|vmess|vless|trojan):\/\/|:\/\/[^/]*:|[?&]\w+=/i;

function found(value: unknown, secret: boolean, path: string, mask: (text: string) => string): Pick<Drift, "got" | "sample"> {
  if (value === MISSING) return { got: "missing", sample: "" };
  const sample = mask(stringify(plain(value)));
  const shown = secret || SECRET_WORD.test(path) || SECRET_FORM.test(sample) || SECRET_WORD.test(sample) ? "***" : asciiJSON(sample);
  return { got: jsonType(value), sample: shown.length > 60 ? `${shown.slice(0, 57)}...` : shown };
}

/** Escapes what is not ASCII, so that a terminal acts upon none of it and no character is cut in two. */
function asciiJSON(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
