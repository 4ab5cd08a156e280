/** Reads TL: https://core.telegram.org/mtproto/serialize. */
import { byId, byName, type TlDefinition, type TlType } from "./schema.ts";
import type { Tl } from "./writer.ts";

const VECTOR = 0x1cb5c415;
const BOOL_TRUE = 0x997275b5;
const BOOL_FALSE = 0xbc799737;

/** Bytes that are no TL; `constructorId` where an unknown number was the reason. */
export class TlError extends Error {
  readonly constructorId: number | null;

  constructor(message: string, constructorId: number | null = null) {
    super(message);
    this.constructorId = constructorId;
  }
}

/** Reads from the front of a buffer. Throws TlError (or RangeError at the buffer's end). */
export class TlReader {
  readonly buffer: Buffer;
  offset = 0;

  constructor(bytes: Buffer) {
    this.buffer = bytes;
  }

  get left(): number {
    return this.buffer.length - this.offset;
  }

  int(): number {
    const value = this.buffer.readInt32LE(this.offset);
    this.offset += 4;
    return value;
  }

  uint(): number {
    return this.int() >>> 0;
  }

  long(): bigint {
    const value = this.buffer.readBigInt64LE(this.offset);
    this.offset += 8;
    return value;
  }

  raw(length: number): Buffer {
    if (length < 0 || length > this.left) throw new TlError(`${length} bytes wanted, ${this.left} left.`);
    const value = this.buffer.subarray(this.offset, this.offset + length);
    this.offset += length;
    return value;
  }

  bytes(): Buffer {
    const first = this.buffer.readUInt8(this.offset);
    const length = first < 254 ? first : this.buffer.readUIntLE(this.offset + 1, 3);
    const head = first < 254 ? 1 : 4;
    this.offset += head;
    const value = this.raw(length);
    this.raw(-(head + length) & 3);
    return value;
  }

  bool(): boolean {
    const id = this.uint();
    if (id !== BOOL_TRUE && id !== BOOL_FALSE) throw new TlError("Not a Bool.", id);
    return id === BOOL_TRUE;
  }

  /** An object with its constructor's number: a constructor or a method. */
  object(): Tl {
    const id = this.uint();
    const definition = byId.get(id);
    if (!definition) throw new TlError(`Unknown constructor ${id.toString(16)}.`, id);
    return this.#fields(definition);
  }

  #value(type: TlType): unknown {
    switch (type.name) {
      case "int":
        return this.int();
      case "long":
        return this.long();
      case "double": {
        const value = this.buffer.readDoubleLE(this.offset);
        this.offset += 8;
        return value;
      }
      case "string":
        return this.bytes().toString();
      case "bytes":
        return this.bytes();
      case "int128":
        return this.raw(16);
      case "int256":
        return this.raw(32);
      case "Bool":
        return this.bool();
      case "true":
        return true;
      case "vector":
        return this.#vector(type);
      default:
        return type.bare ? this.#fields(byName.get(type.name) as TlDefinition) : this.#boxed(type);
    }
  }

  #boxed(type: TlType): Tl {
    const at = this.offset;
    const value = this.object();
    const definition = byName.get(value._) as TlDefinition;
    if (type.name !== "X" && type.name !== "Object" && definition.result.name !== type.name) {
      this.offset = at;
      throw new TlError(`${type.name} wanted, ${value._} found.`, definition.id);
    }
    return value;
  }

  #vector(type: TlType): unknown[] {
    if (!type.bare) {
      const id = this.uint();
      if (id !== VECTOR) throw new TlError("Not a vector.", id);
    }
    const count = this.int();
    if (count < 0 || count > this.left) throw new TlError(`A vector of ${count} in ${this.left} bytes.`);
    return Array.from({ length: count }, () => this.#value(type.of as TlType));
  }

  #fields(definition: TlDefinition): Tl {
    const value: Tl = { _: definition.name };
    const flags: Record<string, number> = {};
    for (const { name, type, flagsField, bit } of definition.fields) {
      if (type.name === "#") flags[name] = this.int();
      else if (flagsField === null || ((flags[flagsField] ?? 0) >>> bit) & 1) value[name] = this.#value(type);
    }
    return value;
  }
}

/** The object a buffer begins with. */
export function decode(bytes: Buffer): Tl {
  return new TlReader(bytes).object();
}
