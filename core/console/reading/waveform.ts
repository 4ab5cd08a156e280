/** How loud a recording is over its length. Pure. */
import { z } from "zod";

const Detail = z.object({ waveform: z.union([z.string(), z.array(z.number())]) });
/** More bars than a player has pixels for. */
const most = 256;

/** Of what the platform told of a file; null when it told nothing that makes sense. Discord sends bytes as Base64. */
export function readWaveform(detail: unknown): number[] | null {
  const { data } = Detail.safeParse(detail);
  if (!data) return null;
  const levels =
    typeof data.waveform === "string" ? [...Buffer.from(data.waveform, "base64")] : data.waveform;
  const shown = levels.slice(0, most).map((level) => Math.min(255, Math.max(0, Math.round(level) || 0)));
  return shown.length > 0 ? shown : null;
}

/** Telegram packs a hundred levels of 5 bits each, the lowest bits first (core.telegram.org: Voice messages). */
export function unpackWaveform(packed: string): number[] | null {
  const bytes = Buffer.from(packed, "base64");
  const count = Math.min(most, Math.floor((bytes.length * 8) / 5));
  const levels = Array.from({ length: count }, (_, i) => {
    const bit = i * 5;
    const two = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8);
    return Math.round((((two >> (bit & 7)) & 31) * 255) / 31);
  });
  return levels.length > 0 ? levels : null;
}
