/** Response adapters: answers whose value differs from their shape. */
import { DecodeError, ProvisionRejectedError } from "./errors.js";
import type { Rejection } from "./errors.js";
import { asText, jsonType, numeral, parse, plain } from "./json.js";
import type { Response } from "./transport.js";

/** An answer, parsed. */
export interface Answer {
  readonly parsed: unknown;
  readonly url: string;
  readonly body: Uint8Array;
  readonly requestId: string | null;
  /** The typed value of a part of it, of the type that the operation returns. */
  decoded(part?: unknown): unknown;
}

type Adapter = (answer: Answer) => unknown;

const MAX_LOG = 64 * 1024 * 1024; // bytes of an unpacked job log

/** The amount in Wei, 0 where the answer has null; an answer that names none is not about a balance. */
function balance(answer: Answer): bigint {
  const found = objectIn(answer.parsed, answer);
  if (!("balance" in found)) throw unusable(answer, "the answer has no balance");
  return found["balance"] === null ? 0n : (answer.decoded(found["balance"]) as bigint);
}

/** The wallet with its address under `address`, whether the answer was only that or the whole account. */
function wallet(answer: Answer): unknown {
  const found = answer.decoded() as { address?: unknown; wallet?: unknown };
  if (!found.address && found.wallet) found.address = found.wallet;
  return found;
}

/** The new session, from an object or a list of one. An item with a uuid is a session, however malformed: it must be stopped. */
function sessionCreated(answer: Answer): unknown {
  const items: unknown[] = Array.isArray(answer.parsed) ? answer.parsed : [answer.parsed];
  const session = items.find(namesSession);
  if (session !== undefined) return answer.decoded(session);
  const refusals = items.map(refusalIn);
  if (items.length && refusals.every((refusal) => refusal !== undefined)) {
    throw new ProvisionRejectedError(refusals, answer.requestId);
  }
  throw unusable(answer, "the answer names neither a session nor a reason; look at sessions.list() before trying again");
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

/** Whether a success is the API's own: some proxies answer everything with a page of theirs and 200. */
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
  const { data } = objectIn(answer.parsed, answer);
  if (data === null || data === undefined) return "";
  if (typeof data === "string" && numeral(data) === undefined) return gunzip(answer, data);
  if (Array.isArray(data)) {
    const texts = data.map((line: unknown) => (isObject(line) ? line["text"] : line));
    return texts.map((text) => `${asText(plain(text)).replace(/\n$/, "")}\n`).join("");
  }
  throw unusable(answer, "the log is neither text nor a list of lines");
}

async function gunzip(answer: Answer, text: string): Promise<string> {
  let packed: Uint8Array<ArrayBuffer>;
  try {
    packed = Uint8Array.from(atob(text.replace(/\s/g, "")), (c) => c.charCodeAt(0));
  } catch {
    throw unusable(answer, "the log is not base64");
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
    throw unusable(answer, "the log is not gzip, or is cut off");
  }
  if (size > MAX_LOG) throw unusable(answer, `the log unpacks to more than ${MAX_LOG} bytes`);
  return parts.join("");
}

function objectIn(value: unknown, answer: Answer): Record<string, unknown> {
  if (isObject(value)) return value;
  throw unusable(answer, `the answer should be an object, but is ${jsonType(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unusable(answer: Answer, why: string): DecodeError {
  return new DecodeError(`${answer.url}: ${why}`, answer.body, answer.requestId);
}

/** By name: those of `x-response-adapter`; `session_created` is that of `x-rental`. */
export const ADAPTERS: Readonly<Record<string, Adapter>> = {
  balance,
  wallet,
  session_created: sessionCreated,
  job_log: jobLog,
};
