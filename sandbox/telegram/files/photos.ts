/** The sizes a picture comes in, and a JPEG of exactly so many bytes for each. */
import type { FileFacts } from "../world/facts.ts";

/** One size of a picture. */
export interface PhotoPart {
  /** Telegram's letter: m 320, x 800, y 1280 pixels at most. */
  type: "m" | "x" | "y";
  width: number;
  height: number;
  sizeBytes: number;
  /** Bytes after which a progressive picture is worth showing; the last is its size. Null: not progressive. */
  steps: number[] | null;
}

const EDGES = [
  ["m", 320],
  ["x", 800],
  ["y", 1_280],
] as const;

/** All sizes of a picture, the smallest first; the last is the picture itself. */
export function photoParts(file: FileFacts): PhotoPart[] {
  const longest = Math.max(file.width, file.height);
  const parts: PhotoPart[] = [];
  for (const [type, edge] of EDGES) {
    const isWhole = edge >= longest || type === "y";
    const scale = isWhole ? 1 : edge / longest;
    const sizeBytes = isWhole ? file.sizeBytes : Math.floor(file.sizeBytes * scale * scale * 0.9) + 2_000;
    const steps =
      type === "y" && !file.bytes ? [0.2, 0.5, 0.8, 1].map((share) => Math.floor(sizeBytes * share)) : null;
    parts.push({
      type,
      width: Math.round(file.width * scale),
      height: Math.round(file.height * scale),
      sizeBytes,
      steps,
    });
    if (isWhole) break;
  }
  return parts;
}
