/** The life of one call: failover, retries, the deadline, and what was sent. */
import type { Settings } from "./config.js";
import { AbortError, apiError, ConnectionFailedError, NetworkError, RequestTimeoutError } from "./errors.js";
import type { Attempt, OctaSpaceError } from "./errors.js";
import type { Choice, HostPool } from "./hosts.js";
import { parse, plain } from "./json.js";
import type { KeyMask } from "./mask.js";
import type { PreparedRequest } from "./request.js";
import { backoff, MAX_RETRY_AFTER, RETRYABLE, retryAfter, type RetryBudget } from "./retry.js";
import { isFailure, type Failure, type Response, type Sink, type Transport } from "./transport.js";

const CONNECT_TIMEOUT = 10_000; // milliseconds to reach a host; less when there are others still to come
const PROBE_CONNECT_TIMEOUT = 1_000;
const ENDED = "the caller ended it";

/** What the calls of a client share. */
export interface State {
  readonly hosts: HostPool;
  readonly budget: RetryBudget;
  readonly transport: Transport;
  readonly mask: KeyMask;
}

/** What one call brings along. */
export interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly avoid?: ReadonlySet<string>;
  readonly sink?: (() => Sink) | undefined;
}

/**
 * Runs a call to its end and returns the response, when its status is a success.
 * @throws {APIError} The server answered with an error status or a redirect.
 * @throws {NetworkError} There was no usable response.
 */
