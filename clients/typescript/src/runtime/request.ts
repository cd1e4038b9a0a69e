import { adapterNamed, type Adapter } from "./adapters.js";
import { ArgumentError } from "./errors.js";
import { stringify } from "./json.js";
import type { Type } from "./model.js";

/** What an argument may be; `any-of` holds the alternatives. */
export interface Check {
  readonly kind: "integer" | "number" | "boolean" | "text" | "any" | "list" | "map" | "any-of" | "nullable";
  readonly of?: Check;
  readonly alternatives?: readonly Check[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly above?: number;
  readonly below?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly words?: readonly unknown[];
  readonly expected?: string;
}

/** One argument of an operation. */
export interface Argument {
  readonly name: string;
  readonly wire: string;
  readonly in: "path" | "query" | "header" | "open-query" | "body" | "extra" | "whole-body";
  readonly check: Check;
  readonly required?: boolean;
  readonly style?: "repeated" | "comma" | "space" | "pipe" | "brackets";
  /** Whether the key is in the body also when the caller leaves the argument out, with this default. */
  readonly alwaysSent?: boolean;
  readonly default?: unknown;
  /** Whether a body that is sent must have the key. */
  readonly needed?: boolean;
}

/** What the description says of an operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly arguments: readonly Argument[];
  readonly idempotent?: boolean;
  readonly needsKey?: boolean;
  /** What to do when it is not known whether a request that acts was processed, or its answer is of no use. */
  readonly hint?: string;
  readonly body?: "object" | "item" | "whole";
  readonly bodyRequired?: boolean;
  readonly constants?: Readonly<Record<string, unknown>>;
  readonly conditions?: readonly { readonly key: string; readonly value: unknown; readonly required: string }[];
  /** The name of the response adapter. */
  readonly adapter?: string;
  /** What the listing of sessions calls the service of the session that it starts. */
  readonly service?: string;
  readonly returns: Type;
}

/** A request, checked and ready to be sent. */
export interface PreparedRequest {
  readonly operation: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly idempotent: boolean;
  readonly needsKey: boolean;
  readonly hint: string;
  readonly returns: Type;
  readonly adapter?: Adapter | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Returns the request of an operation. @throws {ArgumentError} An argument cannot be sent. */
export function prepare(operation: Operation, values: Values): PreparedRequest {
  const known = new Set(operation.arguments.map((argument) => argument.name));
  for (const name of Object.keys(values)) {
    if (!known.has(name)) throw new ArgumentError(`${operation.id} has no argument ${name}`);
  }
  for (const argument of operation.arguments) {
    const value = values[argument.name];
    if (value !== undefined) check(argument.name, value, argument.check);
    else if (argument.required) throw new ArgumentError(`${argument.name} is required`);
  }
  const path = operation.path.replace(/{([^}]+)}/g, (_, wire: string) => {
    const argument = operation.arguments.find((each) => each.in === "path" && each.wire === wire)!;
    return segment(argument.name, values[argument.name]);
  });
  const query = queryPairs(operation.arguments, values);
  const headers = operation.arguments.filter((each) => each.in === "header" && values[each.name] !== undefined);
  const body = bodyOf(operation, values);
  return {
    operation: operation.id,
    method: operation.method,
    target: path + (query.length ? `?${query.map((pair) => pair.map(encode).join("=")).join("&")}` : ""),
    headers: headers.map((each) => [each.wire, String(values[each.name])] as const),
    ...(body === undefined ? {} : { body: stringified(operation.id, body) }),
    idempotent: !!operation.idempotent,
    needsKey: !!operation.needsKey,
    hint: operation.hint ?? "",
    returns: operation.returns,
    adapter: adapterNamed(operation.adapter),
  };
}

function bodyOf(operation: Operation, values: Values): unknown {
  if (!operation.body) return undefined;
  if (operation.body === "whole") return values[operation.arguments.find((each) => each.in === "whole-body")!.name];
  const body: Record<string, unknown> = { ...operation.constants };
  let given = !!operation.bodyRequired;
  for (const argument of operation.arguments.filter((each) => each.in === "body")) {
    const value = values[argument.name];
    if (value !== undefined) body[argument.wire] = value;
    else if (argument.alwaysSent) body[argument.wire] = argument.default;
    given ||= value !== undefined;
  }
  for (const argument of operation.arguments.filter((each) => each.in === "extra")) {
    const extra = values[argument.name];
    if (extra !== undefined) Object.assign(body, extra);
    given ||= extra !== undefined;
  }
  if (!given) return undefined;
  for (const argument of operation.arguments) {
    if (argument.needed && !(argument.wire in body)) throw new ArgumentError(`${argument.name} is required when a body is sent`);
  }
  for (const { key, value, required } of operation.conditions ?? []) {
    const missing = body[required] === undefined || body[required] === null || body[required] === "";
    if (body[key] === value && missing) throw new ArgumentError(`${required} is required when ${key} is ${String(value)}`);
  }
  return operation.body === "item" ? [body] : body;
}

