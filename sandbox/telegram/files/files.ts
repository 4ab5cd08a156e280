/** Uploads, and which references to files are good. */
import { createHash } from "node:crypto";
import { badRequest } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { type Facts, type FileFacts, fileOf } from "../world/facts.ts";
import { generateMessage } from "../world/generate.ts";
import { placeOfFile } from "../world/media.ts";
import { findMessage } from "../world/messages.ts";
import type { World } from "../world/model.ts";
import { wholeFile } from "./bytes.ts";

/** Parts a client uploaded and has not used yet. */
interface Upload {
  parts: Map<number, Buffer>;
  /** Big files: how many parts there will be; -1 until the last is known. */
  total: number | null;
}

/** Parts are a multiple of 1 KB, divide 512 KB, and are all of one size but the last. */
const MAX_PART = 512 * 1024;

export class Files {
  /** How long a file reference is good. */
  referenceLifetimeSeconds = 3_600;
  readonly #world: World;
  readonly #now: () => number;
  #validFromMs = 0;
  readonly #uploads = new Map<string, Upload>();
  readonly #stored = new Map<bigint, FileFacts>();
  #nextId = 0x61n << 56n;

  constructor(world: World, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  /** A reference to the file of a message: when it was made, and where the file stands. */
  referenceOf(facts: Facts): Buffer {
    const out = Buffer.alloc(21);
    out[0] = 1;
    out.writeUIntBE(Math.floor(this.#now()), 1, 6);
    out.writeUInt32BE(facts.chat.number, 7);
    out.writeUInt32BE(facts.id, 11);
    return out;
  }

  /** A reference to a file that was uploaded and is in no message yet. */
  storedReference(_file: FileFacts): Buffer {
    const out = Buffer.alloc(21);
    out[0] = 1;
    out.writeUIntBE(Math.floor(this.#now()), 1, 6);
    return out;
  }

  /** Throws where a reference is none or has expired. */
  checkReference(reference: Buffer): void {
    if (reference.length === 0) throw badRequest("FILE_REFERENCE_EMPTY");
    if (reference.length !== 21 || reference[0] !== 1) throw badRequest("FILE_REFERENCE_INVALID");
    const madeMs = reference.readUIntBE(1, 6);
    const isOld = this.#now() - madeMs > this.referenceLifetimeSeconds * 1_000;
    if (isOld || madeMs < this.#validFromMs) throw badRequest("FILE_REFERENCE_EXPIRED");
  }

  /** All references so far expire. */
  expireReferences(): void {
    this.#validFromMs = this.#now() + 1;
  }

  /** The file with this id, or null. */
  find(id: bigint): FileFacts | null {
    const stored = this.#stored.get(id);
    if (stored) return stored;
    const place = placeOfFile(id);
    const chat = place && this.#world.byNumber[place.chatNumber];
    if (!place || !chat) return null;
    const index = chat.past.lowerBound(place.messageId);
    if (index < chat.past.count && chat.past.idAt(index) === place.messageId)
      return fileOf(generateMessage(chat, index));
    const posted = findMessage(chat, place.messageId);
    return posted && fileOf(posted);
  }

  /** Takes a part of a file. `total`: big files only. */
  savePart(accountId: bigint, fileId: bigint, part: number, total: number | null, bytes: Buffer): void {
    if (bytes.length === 0) throw badRequest("FILE_PART_EMPTY");
    if (bytes.length > MAX_PART) throw badRequest("FILE_PART_TOO_BIG");
    if (part < 0 || part >= (total && total > 0 ? total : 8_000)) throw badRequest("FILE_PART_INVALID");
    const key = `${accountId} ${fileId}`;
    const upload = this.#uploads.get(key) ?? { parts: new Map<number, Buffer>(), total };
    this.#uploads.set(key, upload);
    if (total !== null && total > 0) upload.total = total;
    upload.parts.set(part, Buffer.from(bytes));
    if (this.#uploads.size > 2_000) this.#uploads.delete(this.#uploads.keys().next().value as string);
  }

  /** The bytes of an InputFile. Throws FILE_PARTS_INVALID, FILE_PART_X_MISSING or MD5_CHECKSUM_INVALID. */
  takeUpload(accountId: bigint, input: Tl): Buffer {
    const key = `${accountId} ${String(input.id)}`;
    const upload = this.#uploads.get(key);
    const count = input.parts as number;
    if (!upload || count < 1) throw badRequest("FILE_PARTS_INVALID");
    const parts: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const part = upload.parts.get(i);
      if (!part) throw badRequest(`FILE_PART_${i}_MISSING`);
      if (i < count - 1 && part.length % 1_024 !== 0) throw badRequest("FILE_PART_SIZE_INVALID");
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    const md5 = input.md5_checksum;
    if (typeof md5 === "string" && md5 !== "" && md5 !== createHash("md5").update(bytes).digest("hex")) {
      throw badRequest("MD5_CHECKSUM_INVALID");
    }
    this.#uploads.delete(key);
    return bytes;
  }

  /** Keeps an uploaded file. */
  store(file: Omit<FileFacts, "id" | "seed">): FileFacts {
    const stored = { ...file, id: ++this.#nextId, seed: 0 };
    this.#stored.set(stored.id, stored);
    return stored;
  }
}

/** SHA-256 of the whole file, as a download must give it. */
export function hashOf(file: FileFacts): string {
  return createHash("sha256").update(wholeFile(file)).digest("hex");
}
