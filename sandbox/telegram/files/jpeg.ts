/** A grey JPEG of any size in pixels and in bytes, valid for every reader: baseline, one component, even. */

/** Zig-zag places do not matter here: all coefficients but the first are zero. */
const QUANTIZER = Buffer.alloc(64, 8);
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** One code only: 0 is "no more coefficients". A code of one bit would be all zeros, so it has two. */
const AC_COUNTS = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const AC_VALUES = [0];
/** DC category 0 is "00", the end of a block is "00": four zero bits for every block after the first. */
const BITS_PER_BLOCK = 4;

/** `fill` gives the bytes of the comment that makes up the size. Throws RangeError where there is no room. */
export function makeJpeg(
  width: number,
  height: number,
  sizeBytes: number,
  fill: (length: number) => Buffer,
): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = Buffer.alloc(Math.ceil((blocks * BITS_PER_BLOCK) / 8));
  const head = Buffer.concat([
    segment(0xdb, Buffer.concat([Buffer.from([0]), QUANTIZER])),
    segment(0xc0, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.from([0x00, ...DC_COUNTS, ...DC_VALUES])),
    segment(0xc4, Buffer.from([0x10, ...AC_COUNTS, ...AC_VALUES])),
    segment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
  ]);
  const jfif = segment(0xe0, Buffer.from("4a46494600010100000100010000", "hex"));
  let room = sizeBytes - 4 - jfif.length - head.length - scan.length;
  if (room < 4) throw new RangeError(`No JPEG of ${width}×${height} has ${sizeBytes} bytes.`);
  const comments: Buffer[] = [];
  while (room > 0) {
    // A comment is four bytes at least: never leave fewer.
    let length = Math.min(room, 65_000);
    if (room - length > 0 && room - length < 4) length -= 4;
    comments.push(segment(0xfe, fill(length - 4)));
    room -= length;
  }
  return Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, ...comments, head, scan, Buffer.from([0xff, 0xd9])]);
}

function segment(marker: number, body: Buffer): Buffer {
  const length = body.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), body]);
}
