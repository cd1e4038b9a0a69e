import type * as http from "node:http";
import type * as https from "node:https";
import type { Socket } from "node:net";
import type * as zlib from "node:zlib";

import { joined } from "./transport_fetch.js";
import { MAX_BODY, type Attempted, type Failure, type Response, type Transport } from "./transport.js";

interface Modules {
  http: typeof http;
  https: typeof https;
  zlib: typeof zlib;
}

/** Returns the transport of Node and of Deno 2, which knows what was sent; undefined elsewhere. */
export function nodeTransport(): Transport | undefined {
  const load = (globalThis.process as { getBuiltinModule?: (name: string) => unknown } | undefined)?.getBuiltinModule;
  if (!load) return undefined;
  return new NodeTransport({
    http: load("node:http") as typeof http,
    https: load("node:https") as typeof https,
    zlib: load("node:zlib") as typeof zlib,
  });
}

/** Sends with Node's own HTTP client. A request that acts gets a connection of its own, which cannot be closed already. */
class NodeTransport implements Transport {
  private readonly kept: Record<string, http.Agent>;
  private readonly fresh: Record<string, http.Agent>;

  constructor(private readonly modules: Modules) {
    const { http, https } = modules;
    this.kept = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };
    this.fresh = { "http:": new http.Agent(), "https:": new https.Agent() };
  }

  async send(attempt: Attempted): Promise<Response | Failure> {
    const result = await this.sendOn(attempt.idempotent ? this.kept : this.fresh, attempt);
    return result === STALE ? (this.sendOn(this.fresh, attempt) as Promise<Response | Failure>) : result;
  }

  close(): void {
    for (const agent of [...Object.values(this.kept), ...Object.values(this.fresh)]) agent.destroy();
  }

  private sendOn(agents: Record<string, http.Agent>, attempt: Attempted): Promise<Response | Failure | typeof STALE> {
    return new Promise((resolve) => {
      if (attempt.signal?.aborted) {
        const cause: unknown = attempt.signal.reason;
        return resolve({ reason: "the caller ended it", possiblySent: false, timedOut: false, aborted: true, cause });
      }
      let sent = false;
      let answered = false;
      let over = false;
      let url: URL;
      try {
        url = new URL(attempt.url);
      } catch {
        return resolve({ reason: "the host cannot be named in a URL", possiblySent: false, timedOut: false });
      }
      const module = url.protocol === "https:" ? this.modules.https : this.modules.http;
      const options = { method: attempt.method, headers: { ...attempt.headers }, agent: agents[url.protocol]! };
      const request = module.request(url, options);
      const timers = [setTimeout(() => fail("waiting for the answer timed out", true), atMost(attempt.timeout))];
      const abort = (): void => fail("the caller ended it", false, true);
      const finish = (result: Response | Failure | typeof STALE): void => {
        over = true;
        timers.forEach(clearTimeout);
        attempt.signal?.removeEventListener("abort", abort);
        if (result === STALE || "reason" in result || result.bodyError) request.destroy();
        resolve(result);
      };
      const fail = (reason: string, timedOut: boolean, aborted = false): void => {
        const cause: unknown = aborted ? attempt.signal?.reason : undefined;
        finish({ reason: sent ? reason : `no connection (${reason})`, possiblySent: sent, timedOut, aborted, cause });
      };
      attempt.signal?.addEventListener("abort", abort);
      request.on("socket", (socket: Socket) => {
        if (over) return;
        if (!request.reusedSocket) {
          timers.push(setTimeout(() => !sent && fail("connecting timed out", true), atMost(attempt.connectTimeout)));
          socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => (sent = true));
        } else sent = true;
      });
      request.on("response", (answer) => {
        answered = true;
        this.read(answer, attempt, finish, fail);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && !answered && attempt.idempotent && error.code === "ECONNRESET";
        if (stale) finish(STALE);
        else fail(`the connection failed: ${error.code ?? error.message}`, error.code === "ETIMEDOUT");
      });
      request.end(attempt.body);
    });
  }

  private read(
    answer: http.IncomingMessage,
    attempt: Attempted,
    finish: (result: Response | Failure) => void,
    fail: (reason: string, timedOut: boolean) => void,
  ): void {
    const status = answer.statusCode ?? 0;
    const headers = new Headers();
    for (let at = 0; at < answer.rawHeaders.length; at += 2) {
      headers.append(answer.rawHeaders[at]!, latin1(answer.rawHeaders[at + 1]!));
    }
    const sink = status >= 200 && status < 300 ? attempt.sink : undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    const end = (body: Uint8Array, bodyError?: string): void =>
      finish({ status, headers, url: attempt.url, body, ...(bodyError ? { bodyError } : {}) });
    answer.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (sink) sink.write(chunk);
      else if (size > MAX_BODY) end(new Uint8Array(), `its body has more than ${MAX_BODY} bytes`);
      else chunks.push(chunk);
    });
    answer.on("error", () => fail("the connection broke while reading the answer", false));
    answer.on("close", () => {
      if (!answer.complete) fail("the answer is cut off", false);
    });
    answer.on("end", () => {
      if (answer.complete) this.decompress(joined(chunks), headers.get("content-encoding"), end);
    });
  }

  /** Nothing compressed is asked for; some servers send it all the same. */
  private decompress(
    body: Uint8Array,
    encoding: string | null,
    end: (body: Uint8Array, bodyError?: string) => void,
  ): void {
    const { gunzip, inflate, brotliDecompress, constants } = this.modules.zlib;
    const unpackers: Record<string, typeof gunzip> = { gzip: gunzip, "x-gzip": gunzip, deflate: inflate, br: brotliDecompress };
    const name = encoding?.toLowerCase() ?? "";
    const unpack = unpackers[name];
    if (!unpack || body.length === 0) return end(body);
    unpack(body, { maxOutputLength: MAX_BODY }, (error, unpacked) => {
      if (!error) return end(unpacked);
      const why = `its body could not be decompressed (${error.message})`;
      const finishFlush = name === "br" ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH;
      unpack(body, { maxOutputLength: MAX_BODY, finishFlush }, (problem, begun) => {
        end(problem || !begun.length ? body : begun, why);
      });
    });
  }
}

const STALE = Symbol("a kept connection was closed under the request");

/** What a timer takes: whole milliseconds, or it fires early. */
const atMost = (milliseconds: number): number => Math.min(Math.max(Math.ceil(milliseconds), 0), 2 ** 31 - 1);

/** Header values are bytes; `Headers` refuses what is beyond Latin-1. */
const latin1 = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
