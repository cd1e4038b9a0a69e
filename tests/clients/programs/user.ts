import { APIError, Decimal, NetworkError, OctaSpace, isNotFound, type Account, type ClientOptions, type Session } from "octaspace-sdk";

const options: ClientOptions = { apiKey: "k", baseUrls: ["https://api.octa.space"], timeout: 5000, logger: console };
export async function main(maybe: string | undefined, signal?: AbortSignal): Promise<void> {
  const client = new OctaSpace(options);
  const account: Account = await client.accounts.profile({ timeout: 1000 });
  const wei: bigint = account.balance;
  const octa: Decimal | undefined = account.balanceOcta;
  const sessions: Session[] = await client.sessions.list({ recent: true }, { maxRetries: 1 });
  const first = sessions[0];
  if (first) console.log(first.uuid, first.duration, wei, octa?.toString());
  await client.nodes.list({ country: maybe });
  try {
    await client.services.mr.withRented({ nodeId: 1, diskSize: 1, image: "x", ports: [22], envs: { A: "b" } }, (session) => session.uuid, {
      score: 5,
      onUnknown: "stop",
      ...(signal ? { signal } : {}),
    });
    await client.services.mr.create({ nodeId: 1, diskSize: 1, image: "x" }, { signal });
  } catch (error) {
    if (isNotFound(error)) return;
    if (error instanceof APIError) console.log(error.statusCode, error.requestId, error.retryAfter, error.attempts.map((a) => a.outcome));
    if (error instanceof NetworkError && error.mayHaveBeenProcessed) console.log(error.possibleSessions);
  }
}
