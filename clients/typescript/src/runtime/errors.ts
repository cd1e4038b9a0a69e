/** What became of an attempt; `not_sent`: no byte of the request left, `unknown`: some did, and no answer came. */
export type Outcome = "answered" | "rejected" | "not_sent" | "unknown";

/** One attempt of a call. */
export interface Attempt {
  /** The base URL it went to. */
  readonly host: string;
  readonly outcome: Outcome;
  /** The HTTP status, when there was an answer. */
  readonly status: number | null;
  /** How long it took. */
  readonly milliseconds: number;
}

/** What all errors of this package have in common. */
export class OctaSpaceError extends Error {
  /** After a rental whose outcome is unknown: the uuids of the sessions that it may have started. */
  possibleSessions: readonly string[] = [];

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
    this.name = new.target.name;
  }
}

/** A client was made with a value that cannot work; the message names its place, never a key. */
export class ConfigurationError extends OctaSpaceError {}

/** An argument cannot be sent; nothing was. */
export class ArgumentError extends OctaSpaceError {}

/** What an error status comes with. */
export interface APIErrorFacts {
  readonly statusCode: number;
  readonly method: string;
  readonly url: string;
  readonly requestId: string | null;
  readonly retryAfter: number | null;
  readonly body: unknown;
  readonly attempts: readonly Attempt[];
  readonly message?: string;
  readonly hint?: string;
}

/** The server answered with an error status, or with a redirect. */
export class APIError extends OctaSpaceError {
  readonly statusCode: number;
  readonly method: string;
  readonly url: string;
  /** The server's `X-Request-Id`, for its support. */
  readonly requestId: string | null;
  /** Milliseconds to wait before trying again, when the server said so. */
  readonly retryAfter: number | null;
  /** The answer's body: parsed when it is JSON, else text. */
  readonly body: unknown;
  /** The server's machine-readable code, when there is one. */
  readonly code: string | null;
  readonly attempts: readonly Attempt[];

  constructor(facts: APIErrorFacts) {
    const said = facts.message ?? (messageIn(facts.body) || "no reason given");
    const code = codeIn(facts.body);
    const notes = [
      ...(code ? [code] : []),
      ...(facts.retryAfter === null ? [] : [`retry after ${facts.retryAfter / 1000} s`]),
      ...(facts.attempts.length > 1 ? [`${facts.attempts.length} attempts`] : []),
      ...(facts.requestId ? [`request id ${facts.requestId}`] : []),
    ];
    const tail = notes.length ? ` (${notes.join("; ")})` : "";
    const hint = facts.hint ? `. It may have been processed: ${facts.hint}` : "";
    super(`${facts.method} ${facts.url}: HTTP ${facts.statusCode}: ${said.slice(0, SHOWN)}${tail}${hint}`);
    this.statusCode = facts.statusCode;
    this.method = facts.method;
    this.url = facts.url;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
    this.body = facts.body;
    this.code = code;
    this.attempts = facts.attempts;
  }
}

/** HTTP 401: the API key is missing or wrong. */
export class AuthenticationError extends APIError {}
/** HTTP 403: the key is valid, but not for this. */
export class PermissionDeniedError extends APIError {}
/** HTTP 404: there is no such thing, or it is not yours to see. */
export class NotFoundError extends APIError {}
/** HTTP 422: the server refused a value; `body` says which. */
export class ValidationError extends APIError {}
/** HTTP 429: too many requests; `retryAfter` says how long to wait. */
export class RateLimitError extends APIError {}
/** HTTP 5xx: something failed behind the API. */
export class ServerError extends APIError {}
/** HTTP 502. */
export class BadGatewayError extends ServerError {}
/** HTTP 503. */
export class ServiceUnavailableError extends ServerError {}
/** HTTP 504. */
export class GatewayTimeoutError extends ServerError {}

/** There was no usable answer. */
export class NetworkError extends OctaSpaceError {
  constructor(
    message: string,
    /** True exactly when the request, or a part of it, may have reached a server. */
    readonly mayHaveBeenProcessed: boolean = false,
    readonly attempts: readonly Attempt[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No host could be reached, or the connection broke before the answer was whole. */
export class ConnectionFailedError extends NetworkError {}
/** The call timed out before the whole answer had arrived. */
export class RequestTimeoutError extends NetworkError {}
/** The caller's AbortSignal ended the call; its reason is the `cause`. */
export class AbortError extends NetworkError {}

/** Why a node refused a rental. */
export interface Rejection {
  readonly id: unknown;
  readonly reason: string;
  readonly status: unknown;
}

/** A rental was refused inside an HTTP 200: nothing was started, nothing is charged. */
export class ProvisionRejectedError extends OctaSpaceError {
  constructor(
    readonly rejections: readonly Rejection[],
    readonly requestId: string | null,
  ) {
    super(`the rental was refused: ${rejections.map((each) => each.reason.slice(0, SHOWN)).join("; ")}`);
  }
}

/** The answer is not JSON, or of the wrong kind altogether; a single odd field never is this. */
export class DecodeError extends OctaSpaceError {
  constructor(
    message: string,
    /** The answer's body as it came. */
    readonly body: Uint8Array,
    readonly requestId: string | null,
  ) {
    super(message + (requestId ? ` (request id ${requestId})` : ""));
  }
}

const BY_STATUS: Record<number, typeof APIError> = {
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  422: ValidationError,
  429: RateLimitError,
  502: BadGatewayError,
  503: ServiceUnavailableError,
  504: GatewayTimeoutError,
};

/** Returns the error for a status, of the class that is named for it. */
export function apiError(facts: APIErrorFacts): APIError {
  const status = facts.statusCode;
  return new (BY_STATUS[status] ?? (status >= 500 && status <= 599 ? ServerError : APIError))(facts);
}

/** Whether an AuthenticationError is this error or among its causes. */
export const isAuthError = (error: unknown): boolean => isOrHas(error, AuthenticationError);
/** Whether a NotFoundError is this error or among its causes. */
export const isNotFound = (error: unknown): boolean => isOrHas(error, NotFoundError);
/** Whether a RateLimitError is this error or among its causes. */
export const isRateLimit = (error: unknown): boolean => isOrHas(error, RateLimitError);

function isOrHas(error: unknown, type: typeof APIError): boolean {
  const seen = new Set<unknown>();
  for (let link = error; link instanceof Error && !seen.has(link); link = link.cause) {
    if (link instanceof type) return true;
    seen.add(link);
  }
  return false;
}

const SHOWN = 300; // characters of a server's text in a message

function messageIn(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const texts = ["message", "error", "detail"].map((key) => (body as Record<string, unknown>)[key]);
  return (texts.find((text) => typeof text === "string" && text.trim()) as string | undefined)?.trim() ?? "";
}

function codeIn(body: unknown): string | null {
  const code = typeof body === "object" && body !== null ? (body as Record<string, unknown>)["code"] : null;
  return (typeof code === "string" && code !== "") || typeof code === "number" ? String(code) : null;
}

/** Returns a text with what a terminal would act upon escaped: it may quote a server. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
