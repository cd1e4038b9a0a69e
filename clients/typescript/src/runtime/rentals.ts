/** Sessions that cost money: waiting until they are ready, and stopping them whatever happens. Times in milliseconds. */
import { saysStopped } from "./adapters.js";
import { notify } from "./call.js";
import { createSession, OpenRental, uninterrupted } from "./creation.js";
import { ArgumentError, APIError, DecodeError, NetworkError, NotFoundError, OctaSpaceError, RequestTimeoutError } from "./errors.js";
import type { Executor } from "./executor.js";
import { asText, numeral, parse } from "./json.js";
import { check, prepare, type Operation } from "./request.js";
import { endedOnSignal } from "./signals.js";
import { backoff, MAX_RETRY_AFTER, RETRYABLE } from "./retry.js";
import type { Response } from "./transport.js";

const NOT_FOUND_GRACE = 15_000; // in which a host may answer 404 for a session that was just created
const NOT_FOUND_POLL_INTERVAL = 1_000;
const STOP_TOTAL_TIMEOUT = 180_000; // for which a session is tried to be stopped
const STOP_TIMEOUT = 10_000; // for each attempt

/** How to wait until a session is ready. */
export interface WaitOptions<Info> {
  /** Milliseconds to wait at most. Default 600,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds between two looks. Default 2,000. */
  readonly pollInterval?: number | undefined;
  readonly onProgress?: ((info: Info) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How to hold a session for the time of a block. */
export interface RentalOptions<Info> extends Omit<WaitOptions<Info>, "timeout" | "signal"> {
  /** Milliseconds to wait until it is ready. Default 600,000. */
  readonly readyTimeout?: number | undefined;
  /** 1 to 5: how to rate it when it is stopped. */
  readonly score?: number | undefined;
  /**
   * What to do when the answer to the request gets lost: look for the session in the listing of sessions, and "raise" with
   * what was found, the default, or "stop" as well the one that is certainly the new one. For that, the sessions are listed
   * before the request too.
   */
  readonly onUnknown?: "raise" | "stop" | undefined;
  /**
   * Whether SIGINT, SIGTERM and SIGHUP stop the session before they end the program, in Node and Deno, while nobody else
   * listens to them. Default true.
   */
  readonly handleSignals?: boolean | undefined;
  /**
   * Ends the waiting until the session is ready, which is then stopped. The request for it is not broken off, and the block
   * not ended: hand the signal to what the block awaits.
   */
  readonly signal?: AbortSignal | undefined;
}

interface Info {
  readonly progress?: unknown; // text, unless the answer has something else
  readonly isReady?: boolean;
}

/** The operations that a rental is made of. */
export interface SessionOperations {
  readonly info: Operation;
  readonly stop: Operation;
  readonly list: Operation;
}

/** Waits until a session is ready; it is not stopped when it does not become so. */
export async function waitReady<T extends Info>(
  executor: Executor,
  info: Operation,
  uuid: string,
  options: WaitOptions<T>,
): Promise<T> {
  const { timeout = 600_000, pollInterval = 2_000, onProgress, signal } = options;
  checkTimes({ timeout, pollInterval });
  const { clock } = executor.settings;
  const started = clock.now();
  const remaining = (): number => started + timeout - clock.now();
  let last: T | undefined;
  let problem: OctaSpaceError | undefined;
  while (remaining() > 0) {
    try {
      const limit = Math.min(executor.settings.timeout, remaining());
      last = (await executor.execute(info, { uuid }, { timeout: limit, ...(signal ? { signal } : {}) })) as T;
      onProgress?.(last);
      if (last.isReady === true) return last;
    } catch (error) {
      if (!(error instanceof OctaSpaceError)) throw error;
      const unknown = error instanceof NotFoundError && !last;
      if (unknown && clock.now() - started >= NOT_FOUND_GRACE) throw noSuchSession(uuid, error, clock.now() - started);
      if (signal?.aborted || (!unknown && !isTransient(error))) throw error;
      if (!problem || !(error instanceof RequestTimeoutError)) problem = error; // a last look may have had no time
    }
    if (remaining() > 0) await clock.sleep(Math.min(pollInterval, remaining()), signal);
  }
  if (problem instanceof NotFoundError && !last) throw noSuchSession(uuid, problem, clock.now() - started);
  const progress = asText(last?.progress) || "without a word of progress";
  const seen = last ? ` (last seen: ${executor.state.mask.text(progress)})` : "";
  const what = `session ${uuid} was not ready within ${timeout / 1000} s${seen}; it may still run and cost money`;
  throw new RequestTimeoutError(what, false, [], problem ? { cause: problem } : undefined);
}

function noSuchSession(uuid: string, error: NotFoundError, waited: number): NotFoundError {
  error.message = `no such session after ${Number((waited / 1000).toPrecision(2))} s of 404: ${uuid}; ${error.message}`;
  return error;
}

/** A ready session, to be stopped with `stop`. */
export interface Rental<T> {
  readonly uuid: string;
  readonly info: T;
  stop(): Promise<void>;
}

/** Starts a session and waits until it is ready; one that does not become ready is stopped, also when a signal comes. */
export async function rent<T extends Info>(
  executor: Executor,
  operation: Operation,
  sessions: SessionOperations,
  values: Readonly<Record<string, unknown>>,
  options: RentalOptions<T>,
): Promise<Rental<T>> {
  const { readyTimeout = 600_000, pollInterval = 2_000, score, onUnknown = "raise", handleSignals = true, onProgress } = options;
  // What would otherwise fail when the session is already paid for.
  checkTimes({ readyTimeout, pollInterval });
  check("onUnknown", onUnknown, { kind: "text", words: ["raise", "stop"] });
  check("handleSignals", handleSignals, { kind: "boolean" });
  prepare(sessions.stop, { uuid: "any", ...(score === undefined ? {} : { score }) });
  const rental = new OpenRental(values["nodeId"], executor.settings.clock.now());
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const revoke = handleSignals ? endedOnSignal(end) : (): void => {};
  let isReady = false;
  let stopping: Promise<void> | undefined;
  const starting = start();
  try {
    return await starting;
  } catch (error) {
    if (ending.signal.aborted) await new Promise(() => {}); // the program ends, with the status of the signal
    throw error;
  }

  async function start(): Promise<Rental<T>> {
    try {
      await createSession(executor, operation, sessions.list, values, rental, { stopUnknown: onUnknown === "stop", signal });
      const uuid = rental.uuid!;
      const wait = { timeout: readyTimeout, pollInterval, signal, ...(onProgress ? { onProgress } : {}) };
      const info = await waitReady<T>(executor, sessions.info, uuid, wait);
      isReady = true;
      return { uuid, info, stop };
    } catch (error) {
      if (rental.uuid !== undefined) throw await failedWith(error, stop);
      close();
      throw error;
    }
  }

  async function stop(): Promise<void> {
    const created = isReady ? -Infinity : rental.created;
    return (stopping ??= stopWithRetries(executor, sessions, rental.uuid!, score, created).finally(close));
  }

  async function end(): Promise<void> {
    ending.abort(new Error("a signal ends the program"));
    await starting.catch(() => undefined); // it stops what it has started
    if (rental.uuid !== undefined) await stop();
  }

  function close(): void {
    rental.close();
    revoke();
  }
}

/** Runs a block with a session, and stops it whatever happens. */
export async function within<S extends { stop(): Promise<void>; readonly uuid: string }, R>(
  session: S,
  block: (session: S) => R | Promise<R>,
): Promise<R> {
  let result: R;
  try {
    result = await block(session);
  } catch (error) {
    throw await failedWith(error, () => session.stop());
  }
  await session.stop();
  return result;
}

async function failedWith(error: unknown, stop: () => Promise<void>): Promise<unknown> {
  try {
    await stop();
    return error;
  } catch (problem) {
    return new AggregateError([error, problem], (problem as Error).message);
  }
}

/** Stops a session, trying again until that is certain or the time is up: a second stop does no harm. */
async function stopWithRetries(
  executor: Executor,
  sessions: SessionOperations,
  uuid: string,
  score: number | undefined,
  created: number,
): Promise<void> {
  const { clock } = executor.settings;
  const once = uninterrupted(executor).with({ timeout: STOP_TIMEOUT, maxRetries: 0 });
  const request = prepare(sessions.stop, { uuid, ...(score === undefined ? {} : { score }) });
  const deadline = clock.now() + STOP_TOTAL_TIMEOUT;
  const refusals = new Map<string, number>(); // what each host that refused since the last long wait has asked to wait
  for (let failures = 0; ; failures += 1) {
    const result = await once.send(request, { avoid: new Set(refusals.keys()) }).catch((error: unknown) => error as Error);
    if (!(result instanceof Error) && saysStopped(result)) return;
    let wait = backoff(failures, clock.random);
    if (!(result instanceof Error) || result instanceof NotFoundError) {
      // it may have ended
      if (clock.now() - created < NOT_FOUND_GRACE) wait = NOT_FOUND_POLL_INTERVAL;
      else if (await isUnlisted(once, sessions.list, uuid)) return;
    } else if (!(result instanceof APIError || result instanceof NetworkError)) throw stillRunning(executor, uuid, result);
    if (clock.now() >= deadline) throw stillRunning(executor, uuid, result instanceof Error ? result : unconfirmed(result));
    const attempts = result instanceof APIError || result instanceof NetworkError ? result.attempts : [];
    const host = attempts.at(-1)?.host ?? "";
    const allRefused = refusals.has(host) || refusals.size + 1 >= executor.state.hosts.size;
    refusals.set(host, Math.min((result instanceof APIError && result.retryAfter) || 0, MAX_RETRY_AFTER));
    if (allRefused) {
      wait = Math.max(wait, ...refusals.values());
      refusals.clear();
      refusals.set(host, 0);
    }
    await clock.sleep(Math.min(wait, deadline - clock.now()));
  }
}

/** Whether a list of the running sessions names each of them, and not this one. */
async function isUnlisted(executor: Executor, list: Operation, uuid: string): Promise<boolean> {
  try {
    const sessions = parse(new TextDecoder().decode((await executor.send(prepare(list, {}))).body));
    if (!Array.isArray(sessions)) return false;
    const uuids = sessions.map((session) => (session as { uuid?: unknown } | null)?.uuid);
    return uuids.map((each) => numeral(each) ?? each).every((each) => typeof each === "string" && each !== uuid);
  } catch {
    return false;
  }
}

function stillRunning(executor: Executor, uuid: string, error: Error): Error {
  error.message = `session ${uuid} may still run and cost money; stopping it failed: ${error.message}`;
  notify(executor.settings, () => executor.settings.logger?.error(error.message));
  return error;
}

function unconfirmed(response: Response): DecodeError {
  const what = `${response.url}: HTTP ${response.status}, but the answer does not say that the session was stopped`;
  return new DecodeError(what, response.body, response.headers.get("x-request-id"));
}

function isTransient(error: OctaSpaceError): boolean {
  if (error instanceof APIError) return RETRYABLE.has(error.statusCode) || error.statusCode >= 500;
  return error instanceof NetworkError;
}

function checkTimes(times: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(times)) {
    check(name, value, { kind: "number" });
    if (value <= 0) throw new ArgumentError(`${name} must be above 0 milliseconds, not ${value}`);
  }
}
