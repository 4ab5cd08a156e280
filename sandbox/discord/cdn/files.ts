import { hashText, mix } from "../../world/hash.ts";
import { corpora } from "../../world/texts/index.ts";
import type { Attachment } from "../world/facts.ts";
import { paintLandscape } from "./images.ts";

/** The bytes of an attachment, exactly as many as it says; the same at every call. */
export function makeFile(attachment: Attachment): Buffer {
  if (attachment.bytes) return attachment.bytes;
  const hash = hashText(attachment.id);
  const { contentType, sizeBytes, width, height } = attachment;
  if (width !== null && height !== null) return paintLandscape(hash, width, height, sizeBytes);
  if (contentType.startsWith("application/json")) return makeJson(sizeBytes);
  if (contentType.startsWith("text/")) return makeText(hash, sizeBytes, attachment.filename);
  if (contentType === "application/pdf") return makePdf(sizeBytes);
  return makeNoise(hash, sizeBytes, contentType === "audio/ogg" ? "OggS" : "");
}

/** Whole lines, filled up with spaces, so that no character is cut in two. */
function makeText(hash: number, sizeBytes: number, filename: string): Buffer {
  const corpus = /[^\u0020-\u007e]/.test(filename) ? corpora["zh-Hant"] : corpora.en;
  const out = Buffer.alloc(sizeBytes, " ");
  let used = 0;
  for (let i = 0; ; i++) {
    const own = mix(hash, i);
    const line = `${i + 1},${(own % 18_000) / 100},${corpus.titles[own % corpus.titles.length]}\n`;
    if (used + Buffer.byteLength(line) > sizeBytes) return out;
    used += out.write(line, used);
  }
}

function makeJson(sizeBytes: number): Buffer {
  const out = Buffer.alloc(sizeBytes, " ");
  out.write('{"type":"FeatureCollection","features":[]}');
  return out;
}

/** One empty page. What follows the end marker is ignored by readers. */
function makePdf(sizeBytes: number): Buffer {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 4\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size 4 /Root 1 0 R >>\n`;
  const out = Buffer.alloc(sizeBytes, "\n");
  out.write(`${text}${table}startxref\n${text.length}\n%%EOF\n`, "latin1");
  return out;
}

function makeNoise(hash: number, sizeBytes: number, magic: string): Buffer {
  const out = Buffer.alloc(sizeBytes);
  for (let i = 0; i < sizeBytes; i++) out[i] = mix(hash, i) & 0xff;
  out.write(magic, "latin1");
  return out;
}
