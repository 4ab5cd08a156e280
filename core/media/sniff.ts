/** What a file is by its first bytes; what others say of it is not believed. */
import { fileTypeFromBuffer } from "file-type";
import { imageSize } from "image-size";

/** Enough for every signature and for the dimensions of nearly every picture; more only costs memory. */
export const headBytes = 64 * 1024;

export interface Sniffed {
  contentType: string;
  extension: string;
  /** Pixels; null for what is no picture, or does not say it within its head. */
  width: number | null;
  height: number | null;
}

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/**
 * Type and dimensions by the content's head. Text of every kind (HTML and SVG too) has no signature and is
 * application/octet-stream: nothing shows it as a page. Never throws.
 */
export async function sniff(head: Uint8Array): Promise<Sniffed> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!found || !/^[0-9a-z]{1,10}$/.test(found.ext))
    return { contentType: "application/octet-stream", extension: "bin", width: null, height: null };
  const size = pictures.has(found.mime) ? measure(head) : null;
  return {
    contentType: found.mime,
    extension: found.ext,
    width: size?.width ?? null,
    height: size?.height ?? null,
  };
}

function measure(head: Uint8Array): { width: number; height: number } | null {
  try {
    const { width, height } = imageSize(head);
    return width > 0 && height > 0 ? { width, height } : null;
  } catch {
    return null; // cut off or damaged: a file like any other, only without dimensions
  }
}
