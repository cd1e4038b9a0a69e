const MASK = "***";
const MIN_MASKED = 8; // characters; a shorter key is found in any text, and keeps nothing secret

/** Replaces the API key in what a server says: some echo the headers that they do not like. */
export class KeyMask {
  private readonly spellings: readonly string[];

  constructor(key: string) {
    const escaped = JSON.stringify(key).slice(1, -1);
    const all = key.length < MIN_MASKED ? [] : [key, escaped, escaped.replaceAll("/", "\\/"), encodeURIComponent(key)];
    this.spellings = [...new Set(all)].sort((one, other) => other.length - one.length);
  }

  text(said: string): string {
    return this.spellings.reduce((text, spelling) => text.replaceAll(spelling, MASK), said);
  }

  header(value: string | null): string | null {
    return value === null ? null : this.text(value);
  }

  bytes(body: Uint8Array): Uint8Array {
    const text = new TextDecoder().decode(body);
    const masked = this.text(text);
    return masked === text ? body : new TextEncoder().encode(masked);
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "<mask of the API key>";
  }
}
