/** The driver of this client for the table of `conformance/`: a JSON object a line comes in, one goes out. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";

import { answered, client, HELPERS, said, type Json } from "./commands.js";

/** Downloads the logs of a node into a folder; answers what lies there. */
HELPERS["download"] = async ({ folder, node_id }) => {
  const left = (): Json =>
    Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name)).toString("base64")]));
  try {
    await client.nodes.downloadLogs(node_id, { to: path.join(folder, "logs") });
  } finally {
    said.events.push(`left ${JSON.stringify(left())}`);
  }
  return left();
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${await answered(line)}\n`);
}
