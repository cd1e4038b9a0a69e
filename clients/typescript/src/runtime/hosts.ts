const COOL_DOWN = 30_000; // milliseconds, after a first failure
const MAX_COOL_DOWN = 300_000;

interface Host {
  readonly url: string;
  failures: number;
  coolingUntil: number;
  probedBy: Choice | undefined;
}

/** The host for the next attempt; a probe finds out whether a host that failed is back. */
export interface Choice {
  readonly host: Host;
  readonly probe: boolean;
}

/**
 * The hosts of one client, the first healthy one used first. A host that failed at network level cools down and is tried
 * last meanwhile; then one call probes it while the others stay where they are.
 */
export class HostPool {
  private readonly hosts: readonly Host[];

  constructor(
    urls: readonly string[],
    private readonly now: () => number,
  ) {
    this.hosts = urls.map((url) => ({ url, failures: 0, coolingUntil: 0, probedBy: undefined }));
  }

  get size(): number {
    return this.hosts.length;
  }

  /** Returns the host for a call that has tried some already, and avoids others while one is healthy. */
  choose(tried: ReadonlySet<string>, avoid: ReadonlySet<string> = new Set()): Choice {
    const only = this.hosts.length === 1 ? this.hosts[0] : undefined;
    if (only) return { host: only, probe: false }; // nowhere else to go: neither probing nor cooling down means anything
    const left = this.hosts.filter((host) => !tried.has(host.url));
    left.sort((one, other) => Number(avoid.has(one.url)) - Number(avoid.has(other.url)));
    for (const host of left) {
      if (host.failures === 0) return { host, probe: false };
      if (host.coolingUntil <= this.now() && !host.probedBy) return (host.probedBy = { host, probe: true });
    }
    const soonest = left.reduce((one, other) => (other.coolingUntil < one.coolingUntil ? other : one));
    return { host: soonest, probe: false };
  }

  /** The host answered, with whatever status. */
  succeeded({ host }: Choice): void {
    host.failures = host.coolingUntil = 0;
    host.probedBy = undefined;
  }

  /** The host could not be reached, or broke off. */
  failed(choice: Choice): void {
    const { host } = choice;
    if (choice.probe || host.coolingUntil <= this.now()) {
      host.failures += 1;
      host.coolingUntil = this.now() + Math.min(COOL_DOWN * 2 ** Math.min(host.failures - 1, 10), MAX_COOL_DOWN);
    }
    this.released(choice);
  }

  /** The attempt ended without showing how the host is. */
  released(choice: Choice): void {
    if (choice.host.probedBy === choice) choice.host.probedBy = undefined;
  }
}
