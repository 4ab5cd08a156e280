/**
 * Reads objects of the schema. Where something is in them that the schema does not know (a server of another version), the
 * whole object is refused, and nothing else is harmed: GramJS's generated classes switch a flag of their own while they
 * read a list, and would read every later list wrongly had an error left them in the middle of one.
 */
import { BinaryReader, tlobjects, toLong } from "../gram.ts";

/** `constructorId`: what the schema does not know; 0 where the object was cut off. */
export class UnreadableObjectError extends Error {
  override name = "UnreadableObjectError";
  readonly constructorId: number;

  constructor(constructorId: number) {
    super(
      constructorId === 0
        ? "An object ends before it should"
        : `An object holds something this version does not know (constructor ${constructorId.toString(16)})`,
    );
    this.constructorId = constructorId;
  }
}

/** Constructors that BinaryReader reads without a class: boolTrue, boolFalse, vector. */
const bare = new Set([0x997275b5, 0xbc799737, 0x1cb5c415]);
const known = tlobjects as Record<number, unknown>;

/**
 * After something unreadable it gives ones and nulls, so that whoever reads comes to an end without an error (GramJS's class
 * of messages throws for the number 0).
 */
class TolerantReader extends BinaryReader {
  /** Null while all is well. */
  unreadable: number | null = null;

  get #left(): number {
    return this.getBuffer().length - this.offset;
  }

  #isShort(length: number): boolean {
    if (this.unreadable === null && this.#left < length) this.unreadable = 0;
    return this.unreadable !== null;
  }

  override readInt(signed = true): number {
    return this.#isShort(4) ? 1 : super.readInt(signed);
  }

  override readLong(signed = true) {
    if (this.#isShort(8)) return toLong(0);
    const bytes = this.getBuffer();
    const value = signed ? bytes.readBigInt64LE(this.offset) : bytes.readBigUInt64LE(this.offset);
    this.offset += 8;
    return toLong(value);
  }

  override read(length = -1): Buffer {
    if (length === -1) return this.unreadable === null ? super.read() : Buffer.alloc(0);
    return this.#isShort(length) ? Buffer.alloc(length < mostZeros ? length : 0) : super.read(length);
  }

  override tgReadBool(): boolean {
    return this.#isShort(4) ? false : super.tgReadBool();
  }

  override tgReadObject(): unknown {
    if (this.#isShort(4)) return null;
    const id = this.getBuffer().readUInt32LE(this.offset);
    if (id in known || bare.has(id)) return super.tgReadObject();
    this.unreadable = id;
    return null;
  }
}

/** A length that was read from garbage must not take memory. */
const mostZeros = 1024;

/** Reads with `read`. Throws UnreadableObjectError. */
export function readWith<T>(bytes: Buffer, read: (reader: BinaryReader) => T): T {
  const reader = new TolerantReader(bytes);
  const value = read(reader);
  if (reader.unreadable !== null) throw new UnreadableObjectError(reader.unreadable);
  return value;
}

/** One object. Throws UnreadableObjectError. */
export function readObject(bytes: Buffer): unknown {
  return readWith(bytes, (reader): unknown => reader.tgReadObject());
}
