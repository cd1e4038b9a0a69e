// Rents a session until a signal comes.
import { OctaSpace } from "octaspace-sdk";

const client = new OctaSpace({ apiKey: "a-key" });
const forever = () => new Promise((resolve) => setTimeout(resolve, 3_600_000));
await client.services.vpn.withConnected({ nodeId: 1 }, async () => {
  console.log("entered");
  await forever();
});
