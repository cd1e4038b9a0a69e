/**
 * JSON without loss: `JSON.parse` rounds numbers above 2^53, and amounts of Wei are above that.
 *
 * A number that a JavaScript number cannot hold exactly is marked as text before parsing, and told from text by the mark.
 */

// A noncharacter: no valid text has it.
const MARK = "\uFDD0";
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** Returns the values of JSON; numbers that would be rounded are marked texts, which `numeral` reads. */
export function parse(text: string): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (isExact(token) ? token : `"${MARK}${token}"`)));
}

function isExact(token: string): boolean {
  return token.startsWith('"') || (token.length < 16 && /^-?\d+$/.test(token)) || String(Number(token)) === token;
}

const MAX_CONTAINERS = 500_000; // arrays and objects, which take a multiple of the JSON in memory
const MAX_DEPTH = 512;

/** Returns the values of the JSON of an answer. @throws {SyntaxError} It is not JSON, too large, or nested too deeply. */
export function parseBytes(body: Uint8Array): unknown {
  let containers = 0;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === 0x22) inText = !inText;
    else if (inText) at += Number(byte === 0x5c); // what follows a backslash ends no text
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      containers += 1;
      if (depth > MAX_DEPTH) throw new SyntaxError("nested too deeply");
      if (containers > MAX_CONTAINERS) throw new SyntaxError(`it has more than ${MAX_CONTAINERS} arrays and objects`);
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return parse(new TextDecoder().decode(body));
}

/** Returns the digits of a number that was parsed; undefined for anything else. */
export function numeral(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}

/** Returns a parsed value as plain JavaScript: whole numbers above 2^53 are bigints. */
export function plain(value: unknown): unknown {
  const digits = numeral(value);
  if (digits !== undefined && typeof value === "string") return /^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Returns a value as JSON; bigints are numbers in full. */
export function stringify(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item)) throw new TypeError(`${item} is no number of JSON`);
    return typeof item === "bigint" ? `${MARK}${item}` : item;
  });
  return text.replaceAll(new RegExp(`"${MARK}(-?\\d+)"`, "g"), "$1");
}

/** Returns a plain value as text: text as it is, anything else as JSON, nothing for null. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : stringify(value);
}

/** Returns the JSON type of a parsed value. */
export function jsonType(value: unknown): string {
  if (numeral(value) !== undefined) return /^-?\d+$/.test(numeral(value)!) ? "integer" : "number";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "string" ? "text" : typeof value;
}