export async function run(request: PreparedRequest, settings: Settings, state: State, call: Call): Promise<Response> {
  const { clock, signal } = settings;
  const deadline = clock.now() + settings.timeout;
  const remaining = (): number => deadline - clock.now();
  const attempts: Attempt[] = [];
  const reasons: string[] = [];
  const tried = new Set<string>();
  let retries = 0;
  let timedOut = true; // until an attempt has failed otherwise

  const networkError = (aborted = false): NetworkError => {
    const sent = attempts.some((attempt) => attempt.outcome !== "not_sent");
    const late = timedOut || remaining() <= 0;
    const type = aborted ? AbortError : late ? RequestTimeoutError : ConnectionFailedError;
    const ended = aborted && !reasons.some((reason) => reason.includes(ENDED)) ? [ENDED] : [];
    const why = [...new Set(reasons), ...ended].join("; ") || "timed out";
    const parts = [
      `${request.method} ${withoutQuery(request.target)}: ${why}`,
      !sent ? "nothing was sent" : request.idempotent ? "it is safe to try again" : `it may have been processed: ${request.hint}`,
      ...(late && !aborted && settings.timeout < Infinity ? [`timeout ${settings.timeout / 1000} s`] : []),
    ];
    const cause = aborted ? { cause: signal?.reason as unknown } : undefined;
    const error = new type(state.mask.text(parts.join("; ")), sent, attempts, cause);
    notify(settings, () => settings.logger?.error(error.message));
    return error;
  };

  const wait = async (milliseconds: number, error: () => OctaSpaceError): Promise<void> => {
    const hopeless = milliseconds > MAX_RETRY_AFTER || remaining() <= milliseconds;
    if (!request.idempotent || retries >= settings.maxRetries || hopeless || !state.budget.acquire()) throw error();
    retries += 1;
    await clock.sleep(milliseconds, signal);
    if (signal?.aborted) throw networkError(true);
    if (remaining() <= 0) throw error();
    tried.clear();
  };

  const send = async (): Promise<Response | Failure> => {
    const choice = state.hosts.choose(tried, call.avoid);
    const { url: host } = choice.host;
    const share = remaining() / Math.max(1, state.hosts.size - tried.size);
    const connectTimeout = Math.min(CONNECT_TIMEOUT, share, choice.probe ? PROBE_CONNECT_TIMEOUT : Infinity);
    tried.add(host);
    const event = { operation: request.operation, method: request.method, url: host + request.target, attempt: attempts.length + 1 };
    notify(settings, () => settings.logger?.debug(`${request.method} ${withoutQuery(event.url)} (attempt ${event.attempt})`));
    notify(settings, () => settings.onRequest?.(event));
    const started = clock.now();
    const result = await state.transport.send({
      method: request.method,
      url: event.url,
      headers: { ...call.headers, ...Object.fromEntries(request.headers) },
      body: request.body,
      idempotent: request.idempotent,
      connectTimeout,
      timeout: request.idempotent ? share : remaining(), // one that acts cannot go on to another host after a stalled read
      signal,
      sink: call.sink?.(),
    });
    const milliseconds = clock.now() - started;
    record(choice, result, milliseconds);
    tell(event, result, milliseconds);
    return result;
  };

  const record = (choice: Choice, result: Response | Failure, milliseconds: number): void => {
    const host = choice.host.url;
    if (!isFailure(result)) {
      state.hosts.succeeded(choice);
      attempts.push({ host, outcome: result.status < 400 ? "answered" : "rejected", status: result.status, milliseconds });
      reasons.push(`${host}: HTTP ${result.status}`);
      return;
    }
    timedOut = result.timedOut;
    attempts.push({ host, outcome: result.possiblySent ? "unknown" : "not_sent", status: null, milliseconds });
    reasons.push(`${host}: ${result.reason}`);
    if (result.aborted) state.hosts.released(choice);
    else state.hosts.failed(choice);
  };

  const tell = (event: { url: string; attempt: number }, result: Response | Failure, milliseconds: number): void => {
    const failed = isFailure(result);
    const requestId = failed ? null : state.mask.header(result.headers.get("x-request-id"));
    const error = failed ? state.mask.text(result.reason) : null;
    const status = failed ? null : result.status;
    const what = `${request.method} ${withoutQuery(event.url)}`;
    if (failed) notify(settings, () => settings.logger?.error(`${what} failed (attempt ${event.attempt}): ${error}`));
    else notify(settings, () => settings.logger?.debug(`${what} -> ${status} in ${milliseconds.toFixed(0)} ms (request id ${requestId ?? "none"})`));
    const { operation, method } = request;
    notify(settings, () => settings.onResponse?.({ operation, method, ...event, status, error, requestId, milliseconds }));
  };

  for (;;) {
    if (tried.size === state.hosts.size) await wait(backoff(retries, clock.random), networkError);
    if (remaining() <= 0) throw networkError();
    const result = await send();
    if (isFailure(result)) {
      if (result.aborted) throw networkError(true);
      if (result.possiblySent && !request.idempotent) throw networkError();
      continue;
    }
    if (result.status >= 200 && result.status < 300) {
      state.budget.release(retries > 0);
      return result;
    }
    const asked = retryAfter(result.headers.get("retry-after"), result.headers.get("date"), clock.wall());
    const error = (): OctaSpaceError => errorOf(request, result, asked, attempts, state.mask);
    if (!RETRYABLE.has(result.status)) throw error();
    await wait(asked ?? backoff(retries, clock.random), error);
  }
}

function errorOf(
  request: PreparedRequest,
  response: Response,
  asked: number | null,
  attempts: readonly Attempt[],
  mask: KeyMask,
): OctaSpaceError {
  const { status } = response;
  const target = mask.text(response.headers.get("location") ?? "nowhere");
  return apiError({
    statusCode: status,
    method: request.method,
    url: response.url,
    requestId: mask.header(response.headers.get("x-request-id")),
    retryAfter: asked,
    body: errorBody(response, mask),
    attempts,
    ...(status >= 300 && status < 400 ? { message: `redirected to ${target}, which is not followed` } : {}),
    ...(status >= 500 && !request.idempotent ? { hint: request.hint } : {}),
  });
}

function errorBody(response: Response, mask: KeyMask): unknown {
  const text = mask.text(new TextDecoder().decode(response.body));
  try {
    return plain(parse(text));
  } catch {
    return text;
  }
}

const withoutQuery = (url: string): string => url.split("?")[0]!;

/** Tells the caller's logger or hook; nothing that it throws reaches the call. */
export function notify(settings: Settings, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    try {
      settings.logger?.error(`a hook or the logger threw ${error instanceof Error ? error.name : typeof error}`);
    } catch {
      // the logger itself is what throws
    }
  }
}
