/** A text by its lines, of which none is longer than any export's. */
import { ExportError } from "./exportError.ts";
import { limits } from "./limits.ts";

export interface Line {
  text: string;
  /** From 1. */
  number: number;
  /** Bytes read with it. */
  offset: number;
  /** True when no line break ends it: the file ends with it. */
  isLast: boolean;
}

const lineBreak = 0x0a;

/** Throws ExportError for a line that is too long. */
export async function* eachLine(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  let number = 0;
  for await (const chunk of chunks) {
    let from = 0;
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (let to = bytes.indexOf(lineBreak); to >= 0; to = bytes.indexOf(lineBreak, from)) {
      number++;
      offset += to + 1 - from;
      yield { text: bytes.toString("utf8", from, to), number, offset, isLast: false };
      from = to + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > limits.itemBytes)
      throw new ExportError("too_long", `line ${number + 1}`, "A line is longer than any export's.");
  }
  if (rest.length > 0)
    yield { text: rest.toString("utf8"), number: number + 1, offset: offset + rest.length, isLast: true };
}
