/** The files that messages carry. Pure. */
import type { ArchiveAttachment } from "../../../../core/database/archive/messages.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { Api } from "../gram.ts";

/** What a file is to people: decides how it is shown, and whether it is kept. */
export type FileKind =
  | "photo"
  | "video"
  | "video_note"
  | "animation"
  | "voice"
  | "audio"
  | "sticker"
  | "document";

export interface MediaFile {
  kind: FileKind;
  attachment: ArchiveAttachment;
}

/** The files of a message's media, in order; more than one only of paid media. */
export function toFiles(media: Api.TypeMessageMedia | undefined): MediaFile[] {
  if (media instanceof Api.MessageMediaPhoto) return toPhoto(media.photo, media.spoiler === true);
  if (media instanceof Api.MessageMediaDocument) return toDocument(media.document, media.spoiler === true);
  if (media instanceof Api.MessageMediaPaidMedia)
    return media.extendedMedia.flatMap((one) =>
      one instanceof Api.MessageExtendedMedia ? toFiles(one.media) : [],
    );
  return [];
}

/** The largest picture of a photo; null when it has none that can be downloaded. */
export function largestSize(
  photo: Api.Photo,
): { type: string; width: number; height: number; bytes: number } | null {
  const sizes = photo.sizes.flatMap((size) => {
    if (size instanceof Api.PhotoSize)
      return [{ type: size.type, width: size.w, height: size.h, bytes: size.size }];
    if (size instanceof Api.PhotoSizeProgressive)
      return [{ type: size.type, width: size.w, height: size.h, bytes: Math.max(0, ...size.sizes) }];
    return [];
  });
  return sizes.reduce<(typeof sizes)[number] | null>(
    (largest, size) =>
      largest && largest.width * largest.height >= size.width * size.height ? largest : size,
    null,
  );
}

function toPhoto(photo: Api.TypePhoto | undefined, isSpoiler: boolean): MediaFile[] {
  if (!(photo instanceof Api.Photo)) return []; // a picture that has destroyed itself
  const size = largestSize(photo);
  if (!size) return [];
  const id = photo.id.toString();
  return [
    {
      kind: "photo",
      attachment: {
        id,
        fileName: `photo_${id}.jpg`,
        contentType: "image/jpeg",
        sizeBytes: size.bytes,
        width: size.width,
        height: size.height,
        durationSeconds: null,
        description: null,
        isSpoiler,
        url: `telegram:photo/${id}`,
      },
    },
  ];
}

interface Traits {
  fileName: string | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  description: string | null;
  kind: FileKind;
}

function toDocument(document: Api.TypeDocument | undefined, isSpoiler: boolean): MediaFile[] {
  if (!(document instanceof Api.Document)) return [];
  const id = document.id.toString();
  const traits = readTraits(document);
  const { kind, fileName } = traits;
  return [
    {
      kind,
      attachment: {
        id,
        fileName: toStorableText(fileName || `${kind}_${id}${endingOf(document.mimeType)}`),
        contentType: document.mimeType === "" ? null : toStorableText(document.mimeType),
        sizeBytes: Number(document.size.toString()),
        width: traits.width,
        height: traits.height,
        durationSeconds: traits.durationSeconds,
        description: traits.description === null ? null : toStorableText(traits.description),
        isSpoiler,
        url: `telegram:document/${id}`,
      },
    },
  ];
}

function readTraits({ attributes }: Api.Document): Traits {
  const traits: Traits = {
    fileName: null,
    width: null,
    height: null,
    durationSeconds: null,
    description: null,
    kind: "document",
  };
  for (const attribute of attributes) {
    if (attribute instanceof Api.DocumentAttributeFilename) traits.fileName = attribute.fileName;
    else if (attribute instanceof Api.DocumentAttributeImageSize)
      Object.assign(traits, { width: attribute.w, height: attribute.h });
    else if (attribute instanceof Api.DocumentAttributeVideo) {
      Object.assign(traits, { width: attribute.w, height: attribute.h, durationSeconds: attribute.duration });
      if (traits.kind === "document") traits.kind = attribute.roundMessage ? "video_note" : "video";
    } else if (attribute instanceof Api.DocumentAttributeAudio) {
      traits.durationSeconds = attribute.duration;
      traits.kind = attribute.voice ? "voice" : "audio";
      const title = [attribute.performer, attribute.title].filter((part) => part).join(" – ");
      if (title !== "") traits.description = title;
    } else if (attribute instanceof Api.DocumentAttributeAnimated) {
      if (traits.kind !== "sticker") traits.kind = "animation";
    } else if (attribute instanceof Api.DocumentAttributeSticker) {
      traits.kind = "sticker";
      traits.description = attribute.alt === "" ? null : attribute.alt;
    }
  }
  return traits;
}

const endings: Record<string, string> = {
  "audio/ogg": ".ogg",
  "audio/mpeg": ".mp3",
  "audio/mp4": ".m4a",
  "video/mp4": ".mp4",
  "video/webm": ".webm",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
  "image/gif": ".gif",
  "application/pdf": ".pdf",
  "application/x-tgsticker": ".tgs",
};
const endingOf = (mimeType: string): string => endings[mimeType] ?? "";
