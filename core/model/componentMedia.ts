/**
 * Pictures, films and files that are laid out in a message (Discord's components). Where one stands among the others is its
 * path: what is stored of it and what the reader shows of it are found by the same one. Pure; what makes no sense is passed over.
 */

/** Of the component at `index` of a list at `path`. */
export const partPath = (path: string, index: number) => (path === "" ? String(index) : `${path}.${index}`);
/** Of what stands beside a section's texts. */
export const accessoryPath = (path: string) => `${path}.a`;
/** Of a picture of a gallery. */
export const itemPath = (path: string, index: number) => `${path}.i${index}`;
/** How stored files name it; `prefix` for what was forwarded. */
export const componentFile = (path: string, prefix = "") => `${prefix}component.${path}`;

/** Layouts within layouts: deeper than any platform goes. */
export const deepestParts = 8;
/** Parts of one message: Discord allows forty. */
export const mostParts = 200;

export interface ComponentMedia {
  path: string;
  /** The platform's own copy, or where the file itself stands; null when neither was told. */
  url: string | null;
  /** The attachment of the message that it shows; null for what stands elsewhere. */
  attachmentId: string | null;
}

type Fields = Readonly<Record<string, unknown>>;
const toFields = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const toList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]).slice(0, mostParts) : [];
const toText = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);

/** All of a message, in reading order. */
export function mediaOfComponents(components: unknown): ComponentMedia[] {
  return mediaIn(components, "", 0);
}

function mediaIn(components: unknown, path: string, depth: number): ComponentMedia[] {
  if (depth > deepestParts) return [];
  return toList(components).flatMap((raw, index) => mediaOf(raw, partPath(path, index), depth));
}

function mediaOf(raw: unknown, path: string, depth: number): ComponentMedia[] {
  const part = toFields(raw);
  if (!part) return [];
  return [
    ...toMedia(part.media ?? part.file, path),
    ...toList(part.items).flatMap((item, index) => toMedia(toFields(item)?.media, itemPath(path, index))),
    ...mediaIn(part.components, path, depth + 1),
    ...(part.accessory === undefined ? [] : mediaOf(part.accessory, accessoryPath(path), depth + 1)),
  ];
}

function toMedia(raw: unknown, path: string): ComponentMedia[] {
  const media = toFields(raw);
  if (!media) return [];
  const attachmentId = toText(media.attachment_id);
  return [
    {
      path,
      url: toText(media.proxy_url) ?? toText(media.url),
      attachmentId: attachmentId !== null && /^\d{1,19}$/.test(attachmentId) ? attachmentId : null,
    },
  ];
}
