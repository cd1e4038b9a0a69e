/** Response adapters: answers whose value differs from their shape. */
import { UnusableAnswerError } from "./decode.js";
import { ConfigurationError, ProvisionRejectedError } from "./errors.js";
import type { Rejection } from "./errors.js";
import { asText, jsonType, numeral, parse, plain } from "./json.js";
import type { Response } from "./transport.js";

/** An answer, to be decoded. */
export interface Answer {
  readonly response: Response;
  /** Returns its JSON. @throws {UnusableAnswerError} It has none. */
  parsed(): unknown;
  /** Returns the typed value of a part of its JSON, of the type that the operation returns. */
  decoded(part: unknown): unknown;
}

/** Returns the value of an answer. @throws {UnusableAnswerError} It has none. */
export type Adapter = (answer: Answer) => unknown;

const MAX_LOG = 64 * 1024 * 1024; // bytes of an unpacked job log

/** The amount in Wei, 0 where the answer has null; an answer that names none is not about a balance. */
function balance(answer: Answer): bigint {
  const found = objectIn(answer.parsed());
  if (!("balance" in found)) throw new UnusableAnswerError("the answer has no balance");
  return found["balance"] === null ? 0n : (answer.decoded(found["balance"]) as bigint);
}

/** The wallet with its address under `address`, whether the answer was only that or the whole account. */
function wallet(answer: Answer): unknown {
  const found = answer.decoded(answer.parsed()) as { address?: unknown; wallet?: unknown };
  if (!found.address && found.wallet) found.address = found.wallet;
  return found;
}

/** The new session, from an object or a list of one. An item with a uuid is a session, however malformed: it must be stopped. */
function sessionCreated(answer: Answer): unknown {
  const parsed = answer.parsed();
  const items: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const session = items.find(namesSession);
  if (session !== undefined) return answer.decoded(session);
  const refusals = items.map(refusalIn);
  if (items.length && refusals.every((refusal) => refusal !== undefined)) {
    throw new ProvisionRejectedError(refusals, answer.response.headers.get("x-request-id"));
  }
  throw new UnusableAnswerError("the answer names neither a session nor a reason");
}

function namesSession(item: unknown): boolean {
  const uuid = isObject(item) ? item["uuid"] : undefined;
  if (numeral(uuid) !== undefined) return /^-?\d+$/.test(numeral(uuid)!);
  return typeof uuid === "string" && uuid.trim() !== "" && !uuid.includes("\uFFFD"); // which stands for bytes that are not UTF-8
}

const REASONS = ["reason", "message", "error", "detail"];

/** A refusal has a reason, or a status that is a number other than 0, which is success; one in words is a session's. */
function refusalIn(item: unknown): Rejection | undefined {
  if (!isObject(item)) return undefined;
  const status = jsonType(item["status"]) === "integer" ? numeral(item["status"]) : undefined;
  const reason = REASONS.map((name) => item[name]).find(Boolean);
  const refused = status === "0" ? item["reason"] : (reason ?? status);
  if (!refused) return undefined;
  return { id: plain(item["id"]), reason: reason ? String(plain(reason)) : "no reason given", status: plain(item["status"]) };
}

/** Nothing; refuses an answer that has words of its own and does not say that the session was stopped. */
function stopped({ response }: Answer): undefined {
  const text = new TextDecoder().decode(response.body).trim();
  // An empty value denies nothing and proves nothing: stop() accepts it; withRented(), which can look at the listing, looks.
  const saysNothing = !response.bodyError && ["{}", "[]", "null"].includes(text);
  if (saysNothing || saysStopped(response)) return undefined;
  const why = response.bodyError ?? "the answer does not say that the session was stopped";
  throw new UnusableAnswerError(`${why}; it may still run and cost money`);
}

/** Whether a success proves that the session was stopped: some proxies answer everything with 200. */
export function saysStopped(response: Response): boolean {
  const text = new TextDecoder().decode(response.body).trim();
  if (response.bodyError) return false;
  try {
    return text === "" || (parse(text) as { status?: unknown } | null)?.status === "stopped";
  } catch {
    return false;
  }
}

/** The text of a job's log, from base64 of gzip or from numbered lines. */
async function jobLog(answer: Answer): Promise<string> {
  const { data } = objectIn(answer.parsed());
  if (data === null || data === undefined) return "";
  if (typeof data === "string" && numeral(data) === undefined) return gunzip(data);
  if (Array.isArray(data)) {
    const texts = data.map((line: unknown) => (isObject(line) ? line["text"] : line));
    return texts.map((text) => `${asText(plain(text)).replace(/\n$/, "")}\n`).join("");
  }
  throw new UnusableAnswerError("the log is neither text nor a list of lines");
}

async function gunzip(text: string): Promise<string> {
  let packed: Uint8Array<ArrayBuffer>;
  try {
    packed = Uint8Array.from(atob(text.replace(/\s/g, "")), (c) => c.charCodeAt(0));
  } catch {
    throw new UnusableAnswerError("the log is not base64");
  }
  const parts: string[] = [];
  let size = 0;
  try {
    const decoder = new TextDecoder();
    for await (const chunk of new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")) as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > MAX_LOG) break;
      parts.push(decoder.decode(chunk, { stream: true }));
    }
    parts.push(decoder.decode());
  } catch {
    throw new UnusableAnswerError("the log is not gzip, or is cut off");
  }
  if (size > MAX_LOG) throw new UnusableAnswerError(`the log unpacks to more than ${MAX_LOG} bytes`);
  return parts.join("");
}

function objectIn(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new UnusableAnswerError(`the answer should be an object, but is ${jsonType(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** By name: those of `x-response-adapter`; `session_created` is that of `x-rental`. */
export const ADAPTERS: Readonly<Record<string, Adapter>> = {
  balance,
  wallet,
  session_created: sessionCreated,
  job_log: jobLog,
  stopped,
};

/** Returns the adapter of this name, none without a name. @throws {ConfigurationError} There is no such adapter. */
export function adapterNamed(name: string | undefined): Adapter | undefined {
  if (name === undefined) return undefined;
  if (!Object.hasOwn(ADAPTERS, name)) throw new ConfigurationError(`this client has no response adapter ${name}`);
  return ADAPTERS[name];
}
