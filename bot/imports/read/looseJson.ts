/**
 * JSON as some exporters write it: numbers beyond 2^53 (Discord's data package) come as text, and the escapes `\x07` with
 * which Telegram Desktop writes control characters (export_output_json.cpp, SerializeString) are understood. Slower than
 * JSON.parse; for items that need it.
 */

export class LooseJsonError extends Error {
  override name = "LooseJsonError";
  /** Index of the character at fault. */
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

/** Parses one value. The text's nesting must be bounded by the caller. Throws LooseJsonError. */
export function parseLooseJson(text: string): unknown {
  const parser = new LooseParser(text);
  const value = parser.value();
  parser.end();
  return value;
}

const plain: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const numberShape = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const wordShape = /true|false|null/y;
const spaceShape = /[ \t\r\n]*/y;
const untilSpecial = /[^"\\]*/y;

class LooseParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    this.#take(spaceShape);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case '"':
        return this.#string();
    }
    const number = this.#take(numberShape);
    if (number) return exact(number);
    const word = this.#take(wordShape);
    if (!word) throw this.#unexpected("a value");
    return word === "null" ? null : word === "true";
  }

  end(): void {
    this.#take(spaceShape);
    if (this.#at < this.#text.length) throw this.#unexpected("the end");
  }

  #object(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.#at++;
    while (!this.#closes("}", members.length)) {
      this.#take(spaceShape);
      if (this.#text[this.#at] !== '"') throw this.#unexpected("a key in quotes");
      const key = this.#string();
      this.#take(spaceShape);
      if (this.#text[this.#at] !== ":") throw this.#unexpected("a colon");
      this.#at++;
      members.push([key, this.value()]);
    }
    return Object.fromEntries(members); // defines "__proto__" as a key like any other
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#closes("]", items.length)) items.push(this.value());
    return items;
  }

  #closes(bracket: string, members: number): boolean {
    this.#take(spaceShape);
    const found = this.#text[this.#at];
    if (found === bracket) {
      this.#at++;
      return true;
    }
    if (members === 0) return false;
    if (found !== ",") throw this.#unexpected("a comma");
    this.#at++;
    return false;
  }

  #string(): string {
    this.#at++;
    let value = this.#take(untilSpecial);
    for (;;) {
      const found = this.#text[this.#at];
      if (found === '"') {
        this.#at++;
        return value;
      }
      if (found === undefined) throw this.#unexpected("the end of a text");
      value += this.#escape() + this.#take(untilSpecial);
    }
  }

  #escape(): string {
    const kind = this.#text[this.#at + 1] ?? "";
    const simple = plain[kind];
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const digits = kind === "u" ? 4 : kind === "x" ? 2 : 0;
    const code = this.#text.slice(this.#at + 2, this.#at + 2 + digits);
    if (digits === 0 || !/^[0-9a-f]+$/i.test(code) || code.length < digits)
      throw this.#unexpected("an escaped character");
    this.#at += 2 + digits;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  /** What the pattern matches here; "" when nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #unexpected(expected: string): LooseJsonError {
    const found = JSON.stringify(this.#text.slice(this.#at, this.#at + 20));
    return new LooseJsonError(`Here should be ${expected}, not ${found}`, this.#at);
  }
}

/** A whole number that JavaScript would round stays text. */
function exact(number: string): number | string {
  const value = Number(number);
  return /^-?\d+$/.test(number) && !Number.isSafeInteger(value) ? number : value;
}
