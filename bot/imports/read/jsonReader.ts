/**
 * Reads JSON of any size from a stream of bytes, in the memory of its largest item: the caller walks down to the list it
 * wants and takes the items one by one. Where an item begins and ends is found by its brackets; the item itself is
 * parsed by JSON.parse, which is several times faster than a tokenizer of our own, unless it holds what JSON.parse gets
 * wrong: numbers beyond 2^53 and the invalid escapes of Telegram Desktop (looseJson.ts).
 */
import { createBreath } from "./breath.ts";
import { ExportError, spot } from "./exportError.ts";
import { limits } from "./limits.ts";
import { LooseJsonError, parseLooseJson } from "./looseJson.ts";

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openList = 0x5b;
const closeList = 0x5d;

/** Numbers of so many digits may be beyond 2^53. */
const unsafeDigits = 16;

/** One reader per file, used by one caller at a time. Every method throws ExportError where the text is not JSON. */
export class JsonReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #breath = createBreath();
  /** Its own memory, used again for every chunk: a new one for each took a twelfth of an import's time. */
  #memory: Buffer = Buffer.alloc(0);
  /** What of it is in hand. */
  #buffer: Buffer = this.#memory;
  /** Next byte to be read, in the buffer. */
  #at = 0;
  /** Offset in the file of the buffer's first byte. */
  #base = 0;
  #line = 1;
  #isStarted = false;
  /** Of each object or list that is open: whether its first member is still to come. */
  readonly #isFirst: boolean[] = [];
  // Where the scan of a value stands, so that it goes on in the next chunk.
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #textFrom = 0;
  #digits = 0;
  #hasLongNumber = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Where it stands, for people. */
  get place(): string {
    return spot(this.offset, this.#line);
  }

  /** The kind of the next value by its first character; "" at the end of the text. */
  async peek(): Promise<string> {
    const byte = await this.#next();
    return byte < 0 ? "" : String.fromCharCode(byte);
  }

  /** Steps into an object; its members follow by nextKey. */
  async enterObject(): Promise<void> {
    await this.#expect(openObject, "an object");
    this.#isFirst.push(true);
  }

  /** Steps into a list; its items follow by nextItem. */
  async enterList(): Promise<void> {
    await this.#expect(openList, "a list");
    this.#isFirst.push(true);
  }

  /** The next key of the object, whose value must then be read, skipped or entered; null at its end. */
  async nextKey(): Promise<string | null> {
    if (!(await this.#nextMember(closeObject))) return null;
    if ((await this.#next()) !== quote) throw this.#malformed("a key in quotes");
    const key = await this.value();
    await this.#expect(colon, "a colon");
    return String(key);
  }

  /** True when another item of the list follows, which must then be read, skipped or entered; false at its end. */
  nextItem(): Promise<boolean> {
    return this.#nextMember(closeList);
  }

  /** Reads a whole value, of at most limits.itemBytes. Numbers that JavaScript cannot hold exactly come as text. */
  async value(): Promise<unknown> {
    const breath = this.#breath();
    if (breath) await breath;
    const start = await this.#pass(true);
    const text = this.#buffer.toString("utf8", start, this.#at);
    if (!this.#hasLongNumber) {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // read again below, by which its flaws are borne or named
      }
    }
    try {
      return parseLooseJson(text);
    } catch (error) {
      if (!(error instanceof LooseJsonError)) throw error;
      const offset = this.#base + start + Buffer.byteLength(text.slice(0, error.index));
      const below = text.slice(error.index).split("\n").length - 1;
      throw new ExportError("malformed", spot(offset, this.#line - below), `${error.message}.`);
    }
  }

  /** Goes past a value of any size without keeping it. */
  async skip(): Promise<void> {
    await this.#pass(false);
  }

  async #nextMember(close: number): Promise<boolean> {
    const byte = await this.#next();
    const isFirst = this.#isFirst.at(-1);
    if (byte === close) {
      this.#at++;
      this.#isFirst.pop();
      return false;
    }
    if (isFirst) {
      this.#isFirst[this.#isFirst.length - 1] = false;
      if (byte < 0) throw this.#truncated();
      return true;
    }
    await this.#expect(comma, "a comma");
    return true;
  }

  async #expect(byte: number, what: string): Promise<void> {
    const found = await this.#next();
    if (found < 0) throw this.#truncated();
    if (found !== byte) throw this.#malformed(what);
    this.#at++;
  }

  /** The next byte that is no space, left in place; -1 at the end. */
  async #next(): Promise<number> {
    for (;;) {
      for (; this.#at < this.#buffer.length; this.#at++) {
        const byte = this.#buffer[this.#at] as number;
        if (byte === newline) this.#line++;
        else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return byte;
      }
      if (!(await this.#readOn(this.#at))) return -1;
    }
  }

  /** Goes past one value; with `keep` it stands in the buffer from the returned index up to #at. */
  async #pass(keep: boolean): Promise<number> {
    if ((await this.#next()) < 0) throw this.#truncated();
    let start = this.#at;
    this.#depth = 0;
    this.#inText = false;
    this.#isEscaped = false;
    this.#digits = 0;
    this.#hasLongNumber = false;
    while (!this.#scan()) {
      const inHand = this.#buffer.length - start;
      if (keep && inHand > limits.itemBytes) throw this.#tooLong("item", limits.itemBytes);
      const from = keep ? start : this.#at;
      if (!(await this.#readOn(from))) {
        if (this.#depth === 0 && !this.#inText && this.#at > start) break; // a number ends with the text
        throw this.#truncated();
      }
      start = keep ? 0 : start - from;
    }
    if (this.#at === start && keep) throw this.#malformed("a value");
    return start;
  }

  /** Scans on from #at; true once the value's end is found, with #at behind it. */
  #scan(): boolean {
    const buffer = this.#buffer;
    const length = buffer.length;
    let at = this.#at;
    for (;;) {
      if (this.#inText) {
        if (this.#isEscaped) {
          if (at >= length) break;
          this.#isEscaped = false;
          at++;
        }
        let byte = 0;
        while (at < length) {
          byte = buffer[at] as number;
          if (byte === quote || byte === backslash) break;
          at++;
        }
        if (this.#base + at - this.#textFrom > limits.textBytes) {
          this.#at = at;
          throw this.#tooLong("text", limits.textBytes);
        }
        if (at >= length) break;
        at++;
        if (byte === backslash) {
          this.#isEscaped = true;
          continue;
        }
        this.#inText = false;
        if (this.#depth === 0) {
          this.#at = at;
          return true;
        }
      }
      if (at >= length) break;
      const byte = buffer[at] as number;
      if (byte >= 0x30 && byte <= 0x39) {
        if (++this.#digits >= unsafeDigits) this.#hasLongNumber = true;
        at++;
        continue;
      }
      this.#digits = 0;
      switch (byte) {
        case quote:
          this.#inText = true;
          this.#textFrom = this.#base + at;
          break;
        case openObject:
        case openList:
          if (++this.#depth > limits.depth) {
            this.#at = at;
            throw new ExportError("too_deep", this.place, `It is nested deeper than ${limits.depth} levels.`);
          }
          break;
        case closeObject:
        case closeList:
          if (this.#depth === 0) {
            this.#at = at; // the end of what stands around a number
            return true;
          }
          if (--this.#depth === 0) {
            this.#at = at + 1;
            return true;
          }
          break;
        case newline:
          if (this.#depth === 0) {
            this.#at = at;
            return true;
          }
          this.#line++;
          break;
        case comma:
        case 0x20:
        case 0x0d:
        case 0x09:
          if (this.#depth === 0) {
            this.#at = at;
            return true;
          }
          break;
      }
      at++;
    }
    this.#at = at;
    return false;
  }

  /** Reads the next chunk behind what stands in the buffer from `from` on; false at the end of the file. */
  async #readOn(from: number): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    const chunk = this.#isStarted ? value : withoutMark(value);
    if (!this.#isStarted) this.#base += value.length - chunk.length;
    this.#isStarted = true;
    const rest = this.#buffer.subarray(from);
    const length = rest.length + chunk.length;
    if (length > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(2 * length);
    rest.copy(this.#memory); // the two may overlap: it is moved as a whole
    chunk.copy(this.#memory, rest.length);
    this.#buffer = this.#memory.subarray(0, length);
    this.#base += from;
    this.#at -= from;
    return true;
  }

  #truncated(): ExportError {
    return new ExportError("truncated", this.place, "The file ends in the middle.");
  }

  #malformed(expected: string): ExportError {
    const found = JSON.stringify(this.#buffer.toString("utf8", this.#at, this.#at + 20));
    return new ExportError("malformed", this.place, `Here should be ${expected}, not ${found}.`);
  }

  #tooLong(what: string, most: number): ExportError {
    return new ExportError("too_long", this.place, `Here is a ${what} of more than ${most} bytes.`);
  }
}

/** UTF-8's byte order mark, which some editors write, is no part of the JSON. */
const withoutMark = (chunk: Buffer) =>
  chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
