import { plain, stringify } from "./json.js";
import { Decimal } from "./units.js";

/** What a value on the wire is, for decoding. */
export type Type =
  | { readonly kind: "integer" | "wei" | "number" | "decimal" | "boolean" | "text" | "any" | "none" | "bytes" }
  | { readonly kind: "list" | "map" | "nullable"; readonly of: Type }
  | { readonly kind: "union"; readonly members: readonly Type[] }
  | { readonly kind: "model"; readonly model: () => ModelClass };

export const integer: Type = { kind: "integer" };
export const wei: Type = { kind: "wei" };
export const number: Type = { kind: "number" };
export const decimal: Type = { kind: "decimal" };
export const boolean: Type = { kind: "boolean" };
export const text: Type = { kind: "text" };
export const any: Type = { kind: "any" };
export const none: Type = { kind: "none" };
export const bytes: Type = { kind: "bytes" };
export const list = (of: Type): Type => ({ kind: "list", of });
export const map = (of: Type): Type => ({ kind: "map", of });
export const nullable = (of: Type): Type => ({ kind: "nullable", of });
export const union = (...members: Type[]): Type => ({ kind: "union", members });
export const model = (model: () => ModelClass): Type => ({ kind: "model", model });

/** One attribute of a model. */
export interface Field {
  readonly wire: string;
  readonly type: Type;
  readonly required?: boolean;
  readonly secret?: boolean;
  /** Other names under which some hosts send it. */
  readonly aliases?: readonly string[];
}

/** The class of a model: its fields by the names that they have in it. */
export interface ModelClass {
  readonly fields: Readonly<Record<string, Field>>;
  readonly name: string;
  new (): Model;
}

const MASK = "***";

/** An object that the API answers with. What the description does not know of is in `unknownFields`. */
export class Model {
  /** Fields of the answer that the description does not have. */
  declare readonly unknownFields: Readonly<Record<string, unknown>>;

  /** The names and values of the wire, for JSON: amounts of Wei as digits, secrets included. */
  toJSON(): Record<string, unknown> {
    const fields = Object.entries((this.constructor as unknown as ModelClass).fields);
    const known = fields.map(([name, field]) => [field.wire, this.value(name)] as const);
    const digits = known.map(([wire, value]) => [wire, typeof value === "bigint" ? String(value) : value] as const);
    return { ...Object.fromEntries(digits.filter(([, value]) => value !== undefined)), ...this.unknownFields };
  }

  /** One line, with secrets masked. */
  toString(): string {
    return `${this.constructor.name} ${stringify(plain(this.shown()))}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    return Object.assign(Object.create({ constructor: this.constructor }) as object, this.shown());
  }

  private value(name: string): unknown {
    return (this as unknown as Record<string, unknown>)[name];
  }

  private shown(): Record<string, unknown> {
    const fields = Object.entries((this.constructor as unknown as ModelClass).fields);
    const values = fields.map(([name, field]) => {
      const value = this.value(name);
      return [name, field.secret && value ? MASK : value instanceof Decimal ? String(value) : value] as const;
    });
    return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
  }
}
