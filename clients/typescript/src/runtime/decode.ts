/**
 * Decoding: an answer becomes typed values, whatever became of one of its fields.
 *
 * A value that cannot be of its type is kept as it came and reported. Other forms of one value are no drift: text that
 * holds the number, boolean, array or object, a whole number with a decimal point or exponent, 0 and 1 for a boolean, one
 * text for a list of texts, and empty text for a value that may be null.
 */
import { jsonType, numeral, parse, plain } from "./json.js";
import type { Field, Type } from "./model.js";
import { Decimal } from "./units.js";

/** A field that differs from the description. */
export interface Drift {
  /** The operation's id, such as `sessions.list`. */
  readonly operation: string;
  /** The field's path, such as `[].prices.base_usd`. */
  readonly path: string;
  readonly expected: string;
  /** The JSON type of the value; `missing` for a required field that was left out. */
  readonly got: string;
  /** The value, shortened; `***` where it may be a secret. */
  readonly sample: string;
}

/** An answer of which nothing can be made, such as one whose top level is of another kind than described. */
export class UnusableAnswerError extends Error {}

const MISFIT = Symbol("misfit");
type Report = (path: string, expected: string, value: unknown, secret: boolean) => void;

/** Returns the typed value of a parsed answer; `report` is told of each field that does not fit, once for a path. */
export function decode(type: Type, parsed: unknown, report: Report): unknown {
  const seen = new Set<string>();
  const convertField: Convert = (type, value, path, secret) => {
    const converted = convert(type, value, path, secret, convertField);
    if (converted !== MISFIT) return converted;
    if (path === "") throw new UnusableAnswerError(`the answer should be ${named(type)}, but is ${jsonType(value)}`);
    if (!seen.has(path)) report(path, named(type), value, secret || holdsSecret(type));
    seen.add(path);
    return value === MISSING ? undefined : plain(value);
  };
  return convertField(type, parsed, "", false);
}

export const MISSING = Symbol("missing");

type Convert = (type: Type, value: unknown, path: string, secret: boolean) => unknown;

function convert(type: Type, value: unknown, path: string, secret: boolean, field: Convert): unknown {
  switch (type.kind) {
    case "integer":
    case "wei":
      return wholeNumber(value, type.kind === "wei");
    case "number":
      return numberIn(value) ?? MISFIT;
    case "decimal":
      return Decimal.from(numeral(value) ?? (typeof value === "string" ? value : "")) ?? MISFIT;
    case "boolean":
      return booleanIn(value) ?? MISFIT;
    case "text":
      return typeof value === "string" && numeral(value) === undefined ? value : MISFIT;
    case "any":
      return value === MISSING ? MISFIT : plain(value);
    case "none":
    case "bytes":
      return undefined;
    case "nullable":
      if (value === null || (value === "" && !takesText(type.of))) return null;
      return convert(type.of, value, path, secret, field);
    case "union":
      // Text stays text, also where it could be read as another member, as with a configuration that is JSON.
      if (typeof value === "string" && numeral(value) === undefined && takesText(type)) return value;
      return type.members.map((each) => convert(each, value, path, secret, field)).find((each) => each !== MISFIT) ?? MISFIT;
    case "list": {
      const items = unquoted(value, "[");
      if (Array.isArray(items)) return items.map((item) => field(type.of, item, `${path}[]`, secret));
      const isText = typeof value === "string" && value !== "" && numeral(value) === undefined && type.of.kind === "text";
      return isText ? [value] : MISFIT;
    }
    case "map": {
      const found = objectIn(value);
      if (!found) return MISFIT;
      const below = path ? `${path}.*` : "*";
      return Object.fromEntries(Object.entries(found).map(([key, item]) => [key, field(type.of, item, below, secret)]));
    }
    case "model":
      return modelIn(type, value, path, secret, field);
  }
}

function modelIn(type: Type & { kind: "model" }, value: unknown, path: string, secret: boolean, field: Convert): unknown {
  const found = objectIn(value);
  if (!found) return MISFIT;
  const { fields } = type.model();
  const made = new (type.model())() as unknown as Record<string, unknown>;
  const known = new Set<string>();
  for (const [name, each] of Object.entries(fields)) {
    const wire = [each.wire, ...(each.aliases ?? [])].find((key) => usable(found, key, each)) ?? each.wire;
    [each.wire, ...(each.aliases ?? [])].forEach((key) => known.add(key));
    const below = path ? `${path}.${each.wire}` : each.wire;
    if (Object.hasOwn(found, wire)) made[name] = field(each.type, found[wire], below, secret || !!each.secret);
    else if (each.required) made[name] = field(each.type, MISSING, below, secret || !!each.secret);
  }
  const unknown = Object.entries(found).filter(([key]) => !known.has(key));
  const unknownFields = Object.fromEntries(unknown.map(([key, item]) => [key, plain(item)]));
  Object.defineProperty(made, "unknownFields", { value: unknownFields, enumerable: false });
  return made;
}

/** Whether an object has a value under a name: an empty one counts only where there is no other name. */
function usable(found: Record<string, unknown>, key: string, field: Field): boolean {
  return Object.hasOwn(found, key) && (!field.aliases || (found[key] !== null && found[key] !== ""));
}

function wholeNumber(value: unknown, big: boolean): unknown {
  const digits = numeral(value) ?? (typeof value === "string" ? value : "");
  const whole = Decimal.from(digits)?.toBigInt();
  if (whole === undefined) return MISFIT;
  if (big) return whole;
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole; // kept exact, at the price of its type
}

function numberIn(value: unknown): number | undefined {
  const digits = numeral(value) ?? (typeof value === "string" && value.trim() !== "" ? value : undefined);
  const found = digits === undefined ? NaN : Number(digits);
  return Number.isNaN(found) ? undefined : found;
}

function booleanIn(value: unknown): boolean | undefined {
  const word = numeral(value) ?? (typeof value === "string" ? value.toLowerCase() : String(value));
  return { true: true, "1": true, false: false, "0": false }[word];
}

function objectIn(value: unknown): Record<string, unknown> | undefined {
  const found = unquoted(value, "{");
  return typeof found === "object" && found !== null && !Array.isArray(found)
    ? (found as Record<string, unknown>)
    : undefined;
}

/** Returns JSON text in place of an array or object as the array or object it holds. */
function unquoted(value: unknown, bracket: string): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith(bracket)) return value;
  try {
    return parse(value);
  } catch {
    return value;
  }
}

function takesText(type: Type): boolean {
  return type.kind === "text" || (type.kind === "union" && type.members.some(takesText));
}

function holdsSecret(type: Type): boolean {
  if ("of" in type) return holdsSecret(type.of);
  if (type.kind === "union") return type.members.some(holdsSecret);
  return type.kind === "model" && Object.values(type.model().fields).some((field) => field.secret);
}

const NAMES: Record<string, string> = { wei: "integer", decimal: "number", any: "anything", none: "nothing" };

function named(type: Type): string {
  switch (type.kind) {
    case "list":
      return `a list of ${named(type.of)}`;
    case "map":
      return `an object of ${named(type.of)}`;
    case "nullable":
      return `${named(type.of)} or null`;
    case "union":
      return type.members.map(named).join(" or ");
    case "model":
      return type.model().name;
    default:
      return NAMES[type.kind] ?? type.kind;
  }
}
