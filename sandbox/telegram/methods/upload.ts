/** Files in parts: https://core.telegram.org/api/files. */
import type { Call, MethodTable } from "../core.ts";
import { badRequest, seeOther } from "../errors.ts";
import { findPart, readFile } from "../files/bytes.ts";
import { makeJpeg } from "../files/jpeg.ts";
import type { PhotoPart } from "../files/photos.ts";
import type { Tl } from "../tl/writer.ts";
import { fileAccessHash } from "../wire/access.ts";
import type { FileFacts } from "../world/facts.ts";
import { chatOf } from "./peers.ts";

const KB = 1_024;
const MAX_PART = KB * KB;

export const uploadMethods: MethodTable = {
  "upload.getFile": (call, input) => {
    const location = input.location as Tl;
    const offset = Number(input.offset);
    const limit = input.limit as number;
    assertRange(offset, limit, input.precise === true);
    if (location._ === "inputPeerPhotoFileLocation") return peerPhoto(call, location, offset, limit);
    const { file, part } = fileAt(call, location);
    const size = part?.sizeBytes ?? file.sizeBytes;
    if (offset > size) throw badRequest("OFFSET_INVALID");
    const bytes = readFile(file, part, offset, limit);
    call.core.counters.fileBytesServed += bytes.length;
    return { _: "upload.file", type: typeOf(file), mtime: file.dateS, bytes };
  },

  "upload.saveFilePart": (call, input) => {
    const { core, account } = call;
    core.files.savePart(
      account.user.id,
      input.file_id as bigint,
      input.file_part as number,
      null,
      input.bytes as Buffer,
    );
    return true;
  },

  "upload.saveBigFilePart": (call, input) => {
    const { core, account } = call;
    const total = input.file_total_parts as number;
    core.files.savePart(
      account.user.id,
      input.file_id as bigint,
      input.file_part as number,
      total,
      input.bytes as Buffer,
    );
    return true;
  },
};

/** Offsets and limits are whole kilobytes (4 KB unless `precise`), and a part lies within one megabyte. */
function assertRange(offset: number, limit: number, precise: boolean): void {
  const step = precise ? KB : 4 * KB;
  if (offset < 0 || offset % step !== 0) throw badRequest("OFFSET_INVALID");
  if (limit <= 0 || limit % step !== 0 || limit > MAX_PART) throw badRequest("LIMIT_INVALID");
  if (!precise && MAX_PART % limit !== 0) throw badRequest("LIMIT_INVALID");
  if (Math.floor(offset / MAX_PART) !== Math.floor((offset + limit - 1) / MAX_PART))
    throw badRequest("LIMIT_INVALID");
}

function fileAt(call: Call, location: Tl): { file: FileFacts; part: PhotoPart | null } {
  const { files } = call.core;
  const isPhoto = location._ === "inputPhotoFileLocation";
  if (!isPhoto && location._ !== "inputDocumentFileLocation") throw badRequest("LOCATION_INVALID");
  files.checkReference(location.file_reference as Buffer);
  const file = files.find(location.id as bigint);
  if (!file || location.access_hash !== fileAccessHash(file.id)) throw badRequest("FILE_ID_INVALID");
  if (isPhoto !== (file.kind === "photo")) throw badRequest("LOCATION_INVALID");
  if (file.dcId !== call.dc.id && call.core.dcs.has(file.dcId)) throw seeOther(`FILE_MIGRATE_${file.dcId}`);
  const size = location.thumb_size as string;
  if (!isPhoto) {
    if (size !== "") throw badRequest("LOCATION_INVALID"); // documents here have no previews
    return { file, part: null };
  }
  const part = findPart(file, size);
  if (!part) throw badRequest("LOCATION_INVALID");
  return { file, part };
}

function peerPhoto(call: Call, location: Tl, offset: number, limit: number): Tl {
  const chat = chatOf(call, location.peer as Tl);
  const photoId = chat.person?.photoId ?? chat.photoId;
  if (photoId === 0n || location.photo_id !== photoId) throw badRequest("LOCATION_INVALID");
  const edge = location.big ? 640 : 160;
  const grey = Number(photoId & 0xffn);
  const bytes = makeJpeg(edge, edge, edge * 20, (length) => Buffer.alloc(length, grey)).subarray(
    offset,
    offset + limit,
  );
  return { _: "upload.file", type: { _: "storage.fileJpeg" }, mtime: chat.createdS, bytes };
}

function typeOf(file: FileFacts): Tl {
  const names: Record<string, string> = {
    "image/jpeg": "storage.fileJpeg",
    "image/webp": "storage.fileWebp",
    "video/mp4": "storage.fileMp4",
    "audio/mpeg": "storage.fileMp3",
    "application/pdf": "storage.filePdf",
  };
  return { _: names[file.mime] ?? "storage.filePartial" };
}
