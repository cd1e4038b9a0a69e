/** One attempt over HTTP: an answer, or a failure that says whether anything was sent. */

export interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly body: Uint8Array;
  /** Why the body is of no use, where it could not be read as it should. */
  readonly bodyError?: string;
}

export interface Failure {
  readonly reason: string;
  /** Whether a byte of the request may have left. */
  readonly possiblySent: boolean;
  readonly timedOut: boolean;
  /** Whether the caller ended it. */
  readonly aborted?: boolean;
  readonly cause?: unknown;
}

export interface Attempted {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether it may be written to a connection that was used before, which can be closed under it. */
  readonly idempotent: boolean;
  /** Milliseconds to reach the host, and for the whole. */
  readonly connectTimeout: number;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Where the body of a success goes in place of memory. */
  readonly sink?: Sink | undefined;
}

/** Takes the body of an answer. */
export interface Sink {
  write(chunk: Uint8Array): void;
}

export interface Transport {
  send(attempt: Attempted): Promise<Response | Failure>;
  close(): void;
}

/** Of a body in memory: the decoding takes a multiple of it. */
export const MAX_BODY = 80 * 1024 * 1024;

export const isFailure = (result: Response | Failure): result is Failure => "reason" in result;
