/** Reads CSV (RFC 4180) of any size: fields in quotes may hold separators, line ends and doubled quotes. */
import { ExportError, spot } from "./exportError.ts";
import { limits } from "./limits.ts";

export interface CsvRow {
  fields: string[];
  /** Where it begins. */
  place: string;
  /** Bytes read by its end, to the nearest chunk. */
  offset: number;
}

/** The rows of the file, empty lines left out. Throws ExportError where it ends within quotes or a field is too long. */
export async function* readCsv(chunks: AsyncIterable<Buffer>, separator = ","): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder();
  let offset = 0;
  let line = 1;
  let rowLine = 1;
  let fields: string[] = [];
  let field = "";
  let isQuoted = false;
  /** A quote was read within quotes: it ends them, or is doubled. */
  let isQuotePending = false;
  const endField = () => {
    fields.push(field);
    field = "";
  };
  const row = (): CsvRow => ({ fields, place: spot(offset, rowLine), offset });

  async function* texts() {
    for await (const chunk of chunks) {
      offset += chunk.length;
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  }
  for await (const text of texts()) {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text[at];
      if (char === "\n") line++;
      if (isQuotePending) {
        isQuotePending = false;
        if (char === '"') {
          field += '"';
          from = at + 1;
          continue;
        }
        isQuoted = false;
        from = at;
      }
      if (isQuoted) {
        if (char !== '"') continue;
        field += text.slice(from, at);
        isQuotePending = true;
      } else if (char === '"') {
        field += text.slice(from, at);
        isQuoted = true;
        from = at + 1;
      } else if (char === separator) {
        field += text.slice(from, at);
        endField();
        from = at + 1;
      } else if (char === "\n") {
        field += text.slice(from, at).replace(/\r$/, "");
        endField();
        from = at + 1;
        if (fields.length > 1 || fields[0] !== "") yield row();
        fields = [];
        rowLine = line;
      }
    }
    if (!isQuotePending) field += text.slice(from);
    if (field.length > limits.textBytes)
      throw new ExportError(
        "too_long",
        spot(offset, rowLine),
        `Here is a text of more than ${limits.textBytes} bytes.`,
      );
  }
  if (isQuoted && !isQuotePending)
    throw new ExportError(
      "truncated",
      spot(offset, line),
      "The file ends in the middle of a text in quotes.",
    );
  endField();
  if (fields.length > 1 || fields[0] !== "") yield row();
}
