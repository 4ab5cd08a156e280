/** Writes TL: https://core.telegram.org/mtproto/serialize. All numbers are little-endian. */
import { byName, type TlType } from "./schema.ts";

/** An object of the schema: `_` is its constructor; fields have the schema's own names. */
export interface Tl {
  _: string;
  [field: string]: unknown;
}

const VECTOR = 0x1cb5c415;
const BOOL_TRUE = 0x997275b5;
const BOOL_FALSE = 0xbc799737;

/** A growing buffer. */
export class TlWriter {
  #bytes = Buffer.allocUnsafe(1_024);
  #length = 0;

  /** What was written so far, as a copy. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  int(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32LE(value | 0, this.#length);
    return this;
  }

  uint(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value >>> 0, this.#length);
    return this;
  }

  long(value: bigint): this {
    this.#reserve(8);
    this.#length = this.#bytes.writeBigInt64LE(BigInt.asIntN(64, value), this.#length);
    return this;
  }

  double(value: number): this {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  /** Bytes as they are: int128, int256, a message's body. */
  raw(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** `bytes` and `string`: one length byte below 254, else 254 and three; padded to a multiple of four. */
  bytes(value: Uint8Array): this {
    const head = value.length < 254 ? 1 : 4;
    const padding = -(head + value.length) & 3;
    this.#reserve(head + value.length + padding);
    if (head === 1) this.#bytes[this.#length] = value.length;
    else this.#bytes.writeUInt32LE(((value.length << 8) | 254) >>> 0, this.#length);
    this.#bytes.set(value, this.#length + head);
    this.#bytes.fill(0, this.#length + head + value.length, this.#length + head + value.length + padding);
    this.#length += head + value.length + padding;
    return this;
  }

  bool(value: boolean): this {
    return this.uint(value ? BOOL_TRUE : BOOL_FALSE);
  }

  /** An object with its constructor's number. Throws TypeError on what the schema does not allow. */
  object(value: Tl): this {
    return this.#object(value, true);
  }

  /** A value of a given type, e.g. a method's result. */
  value(value: unknown, type: TlType, where = type.name): this {
    switch (type.name) {
      case "int":
        if (typeof value !== "number") throw wrong(where, value);
        return this.int(value);
      case "long":
        if (typeof value !== "bigint") throw wrong(where, value);
        return this.long(value);
      case "double":
        return this.double(value as number);
      case "string":
        if (typeof value !== "string") throw wrong(where, value);
        return this.bytes(Buffer.from(value));
      case "bytes":
        if (!(value instanceof Uint8Array)) throw wrong(where, value);
        return this.bytes(value);
      case "int128":
      case "int256":
        return this.raw(value as Uint8Array);
      case "Bool":
        if (typeof value !== "boolean") throw wrong(where, value);
        return this.bool(value);
      case "vector":
        return this.#vector(value, type, where);
      default:
        return this.#boxed(value, type, where);
    }
  }

  #vector(value: unknown, type: TlType, where: string): this {
    if (!Array.isArray(value)) throw wrong(where, value);
    if (!type.bare) this.uint(VECTOR);
    this.int(value.length);
    for (const item of value) this.value(item, type.of as TlType, where);
    return this;
  }

  #boxed(value: unknown, type: TlType, where: string): this {
    if (value instanceof Encoded) return this.raw(value.bytes);
    const tl = value as Tl | undefined;
    const definition = tl && byName.get(tl._);
    const fits =
      definition &&
      (type.name === "X" ||
        type.name === "Object" ||
        (type.bare ? definition.name : definition.result.name) === type.name);
    if (!fits) throw wrong(where, value);
    return this.#object(tl, !type.bare);
  }

  #object(value: Tl, boxed: boolean): this {
    const definition = byName.get(value._);
    if (!definition) throw new TypeError(`The schema has no ${value._}.`);
    for (const key in value) {
      if (key !== "_" && value[key] !== undefined && !definition.names.has(key)) {
        throw new TypeError(`${value._} has no field ${key}.`);
      }
    }
    if (boxed) this.uint(definition.id);
    for (const field of definition.fields) {
      if (field.type.name === "#") {
        let flags = 0;
        for (const { flagsField, bit, name, type } of definition.fields) {
          if (flagsField === field.name && isThere(value[name], type)) flags |= 1 << bit;
        }
        this.int(flags);
      } else if (field.type.name !== "true") {
        const inner = value[field.name];
        if (field.flagsField === null || isThere(inner, field.type))
          this.value(inner, field.type, `${value._}.${field.name}`);
      }
    }
    return this;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** An object that was written before: put where an object of its type belongs. */
export class Encoded {
  readonly bytes: Buffer;

  constructor(value: Tl) {
    this.bytes = encode(value);
  }
}

function isThere(value: unknown, type: TlType): boolean {
  if (value === undefined || value === null) return false;
  return type.name === "true" ? value === true : true;
}

function wrong(where: string, value: unknown): TypeError {
  const found = value && typeof value === "object" && "_" in value ? String(value._) : typeof value;
  return new TypeError(`${where} cannot be ${found}.`);
}

/** An object as bytes. */
export function encode(value: Tl): Buffer {
  return new TlWriter().object(value).toBuffer();
}

/** A value of a method's result type as bytes. */
export function encodeResult(value: unknown, type: TlType): Buffer {
  return new TlWriter().value(value, type).toBuffer();
}
