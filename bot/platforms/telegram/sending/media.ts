/** What messages carry, as Telegram takes it: by reference where it is there already, else uploaded. */
import { randomBytes } from "node:crypto";
import type { SourceFile } from "../../../../core/database/mirrors/units.ts";
import type { TelegramConnection } from "../connection.ts";
import { Api, toLong } from "../gram.ts";

/** A part of an upload: 512 KB is the most Telegram takes. */
const partBytes = 512 * 1024;
/** Larger files are announced as such. */
const bigFrom = 10 * 1024 * 1024;

/** Media of a message that the account has just read, to be sent anew; null for what cannot be sent like that. */
export function toInputMedia(media: Api.TypeMessageMedia | undefined): Api.TypeInputMedia | null {
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo) {
    const { id, accessHash, fileReference } = media.photo;
    return new Api.InputMediaPhoto({
      id: new Api.InputPhoto({ id, accessHash, fileReference }),
      spoiler: media.spoiler === true,
    });
  }
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document) {
    const { id, accessHash, fileReference } = media.document;
    return new Api.InputMediaDocument({
      id: new Api.InputDocument({ id, accessHash, fileReference }),
      spoiler: media.spoiler === true,
    });
  }
  if (media instanceof Api.MessageMediaPoll) return toPoll(media);
  if (media instanceof Api.MessageMediaGeo && media.geo instanceof Api.GeoPoint) {
    const { lat, long } = media.geo;
    return new Api.InputMediaGeoPoint({ geoPoint: new Api.InputGeoPoint({ lat, long }) });
  }
  if (media instanceof Api.MessageMediaVenue && media.geo instanceof Api.GeoPoint) {
    const { lat, long } = media.geo;
    const { title, address, provider, venueId, venueType } = media;
    const geoPoint = new Api.InputGeoPoint({ lat, long });
    return new Api.InputMediaVenue({ geoPoint, title, address, provider, venueId, venueType });
  }
  if (media instanceof Api.MessageMediaContact) {
    const { phoneNumber, firstName, lastName, vcard } = media;
    return new Api.InputMediaContact({ phoneNumber, firstName, lastName, vcard });
  }
  return null;
}

/** A poll begins anew, without the votes. The right answer of a quiz is known to its author alone: it becomes a plain poll. */
function toPoll({ poll }: Api.MessageMediaPoll): Api.TypeInputMedia {
  const { question, answers, publicVoters, multipleChoice } = poll;
  return new Api.InputMediaPoll({
    poll: new Api.Poll({ id: toLong(0), question, answers, publicVoters, multipleChoice }),
  });
}

/** Uploads a file as what it was; `name` is shown. */
export async function uploadMedia(
  connection: TelegramConnection,
  file: SourceFile,
  kind: string | null,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<Api.TypeInputMedia> {
  const uploaded = await upload(connection, file.fileName, bytes, signal);
  const isPhoto = kind === "photo" || (kind === null && /^image\/(jpeg|png)$/.test(file.contentType ?? ""));
  if (isPhoto) return new Api.InputMediaUploadedPhoto({ file: uploaded, spoiler: file.isSpoiler });
  return new Api.InputMediaUploadedDocument({
    file: uploaded,
    mimeType: file.contentType ?? "application/octet-stream",
    attributes: attributesOf(file, kind),
    spoiler: file.isSpoiler,
    forceFile: kind === "document",
  });
}

async function upload(
  connection: TelegramConnection,
  name: string,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<Api.TypeInputFile> {
  const fileId = toLong(randomBytes(8).readBigInt64LE());
  const isBig = bytes.length > bigFrom;
  const parts = Math.max(1, Math.ceil(bytes.length / partBytes));
  for (let part = 0; part < parts; part++) {
    const piece = bytes.subarray(part * partBytes, (part + 1) * partBytes);
    const common = { fileId, filePart: part, bytes: piece };
    const request = isBig
      ? new Api.upload.SaveBigFilePart({ ...common, fileTotalParts: parts })
      : new Api.upload.SaveFilePart(common);
    await connection.call(request, { signal, cost: 0 });
  }
  return isBig
    ? new Api.InputFileBig({ id: fileId, parts, name })
    : new Api.InputFile({ id: fileId, parts, name, md5Checksum: "" });
}

function attributesOf(file: SourceFile, kind: string | null): Api.TypeDocumentAttribute[] {
  const { fileName, width, height, durationSeconds, contentType } = file;
  const attributes: Api.TypeDocumentAttribute[] = [new Api.DocumentAttributeFilename({ fileName })];
  const type = contentType ?? "";
  const duration = Math.round(durationSeconds ?? 0);
  if (kind === "voice" || kind === "audio" || (kind === null && type.startsWith("audio/")))
    attributes.push(new Api.DocumentAttributeAudio({ duration, voice: kind === "voice" }));
  else if (kind === "video" || kind === "video_note" || (kind === null && type.startsWith("video/")))
    attributes.push(
      new Api.DocumentAttributeVideo({
        duration,
        w: width ?? 0,
        h: height ?? 0,
        roundMessage: kind === "video_note",
        supportsStreaming: true,
      }),
    );
  else if (kind === "animation") attributes.push(new Api.DocumentAttributeAnimated());
  return attributes;
}
