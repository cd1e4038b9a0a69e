/** When to try again: how long to wait, and how much trying again a client can afford. Times in milliseconds. */

export const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** A longer wait is for the caller to decide. */
export const MAX_RETRY_AFTER = 60_000;

const FIRST_WAIT = 500;
const MAX_WAIT = 8_000;

/** Returns how long to wait before a retry, counted from 0: full jitter below 0.5, 1, 2 ... 8 s. */
export function backoff(retry: number, random: () => number): number {
  return random() * Math.min(FIRST_WAIT * 2 ** Math.min(retry, 10), MAX_WAIT);
}

/** Returns what a `Retry-After` header asks for, a number of seconds or a date; null when it says nothing usable. */
export function retryAfter(value: string | null, date: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\+?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text) * 1000;
  const until = moment(text);
  if (until === undefined) return null;
  // A date is measured from the server's own clock, where it said what that shows.
  return Math.max(0, until - (moment(date ?? "") ?? now));
}

function moment(text: string): number | undefined {
  const found = /[a-z]/i.test(text) ? Date.parse(text.replace(/-(\d\d) /, "-20$1 ")) : NaN;
  return Number.isNaN(found) ? undefined : found;
}

/** A client's allowance for retries: when many calls fail it is soon gone, and the others fail at once. */
export class RetryBudget {
  private left = 100;

  /** Whether one more retry is affordable; takes it if so. */
  acquire(): boolean {
    if (this.left < 5) return false;
    this.left -= 5;
    return true;
  }

  /** A call has succeeded. */
  release(retried: boolean): void {
    this.left = Math.min(100, this.left + (retried ? 5 : 1));
  }
}
