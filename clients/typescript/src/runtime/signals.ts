/** SIGINT, SIGTERM and SIGHUP stop the sessions of a Node or Deno program before they end it. */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

type Name = keyof typeof SIGNALS;

interface Process {
  on(name: Name, listener: (name: Name) => void): unknown;
  off(name: Name, listener: (name: Name) => void): unknown;
  listenerCount(name: Name): number;
  exit(status: number): void;
}

/** What ends the rentals that are open, and settles when they have ended. */
const open = new Set<() => Promise<unknown>>();

/**
 * Has a rental ended by the signals that would end the program, while nobody else listens to them; the program ends after
 * that. Returns what revokes it.
 */
export function endedOnSignal(end: () => Promise<unknown>): () => void {
  open.add(end);
  for (const name of Object.keys(SIGNALS) as Name[]) {
    // Another listener decides what the signal means.
    if (system()?.listenerCount(name) === 0) system()?.on(name, onSignal);
  }
  return () => {
    open.delete(end);
    if (!open.size) ignore();
  };
}

function onSignal(name: Name): void {
  ignore(); // a second signal ends the program at once
  const ends = [...open].map((end) => end().catch((problem: unknown) => console.error((problem as Error).message)));
  void Promise.all(ends).then(() => system()?.exit(128 + SIGNALS[name]));
}

function ignore(): void {
  for (const name of Object.keys(SIGNALS) as Name[]) system()?.off(name, onSignal);
}

function system(): Process | undefined {
  const found = globalThis.process as unknown as Partial<Process> | undefined;
  return found?.on && found.off && found.listenerCount ? (found as Process) : undefined; // bundlers bring less of it
}
