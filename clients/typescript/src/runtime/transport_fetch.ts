import { MAX_BODY, type Attempted, type Failure, type Response, type Transport } from "./transport.js";

/** Codes of the cause of a failed fetch that prove that nothing was sent. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_SSL_WRONG_VERSION_NUMBER|UNABLE_TO_.*|.*CERT.*)$/;

/** Whether a browser runs this, in a page or a worker of one. */
const IS_PAGE = "location" in globalThis;

/** Sends with `fetch`, in browsers and workers; it knows less of what was sent than the transport of Node does. */
export class FetchTransport implements Transport {
  constructor(private readonly fetch: typeof globalThis.fetch) {}

  async send(attempt: Attempted): Promise<Response | Failure> {
    const timeout = AbortSignal.timeout(Math.max(0, Math.min(Math.ceil(attempt.timeout), 2 ** 31 - 1)));
    const signal = attempt.signal ? AbortSignal.any([timeout, attempt.signal]) : timeout;
    try {
      const answer = await this.fetch(attempt.url, {
        method: attempt.method,
        headers: headersIn(attempt),
        body: attempt.body ?? null,
        redirect: "manual",
        ...(IS_PAGE && { cache: "no-store" as const }), // browsers keep some answers unasked, such as a 410
        signal,
      });
      const head = { status: answer.status || 302, headers: answer.headers, url: attempt.url };
      return { ...head, ...(await read(answer, attempt)) };
    } catch (error) {
      const cause = (error as Error).cause as { code?: string } | undefined;
      return {
        reason: timeout.aborted
          ? "waiting for the answer timed out"
          : attempt.signal?.aborted
            ? "the caller ended it"
            : `the connection failed (${cause?.code ?? (error as Error).name})`,
        possiblySent: !NOT_SENT.test(cause?.code ?? ""),
        timedOut: timeout.aborted || cause?.code === "UND_ERR_CONNECT_TIMEOUT",
        aborted: !!attempt.signal?.aborted,
        cause: attempt.signal?.aborted ? attempt.signal.reason : undefined,
      };
    }
  }

  close(): void {}
}

/** In a page, without the user agent: browsers send their own, and servers of other origins would have to allow it. */
function headersIn({ headers }: Attempted): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !IS_PAGE || name !== "User-Agent"));
}

async function read(answer: globalThis.Response, attempt: Attempted): Promise<{ body: Uint8Array; bodyError?: string }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const sink = answer.ok ? attempt.sink : undefined;
  const reader = answer.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true as const };
    if (done) break;
    if (sink) sink.write(value);
    else chunks.push(value);
    size += value.length;
    if (!sink && size > MAX_BODY) {
      await reader?.cancel();
      return { body: new Uint8Array(), bodyError: `its body has more than ${MAX_BODY} bytes` };
    }
  }
  return { body: joined(chunks) };
}

/** Returns the bytes of several pieces. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
