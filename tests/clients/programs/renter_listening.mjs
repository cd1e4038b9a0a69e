// Rents a session, and ends it by its own listener.
import { OctaSpace } from "octaspace-sdk";

const client = new OctaSpace({ apiKey: "a-key" });
const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());
await client.services.vpn.withConnected(
  { nodeId: 1 },
  async () => {
    console.log("entered");
    const running = setInterval(() => {}, 1000);
    await new Promise((resolve) => ending.signal.addEventListener("abort", resolve));
    clearInterval(running);
    console.log("left");
  },
  { signal: ending.signal },
);
console.log("ended");