function queryPairs(described: readonly Argument[], values: Values): [string, string][] {
  const pairs: [string, string][] = [];
  for (const argument of described) {
    const value = values[argument.name];
    if (value === undefined || (argument.in !== "query" && argument.in !== "open-query")) continue;
    const entries: [string, unknown][] =
      argument.in === "open-query"
        ? Object.entries(value as object)
        : argument.style === "brackets"
          ? Object.entries(value as object).map(([key, item]) => [`${argument.wire}[${key}]`, item])
          : [[argument.wire, joined(value, argument.style)]];
    for (const [key, item] of entries) {
      for (const one of Array.isArray(item) ? item : [item]) {
        if (one !== null && one !== undefined) pairs.push([key, textOf(key, one)]);
      }
    }
  }
  return pairs;
}

function joined(value: unknown, style: Argument["style"]): unknown {
  const separator = { comma: ",", space: " ", pipe: "|" }[style as string];
  return Array.isArray(value) && separator ? value.map(String).join(separator) : value;
}

/** Returns a path parameter as one segment of a path that cannot reach into another. */
export function segment(name: string, value: unknown): string {
  const text = Array.isArray(value) ? value.map((item) => textOf(name, item)).join(",") : textOf(name, value);
  if (text === "" || text === "." || text === "..") {
    throw new ArgumentError(`${name} must be usable as one segment of a path, not '${text}'`);
  }
  return encode(text);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string") check(name, value, { kind: "text" });
  else if (typeof value === "number") check(name, value, { kind: "number" });
  else if (typeof value !== "boolean" && typeof value !== "bigint") {
    throw new ArgumentError(`${name} must be text, a number or a boolean, not ${shown(value)}`);
  }
  return String(value);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function stringified(operation: string, body: unknown): string {
  try {
    return stringify(body);
  } catch (error) {
    throw new ArgumentError(`${operation}: the request body cannot be JSON: ${(error as Error).message}`);
  }
}

/** Refuses a value that an argument may not have. @throws {ArgumentError} It may not. */
export function check(name: string, value: unknown, wanted: Check): void {
  switch (wanted.kind) {
    case "integer":
      if (typeof value !== "bigint" && !Number.isSafeInteger(value)) refuse(name, "an integer", value);
      return within(name, value as number, wanted);
    case "number":
      if (typeof value !== "bigint" && !Number.isFinite(value)) refuse(name, "a finite number", value);
      return within(name, value as number, wanted);
    case "boolean":
      if (typeof value !== "boolean") refuse(name, "true or false", value);
      return;
    case "text":
      return checkText(name, value, wanted);
    case "list":
      if (!Array.isArray(value)) return refuse(name, "a list", value);
      if (value.length < (wanted.minItems ?? 0)) refuse(name, `a list of at least ${wanted.minItems} items`, value.length);
      if (value.length > (wanted.maxItems ?? Infinity)) refuse(name, `a list of at most ${wanted.maxItems} items`, value.length);
      return value.forEach((item, index) => check(`${name}[${index}]`, item, wanted.of!));
    case "map":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(name, "an object", value);
      return Object.entries(value).forEach(([key, item]) => {
        checkText(`each key of ${name}`, key, { kind: "text" });
        if (item !== undefined) check(`${name}['${key}']`, item, wanted.of!);
      });
    case "nullable":
      return value === null ? undefined : check(name, value, wanted.of!);
    case "any-of": {
      const problems = wanted.alternatives!.map((each) => problemOf(name, value, each));
      if (problems.every((problem) => problem !== undefined)) throw new ArgumentError(problems.join(" or "));
      return;
    }
    case "any":
      return;
  }
}

function problemOf(name: string, value: unknown, wanted: Check): string | undefined {
  try {
    check(name, value, wanted);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function checkText(name: string, value: unknown, wanted: Check): void {
  if (typeof value !== "string") return refuse(name, "text", value);
  const { minLength = 0, maxLength = Infinity, expected, pattern, words } = wanted;
  const length = Array.from(value).length;
  if (expected && (value.trim() !== value || length < minLength || length > maxLength)) {
    throw new ArgumentError(`${name} must be ${expected}, not ${length} characters`);
  }
  if (minLength && !value.trim()) throw new ArgumentError(`${name} must not be empty`);
  if (length < minLength) throw new ArgumentError(`${name} must have at least ${minLength} characters, not ${length}`);
  if (length > maxLength) throw new ArgumentError(`${name} must have at most ${maxLength} characters, not ${length}`);
  if (pattern && !new RegExp(pattern, "u").test(value)) throw new ArgumentError(`${name} must match ${pattern}`);
  if (words?.length && !words.includes(value)) throw new ArgumentError(`${name} must be one of ${words.join(", ")}`);
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value)) {
    throw new ArgumentError(`${name} must be text that UTF-8 can encode`);
  }
}

function within(name: string, value: number, wanted: Check): void {
  const { minimum, maximum, above, below, words } = wanted;
  if (above !== undefined && !(value > above)) refuse(name, `above ${above}`, value);
  if (below !== undefined && !(value < below)) refuse(name, `below ${below}`, value);
  if (minimum !== undefined && !(value >= minimum)) refuse(name, `at least ${minimum}`, value);
  if (maximum !== undefined && !(value <= maximum)) refuse(name, `at most ${maximum}`, value);
  if (words?.length && !words.includes(value)) refuse(name, `one of ${words.join(", ")}`, value);
}

function refuse(name: string, wanted: string, value: unknown): never {
  throw new ArgumentError(`${name} must be ${wanted}, not ${shown(value)}`);
}

/** Numbers as they are; of anything else only the kind, because a value may be a secret. */
function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
