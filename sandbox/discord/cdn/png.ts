import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * An indexed PNG. `pixels` are palette indexes row by row, `palette` is RGB. With `sizeBytes` the file is
 * filled up to exactly that by a private chunk that every reader skips; it must leave room for it.
 */
export function encodePng(
  width: number,
  height: number,
  palette: readonly (readonly [number, number, number])[],
  pixels: Uint8Array,
  sizeBytes?: number,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits per pixel, indexed
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const parts = [
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 6 })),
  ];
  const end = chunk("IEND", Buffer.alloc(0));
  const used = parts.reduce((sum, part) => sum + part.length, end.length);
  const fill = sizeBytes === undefined ? 0 : sizeBytes - used - 12;
  if (fill < 0)
    throw new RangeError(`A picture of ${width}×${height} needs ${used + 12} bytes, not ${sizeBytes}.`);
  if (sizeBytes !== undefined) parts.push(chunk("ftLr", Buffer.alloc(fill)));
  return Buffer.concat([...parts, end]);
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}
