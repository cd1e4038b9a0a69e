/** Starting a session that costs money, so that it is not lost whatever becomes of the answer. Times in milliseconds. */
import { AbortError, APIError, DecodeError, NetworkError, OctaSpaceError } from "./errors.js";
import type { Executor } from "./executor.js";
import { prepare, type Operation } from "./request.js";

const SEARCH_TIMEOUT = 5_000; // in which a session may appear, of a request that may still be on its way
const SEARCH_INTERVAL = 1_000;
const LIST_TIMEOUT = 10_000; // for each look at the listing
const CLOCK_SLACK = 5; // seconds by which the duration of a session may be off

/** A session, from before it is asked for until it is stopped, or stopping it has failed for good. */
export class OpenRental {
  /** Undefined until it is known. */
  uuid: string | undefined;

  /** @param created By the clock of the client. */
  constructor(
    readonly nodeId: unknown,
    public created: number,
  ) {
    open.add(this);
  }

  /** Leaves the session to the caller: it was stopped, or an error says that it was not. */
  close(): void {
    open.delete(this);
  }

  /** The other rentals of this program. */
  get others(): OpenRental[] {
    return [...open].filter((other) => other !== this);
  }
}

const open = new Set<OpenRental>();

interface Listed {
  readonly uuid: string;
  readonly service?: string;
  readonly nodeId?: unknown;
  readonly duration?: unknown;
}

/**
 * Starts a session, and tells the rental its uuid; also when it fails, and left a session that must be stopped.
 *
 * The caller's signal does not break off the request, whose session would be lost track of.
 */
export async function createSession(
  executor: Executor,
  operation: Operation,
  list: Operation,
  values: Readonly<Record<string, unknown>>,
  rental: OpenRental,
  options: { readonly stopUnknown: boolean; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { signal, stopUnknown } = options;
  const request = prepare(operation, values); // a bad argument is refused before anything is sent
  if (signal?.aborted) {
    const what = `${request.method} ${request.target}: the caller ended it; nothing was sent`;
    throw new AbortError(what, false, [], { cause: signal.reason });
  }
  const before = stopUnknown ? await sessions(executor, list).catch(() => undefined) : undefined;
  rental.created = executor.settings.clock.now();
  try {
    const response = await uninterrupted(executor).send(request);
    rental.uuid = uuidIn(response.body);
    const session = (await executor.decode(request, response)) as { uuid: unknown };
    rental.uuid = String(session.uuid);
  } catch (error) {
    if (!(error instanceof OctaSpaceError)) throw error;
    if (rental.uuid !== undefined) {
      error.possibleSessions = [rental.uuid];
      error.message += `; it had started session ${rental.uuid}, which is stopped`;
    } else if (mayHaveStarted(error)) {
      const known = before && new Set(before.map((session) => session.uuid));
      await searchSession(executor, operation, list, rental, known, error);
    }
    throw error;
  }
}

/** Returns an executor whose calls no signal breaks off; they end within their timeout. */
export function uninterrupted(executor: Executor): Executor {
  return executor.with({ signal: new AbortController().signal });
}

/** Returns the first uuid in the bytes of an answer, whatever else is wrong with them. */
export function uuidIn(body: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(body);
  for (const [, found = ""] of text.matchAll(/"uuid"\s*:\s*("(?:[^"\\]|\\.)*"|\d+)/gs)) {
    const uuid = found.startsWith('"') ? textOf(found) : found;
    if (uuid?.trim() && !uuid.includes("\uFFFD")) return uuid; // which stands for bytes that are not UTF-8
  }
  return undefined;
}

function textOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/**
 * Adds to an error what the listing of sessions says of it; the session that is certainly the new one becomes the
 * rental's. One whose service the listing leaves empty is never certain: it is looked for further, and named.
 */
async function searchSession(
  executor: Executor,
  operation: Operation,
  list: Operation,
  rental: OpenRental,
  known: ReadonlySet<string> | undefined,
  error: OctaSpaceError,
): Promise<void> {
  const { clock } = executor.settings;
  const timeout = isStillProcessed(error) ? SEARCH_TIMEOUT : 0;
  const deadline = clock.now() + timeout;
  let found: Listed[] = [];
  let problem: unknown;
  for (;;) {
    problem = undefined;
    const age = (clock.now() - rental.created) / 1000 + CLOCK_SLACK;
    const isNew = ({ uuid, duration }: Listed): boolean =>
      known ? !known.has(uuid) : typeof duration !== "number" || duration <= age;
    try {
      found = (await sessions(executor, list))
        .filter((each) => (!each.service || each.service === operation.service) && !rental.others.some((other) => other.uuid === each.uuid))
        .filter((each) => each.nodeId === undefined || rental.nodeId === undefined || each.nodeId === rental.nodeId)
        .filter(isNew);
    } catch (reason) {
      problem = reason;
    }
    if (found.some((each) => each.service) || clock.now() >= deadline) break;
    await clock.sleep(Math.min(SEARCH_INTERVAL, deadline - clock.now()));
  }
  error.possibleSessions = found.map((each) => each.uuid);
  const isContested = rental.others.some((other) => other.nodeId === rental.nodeId && !other.uuid);
  const [first] = found;
  if (known && first?.service && found.length === 1 && !isContested) {
    rental.uuid = first.uuid;
    error.message += `; it had started session ${first.uuid}, which is stopped`;
  } else if (found.length) {
    error.message += `; it may have started session ${error.possibleSessions.join(" or ")}: stop() what is not wanted`;
  } else if (problem) error.message += `; the sessions could not be listed: ${(problem as Error).message}`;
  else error.message += "; no session that it may have started is listed";
}

/** Lists the sessions. */
async function sessions(executor: Executor, list: Operation): Promise<Listed[]> {
  return (await uninterrupted(executor).execute(list, {}, { timeout: LIST_TIMEOUT })) as Listed[];
}

function mayHaveStarted(error: OctaSpaceError): boolean {
  if (error instanceof NetworkError) return error.mayHaveBeenProcessed;
  return error instanceof DecodeError || (error instanceof APIError && error.statusCode >= 500);
}

function isStillProcessed(error: OctaSpaceError): boolean {
  return error instanceof NetworkError || (error instanceof APIError && [502, 504].includes(error.statusCode));
}
