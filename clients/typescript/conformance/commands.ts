/** What a driver of this client does with each command of the table of `conformance/`, in Node and in browsers. */
import { OPERATIONS } from "../src/generated/operations.js";
import * as sdk from "../src/index.js";
import type { Clock } from "../src/runtime/config.js";
import { parse, plain, stringify } from "../src/runtime/json.js";
import { Model, type ModelClass } from "../src/runtime/model.js";

export type Json = Record<string, any>;

/** A clock that moves on in place of waiting, and notes each wait. */
class VirtualTime implements Clock {
  skipped = 0;
  waits: number[] = [];

  constructor(private readonly jitter: number) {}

  now = (): number => performance.now() + this.skipped;
  wall = (): number => Date.now();
  random = (): number => this.jitter;

  async sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds / 1000);
    this.skipped += milliseconds;
  }
}

let time = new VirtualTime(0);
export let client: sdk.OctaSpace;
export const said = { log: [] as string[], drift: [] as sdk.Drift[], events: [] as string[] };

function open({ client: options }: Json): Json {
  time = new VirtualTime(options.jitter ?? 0);
  said.log = [];
  said.drift = [];
  said.events = [];
  client = new sdk.OctaSpace({
    apiKey: options.api_key,
    baseUrls: options.base_urls,
    timeout: options.timeout * 1000,
    maxRetries: options.max_retries,
    logger: { debug: (message) => said.log.push(message), error: (message) => said.log.push(message) },
    onRequest: (event) => said.events.push(`${event.operation} ${event.attempt}`),
    onResponse: (event) => said.events.push(`${event.operation} ${event.attempt} ${event.status ?? "None"}`),
    onDrift: (drift) => said.drift.push(drift),
    clock: time,
    ...(options.user_agent === undefined ? {} : { userAgent: options.user_agent }),
    ...(globalThis.process?.env["OCTA_TEST_FETCH"] ? { fetch: globalThis.fetch } : {}),
  });
  return {};
}

async function call({ call: name, arguments: values }: Json): Promise<Json> {
  time.waits = [];
  const started = performance.now();
  let answer: Json;
  try {
    answer = { value: written(await (HELPERS[name] ?? operation)(values, name)) ?? null };
  } catch (error) {
    answer = { error: described(error as Error) };
  }
  return { ...answer, seconds: (performance.now() - started) / 1000, waits: time.waits };
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Calls the method of an operation, as a program would. */
async function operation(given: Json, id: string): Promise<unknown> {
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [camel(name), value]));
  const take = (name: string): unknown => {
    const value = values[name];
    delete values[name];
    return value;
  };
  const described = OPERATIONS[id];
  if (!described) throw new Error(`there is neither an operation nor a helper ${id}`);
  const steps = id.split(".").map(camel);
  let node: any = client;
  for (const step of steps.slice(0, -1)) {
    node = typeof node[step] === "function" ? node[step](take(described.arguments[0]!.name)) : node[step];
  }
  const alone = described.arguments.filter((each) => ["path", "whole-body", "open-query"].includes(each.in));
  const positional = alone.filter((each) => !(each.in === "path" && each.name in node)).map((each) => take(each.name));
  const hasNamed = alone.length < described.arguments.length;
  return node[steps.at(-1)!](...positional, ...(hasNamed ? [values] : []));
}

/** The calls that are no operation. */
export const HELPERS: Record<string, (values: Json, name: string) => Promise<unknown>> = {
  request: ({ method, path, ...rest }) => client.request(method, path, rest),

  wait_ready: async ({ uuid, timeout, poll_interval }) => {
    const seen: (string | undefined)[] = [];
    const times = { ...(timeout ? { timeout: timeout * 1000 } : {}), ...(poll_interval ? { pollInterval: poll_interval * 1000 } : {}) };
    await client.services.session(uuid).waitReady({ ...times, onProgress: (info) => void seen.push(info.progress) });
    return seen;
  },

  rented: async ({ service = "mr", fail, score, ready_timeout, poll_interval, on_unknown, ...values }) => {
    const args = Object.fromEntries(Object.entries(values).map(([name, value]) => [camel(name), value]));
    const options = {
      ...(score === undefined ? {} : { score }),
      ...(on_unknown === undefined ? {} : { onUnknown: on_unknown }),
      ...(ready_timeout === undefined ? {} : { readyTimeout: ready_timeout * 1000 }),
      ...(poll_interval === undefined ? {} : { pollInterval: poll_interval * 1000 }),
    };
    const block = (session: sdk.RunningSession): unknown => {
      if (fail) throw new sdk.ArgumentError(fail);
      return { uuid: session.uuid, progress: session.details.progress };
    };
    const resource = (client.services as Json)[service];
    const method = Object.getOwnPropertyNames(Object.getPrototypeOf(resource ?? {})).find((each) => /^with[A-Z]/.test(each));
    if (!method) throw new Error(`client.services.${service} has no method that holds a session`);
    return resource[method](args, block, options);
  },
};

/** Returns a value as JSON, with the names of the wire and the properties in practical units. */
function written(value: unknown): unknown {
  if (value instanceof sdk.Decimal) return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { base64: btoa(String.fromCharCode(...value)) };
  if (Array.isArray(value)) return value.map(written);
  if (value instanceof Model) {
    const found = value as unknown as Json;
    const names = Object.entries((value.constructor as unknown as ModelClass).fields).map(([name, field]) => [name, field.wire]);
    const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value))).filter(([, each]) => each.get);
    const all = [...names, ...getters.map(([name]) => [name, snake(name)])] as [string, string][];
    return Object.fromEntries(all.map(([name, wire]) => [wire, written(found[name]) ?? null]));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(item)]));
}

function described(error: Error): Json {
  const kind = error instanceof sdk.ArgumentError ? "ValueError" : error.name;
  const facts: Json = { kind, message: error.message, stack: error instanceof sdk.OctaSpaceError ? "" : error.stack };
  if (error instanceof sdk.APIError || error instanceof sdk.NetworkError) {
    facts["attempts"] = error.attempts.map(({ host, outcome, status }) => ({ host, outcome, status }));
  }
  if (error instanceof sdk.APIError) {
    facts["status_code"] = error.statusCode;
    facts["request_id"] = error.requestId;
    facts["retry_after"] = error.retryAfter === null ? null : error.retryAfter / 1000;
    facts["code"] = error.code;
    facts["body"] = error.body;
    facts["method"] = error.method;
    facts["url"] = error.url;
  }
  if (error instanceof sdk.NetworkError) facts["may_have_been_processed"] = error.mayHaveBeenProcessed;
  if (error instanceof sdk.DecodeError || error instanceof sdk.ProvisionRejectedError) facts["request_id"] = error.requestId;
  if (error instanceof sdk.ProvisionRejectedError) facts["rejections"] = error.rejections;
  if (error instanceof sdk.OctaSpaceError) facts["possible_sessions"] = error.possibleSessions;
  return facts;
}

const COMMANDS: Record<string, (command: Json) => Json | Promise<Json>> = {
  open,
  call,
  advance: ({ seconds }) => {
    time.skipped += seconds * 1000;
    return {};
  },
  close: () => {
    client?.close();
    return { ...said, shown: String(client) };
  },
};

/** Returns the answer to one line. */
export async function answered(line: string): Promise<string> {
  const command = plain(parse(line)) as Json;
  let answer: Json;
  try {
    answer = await COMMANDS[command["do"]]!(command);
  } catch (error) {
    answer = { error: described(error as Error) };
  }
  return stringify(answer);
}
