import { ArgumentError } from "./errors.js";
import { check, prepare, type PreparedRequest } from "./request.js";
import { any } from "./model.js";

const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** What a request may have that the description lacks. */
export interface CustomRequest {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly json?: unknown;
  /** Whether it may be sent twice; by default as its method says, unless the description says that it acts. */
  readonly idempotent?: boolean | undefined;
}

/** Returns a request for what the description lacks; refuses one that could leave the API or its path. */
export function customRequest(
  method: string,
  path: string,
  options: CustomRequest,
  acting: readonly (readonly [string, string])[],
  hint: string,
): PreparedRequest {
  check("method", method, { kind: "text" });
  check("path", path, { kind: "text" });
  if (!/^[A-Za-z]+$/.test(method)) throw new ArgumentError(`method must be an HTTP method, not '${method}'`);
  if (!/^\/[!-~]*$/.test(path) || path.startsWith("//") || /[?#\\]/.test(path)) {
    throw new ArgumentError("path must begin with one slash, be percent-encoded, and have no query (use params)");
  }
  if (path.split("/").some((part) => [".", ".."].includes(part.toLowerCase().replaceAll("%2e", ".")))) {
    throw new ArgumentError("path must not have segments of dots");
  }
  const upper = method.toUpperCase();
  const idempotent = options.idempotent ?? (REPEATABLE.has(upper) && !acts(upper, path, acting));
  return prepare(
    {
      id: `${upper} ${path}`,
      method: upper,
      path: path.replace(/[{}]/g, encodeURIComponent),
      arguments: [
        { name: "params", wire: "params", in: "open-query", check: { kind: "map", of: { kind: "any" } } },
        { name: "json", wire: "json", in: "whole-body", check: { kind: "any" } },
      ],
      body: "whole",
      idempotent,
      needsKey: false,
      ...(idempotent ? {} : { hint }),
      returns: any,
    },
    { params: options.params, json: options.json },
  );
}

/** Whether a request acts by the description, although its method says that it may be sent twice; paths as proxies read them. */
function acts(method: string, path: string, acting: readonly (readonly [string, string])[]): boolean {
  const verb = method === "HEAD" ? "GET" : method;
  const readings = [split(decoded(path)), split(path).map(decoded)];
  return acting.some(([each, template]) => each === verb && readings.some((segments) => fits(split(template), segments)));
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  const same = template.map((part, at) => part.startsWith("{") || part.toLowerCase() === segments[at]?.toLowerCase());
  return template.length === segments.length && same.every(Boolean);
}

function split(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part && part !== ".") parts.push(part);
  }
  return parts;
}

/** Returns a path without percent-encoding; some proxies decode it more than once. */
function decoded(path: string): string {
  for (let before = path; ; before = path) {
    try {
      path = decodeURIComponent(before);
    } catch {
      return before;
    }
    if (path === before) return path;
  }
}
