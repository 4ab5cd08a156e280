/** What is in a generated file: the same bytes at every look, any part of it without making the rest. */
import { createCipheriv } from "node:crypto";
import { mix } from "../../world/hash.ts";
import type { FileFacts } from "../world/facts.ts";
import { makeJpeg } from "./jpeg.ts";
import { type PhotoPart, photoParts } from "./photos.ts";

/** By these first bytes programs know what a file is. */
const HEADS: Record<string, Buffer> = {
  "video/mp4": Buffer.from("00000018667479706d703432000000006d70343269736f6d", "hex"),
  "audio/ogg": Buffer.from("4f67675300020000000000000000", "hex"),
  "audio/mpeg": Buffer.from("49443303000000000000fffb9064", "hex"),
  "application/pdf": Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
  "application/zip": Buffer.from("504b0506000000000000000000000000000000000000", "hex"),
};

/** A photo's size by its letter; null when it has no such size. */
export function findPart(file: FileFacts, type: string): PhotoPart | null {
  return photoParts(file).find((part) => part.type === type) ?? null;
}

/** Bytes `offset` to `offset + limit` of a file; of photos, of the size with this letter. Shorter at the end. */
export function readFile(file: FileFacts, part: PhotoPart | null, offset: number, limit: number): Buffer {
  if (part) return readPhoto(file, part).subarray(offset, offset + limit);
  if (file.bytes) return file.bytes.subarray(offset, offset + limit);
  const length = Math.max(0, Math.min(limit, file.sizeBytes - offset));
  const bytes = file.mime.startsWith("text/")
    ? textBytes(file, offset, length)
    : noise(file.seed, offset, length);
  const head = file.mime === "image/webp" ? webpHead(file) : HEADS[file.mime];
  if (head && offset < head.length) bytes.set(head.subarray(offset, Math.min(head.length, offset + length)));
  return bytes;
}

/** The file as it is: of photos the largest size. */
export function wholeFile(file: FileFacts): Buffer {
  const part = file.kind === "photo" ? (photoParts(file).at(-1) ?? null) : null;
  return readFile(file, part, 0, part?.sizeBytes ?? file.sizeBytes);
}

const recent = new Map<string, Buffer>();

function readPhoto(file: FileFacts, part: PhotoPart): Buffer {
  if (file.bytes) return file.bytes;
  const key = `${file.id} ${part.type} ${file.seed}`;
  const known = recent.get(key);
  if (known) return known;
  const seed = mix(file.seed, part.type.charCodeAt(0));
  const made = makeJpeg(part.width, part.height, part.sizeBytes, (length) => noise(seed, 0, length));
  if (recent.size > 40) recent.delete(recent.keys().next().value as string);
  recent.set(key, made);
  return made;
}

/** A key stream: quick, and any place of it can be made by itself. */
function noise(seed: number, offset: number, length: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed, 0);
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / 16)), 8);
  const skip = offset % 16;
  return createCipheriv("aes-128-ctr", key, counter)
    .update(Buffer.alloc(length + skip))
    .subarray(skip);
}

function textBytes(file: FileFacts, offset: number, length: number): Buffer {
  const line = Buffer.from(`${file.name ?? "text"} ${file.seed}, lantern notes, sunny, 12 km\n`);
  return Buffer.from(Array.from({ length }, (_, i) => line[(offset + i) % line.length] as number));
}

/** RIFF with the lossless form of WebP, as large as the sticker says it is. */
function webpHead(file: FileFacts): Buffer {
  const head = Buffer.alloc(25);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(file.sizeBytes - 8, 4);
  head.write("WEBPVP8L", 8, "latin1");
  head.writeUInt32LE(file.sizeBytes - 20, 16);
  head[20] = 0x2f;
  head.writeUInt32LE(((file.width - 1) | ((file.height - 1) << 14)) >>> 0, 21);
  return head;
}
