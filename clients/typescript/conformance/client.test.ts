/** The table of conformance/ holds everything that all languages have in common; here is what only TypeScript has. */
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { inspect } from "node:util";

import { servicesRenderCreate } from "../src/generated/operations.js";
import { AbortError, Account, NetworkError, OctaSpace } from "../src/index.js";
import { prepare } from "../src/runtime/request.js";
import { Resource } from "../src/runtime/resource.js";

const KEY = "octa-key-that-nobody-may-see";
const servers: http.Server[] = [];
after(() => servers.forEach((server) => server.closeAllConnections()));

async function serving(answer: (request: http.IncomingMessage, response: http.ServerResponse) => void): Promise<OctaSpace> {
  const server = http.createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  server.unref();
  await new Promise((resolve) => server.once("listening", resolve));
  return new OctaSpace({ apiKey: KEY, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

test("an AbortSignal ends a call, which says whether it was sent", async () => {
  const controller = new AbortController();
  const client = await serving(() => controller.abort(new Error("enough")));
  const call = client.services.vpn.create({ nodeId: 1 }, { signal: controller.signal });
  await assert.rejects(call, (error: unknown) => {
    assert(error instanceof AbortError && error instanceof NetworkError);
    assert.equal(error.mayHaveBeenProcessed, true);
    assert.equal((error.cause as Error).message, "enough");
    assert.equal(error.message.split("the caller ended it").length, 2, error.message);
    return true;
  });
  client.close();
});

test("a signal that was aborted before sends nothing", async () => {
  let requests = 0;
  const client = await serving(() => (requests += 1));
  await assert.rejects(client.accounts.profile({ signal: AbortSignal.abort() }), { mayHaveBeenProcessed: false });
  assert.equal(requests, 0);
});

test("await using stops a session at the end of its block", async () => {
  const lines: string[] = [];
  const client = await serving((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    response.end(request.url?.endsWith("/stop") ? "" : JSON.stringify({ uuid: "abc", is_ready: true }));
  });
  {
    await using session = await client.services.vpn.connected({ nodeId: 1, subkind: "wg" });
    assert.equal(session.uuid, "abc");
  }
  assert.deepEqual(lines, ["POST /services/vpn", "GET /services/abc/info", "POST /services/abc/stop"]);
  client.close();
});

test("a session of another rental is not taken for the one whose answer was lost", async () => {
  const created: http.ServerResponse[] = [];
  const stopped: string[] = [];
  let hasArrived = (): void => {};
  const arrived = new Promise<void>((resolve) => (hasArrived = resolve));
  const client = await serving((request, response) => {
    if (request.url === "/services/vpn" && created.push(response) === 1) return hasArrived();
    if (request.url?.endsWith("/stop")) stopped.push(request.url);
    if (request.url?.endsWith("/stop")) response.end();
    else if (request.url !== "/sessions") response.end('{"uuid": "other", "is_ready": true}');
    else response.end(created.length ? '[{"uuid": "other", "service": "vpn", "node_id": 1, "duration": 1}]' : "[]");
  });
  const lost = client.services.vpn.withConnected({ nodeId: 1 }, () => assert.fail(), { onUnknown: "stop" });
  await arrived;
  await client.services.vpn.withConnected({ nodeId: 1 }, async () => {
    created[0]?.writeHead(500).end();
    await assert.rejects(lost, { statusCode: 500, possibleSessions: [] });
    assert.deepEqual(stopped, []);
  });
  assert.deepEqual(stopped, ["/services/other/stop"]);
  client.close();
});

test("a lost session is found by the name of its service, and not by the path", async () => {
  const client = await serving((request, response) => {
    const listed = ["desktop", "start"].map((service) => ({ uuid: `u-${service}`, service, duration: 1 }));
    if (request.method === "POST") response.writeHead(500);
    response.end(JSON.stringify(listed));
  });
  const operation = { ...servicesRenderCreate, path: "/services/desktop/start", service: "desktop" };
  class Desktops extends Resource {
    readonly rented = (nodeId: number): Promise<unknown> => this.rent(operation, { nodeId, diskSize: 1 }, {});
  }
  await assert.rejects(new Desktops(client["executor"]).rented(7), { statusCode: 500, possibleSessions: ["u-desktop"] });
  client.close();
});

test("a response adapter that there is not is refused before anything is sent", () => {
  const operation = { ...servicesRenderCreate, adapter: "later" };
  assert.throws(() => prepare(operation, { nodeId: 7, diskSize: 1 }), { name: "ConfigurationError", message: /no response adapter later/ });
});

test("a signal that aborts while a session is being asked for loses no session", async () => {
  const controller = new AbortController();
  const lines: string[] = [];
  const client = await serving((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    if (lines.length === 1) controller.abort();
    response.end(request.url?.endsWith("/stop") ? "" : '{"uuid": "abc", "is_ready": true}');
  });
  const renting = client.services.vpn.withConnected({ nodeId: 1 }, () => assert.fail(), { signal: controller.signal });
  await assert.rejects(renting, AbortError);
  assert.deepEqual(lines, ["POST /services/vpn", "POST /services/abc/stop"]);
  client.close();
});

test("a signal that was aborted before rents nothing", async () => {
  let requests = 0;
  const client = await serving(() => (requests += 1));
  const renting = client.services.vpn.connected({ nodeId: 1 }, { signal: AbortSignal.abort(new Error("enough")) });
  await assert.rejects(renting, { name: "AbortError", mayHaveBeenProcessed: false });
  assert.equal(requests, 0);
});

test("a program's own listener decides what a signal means", async () => {
  const client = await serving((_, response) => response.end('{"uuid": "abc", "is_ready": true, "status": "stopped"}'));
  const mine = (): void => {};
  process.on("SIGTERM", mine);
  const count = (name: NodeJS.Signals): number => process.listenerCount(name);
  await client.services.vpn.withConnected({ nodeId: 1 }, () => assert.deepEqual([count("SIGTERM"), count("SIGINT")], [1, 1]));
  await client.services.vpn.withConnected({ nodeId: 1 }, () => assert.equal(count("SIGINT"), 0), { handleSignals: false });
  assert.deepEqual([count("SIGTERM"), count("SIGINT"), count("SIGHUP")], [1, 0, 0]);
  process.off("SIGTERM", mine);
  client.close();
});

test("an option that is undefined stands for its default", async () => {
  let agent: string | undefined;
  const client = await serving((request, response) => {
    agent = request.headers["user-agent"];
    response.end('{"balance": 7}');
  });
  const { baseUrls } = client.toJSON() as { baseUrls: string[] };
  const same = new OctaSpace({ apiKey: KEY, baseUrls, userAgent: undefined, timeout: undefined, clock: undefined });
  assert.equal(await same.accounts.balance({ timeout: undefined, signal: undefined }), 7n);
  assert.match(agent ?? "", /^octaspace-sdk/);
  const ended = same.withOptions({ signal: AbortSignal.abort() });
  await assert.rejects(ended.accounts.balance({ signal: undefined }), AbortError);
  client.close();
  same.close();
});

test("many calls at a time share a client", async () => {
  const client = await serving((_, response) => response.end('{"balance": 31428028938060847852}'));
  const balances = await Promise.all(Array.from({ length: 50 }, () => client.accounts.balance()));
  assert(balances.every((balance) => balance === 31428028938060847852n));
  client.close();
});

test("a client shows no key, and a model no secret", async () => {
  const client = await serving((_, response) => response.end('{"account_uuid": "u", "wallet": "0xsecret", "balance": "1"}'));
  const account = await client.accounts.profile();
  assert(account instanceof Account);
  const shown = [inspect(client), String(client), JSON.stringify(client), inspect(account), String(account)].join();
  assert(!shown.includes(KEY) && !shown.includes("0xsecret"), shown);
  assert.equal(JSON.parse(JSON.stringify(account)).wallet, "0xsecret");
  client.close();
});
