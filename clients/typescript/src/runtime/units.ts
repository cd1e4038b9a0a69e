/** An exact decimal number, for money: coefficient × 10^-scale. */
export class Decimal {
  private constructor(
    private readonly coefficient: bigint,
    private readonly scale: number,
  ) {}

  /** Returns the decimal of a whole number, or of text such as "0.104" or "1e-7"; undefined if it is none. */
  static from(value: bigint | number | string): Decimal | undefined {
    const found = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/.exec(String(value));
    if (!found) return undefined;
    const [, sign, whole, fraction = "", exponent = "0"] = found;
    const scale = fraction.length - Number(exponent);
    const digits = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
    return scale < 0 ? new Decimal(digits * 10n ** BigInt(-scale), 0) : new Decimal(digits, scale);
  }

  /** Returns a whole number divided by a power of ten. */
  static scaled(value: bigint | number, places: number): Decimal {
    return new Decimal(BigInt(value), places);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  get sign(): number {
    return this.coefficient === 0n ? 0 : this.coefficient < 0n ? -1 : 1;
  }

  /** The whole number that it is; undefined if it has a fraction. */
  toBigInt(): bigint | undefined {
    const unit = 10n ** BigInt(this.scale);
    return this.coefficient % unit === 0n ? this.coefficient / unit : undefined;
  }

  toNumber(): number {
    return Number(this.toString());
  }

  /** All digits, without an exponent: 31.428028938060847852. */
  toString(): string {
    const digits = (this.coefficient < 0n ? -this.coefficient : this.coefficient).toString().padStart(this.scale + 1, "0");
    const cut = digits.length - this.scale;
    const fraction = digits.slice(cut).replace(/0+$/, "");
    return `${this.coefficient < 0n ? "-" : ""}${digits.slice(0, cut)}${fraction && `.${fraction}`}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

// What a drifted field holds may be of any type, whatever its declaration says: what cannot be converted is undefined.

/** Wei as OCTA, exact: 10^18 Wei are one OCTA. */
export function octa(wei: unknown): Decimal | undefined {
  return typeof wei === "bigint" ? Decimal.scaled(wei, 18) : undefined;
}

/** USD per hour from the wire's USD per hour times 10,000, exact. */
export function usdPerHour(e4: unknown): Decimal | undefined {
  return Number.isSafeInteger(e4) ? Decimal.scaled(e4 as number, 4) : undefined;
}

/** Wei as USD at a price in USD per OCTA, exact; undefined when there is no price. */
export function usd(wei: unknown, marketPrice: unknown): Decimal | undefined {
  return converted(octa(wei), marketPrice);
}

/** A price in USD, which is stated as 0 where it is set in OCTA; undefined where that cannot be converted. */
export function price(
  stated: Decimal | undefined,
  sources: { inUsd?: unknown; octa?: unknown; marketPrice?: unknown },
): Decimal | undefined {
  if (stated && (stated.sign !== 0 || sources.inUsd === true)) return stated;
  if (sources.octa instanceof Decimal && sources.octa.sign === 0) return sources.octa;
  return converted(sources.octa, sources.marketPrice);
}

/** A decimal number as it is; anything else is undefined. */
export function decimal(value: unknown): Decimal | undefined {
  return value instanceof Decimal ? value : undefined;
}

/** Mbit/s from the wire's bandwidth, which is bytes per second when above 100,000 and Mbit/s otherwise. */
export function mbps(raw: unknown): number | undefined {
  if (typeof raw !== "number" || raw < 0) return undefined;
  return raw > 100_000 ? raw / 125_000 : raw;
}

/** A moment from Unix milliseconds. */
export function timeFromMs(milliseconds: unknown): Date | undefined {
  if (typeof milliseconds !== "number") return undefined;
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A moment from text of the form 2026-04-14T09:12:45Z; without a zone it is taken as UTC. */
export function timeFromText(text: unknown): Date | undefined {
  const found = typeof text === "string" ? TIME.exec(text.trim()) : null;
  if (!found) return undefined;
  const date = new Date(`${found[1]}T${found[2] ?? "00:00:00"}${found[3]?.replace("UTC", "Z") ?? "Z"}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|UTC|[+-]\d\d:?\d\d)?)?$/;

/** Whether a termination reason is that of a normal stop; undefined when there is no number. */
export function endedNormally(reason: unknown): boolean | undefined {
  return typeof reason === "number" ? reason === 0 : undefined;
}

function converted(amount: unknown, marketPrice: unknown): Decimal | undefined {
  const known = amount instanceof Decimal && marketPrice instanceof Decimal && marketPrice.sign > 0;
  return known ? amount.times(marketPrice) : undefined;
}
