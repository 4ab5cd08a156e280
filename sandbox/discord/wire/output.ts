/** A page of messages with everything fits in; larger answers make it grow. */
const START_BYTES = 256 * 1024;

/**
 * Where JSON is written as bytes, piece by piece. Much cheaper than joining one long string and encoding
 * it: a single Chinese character would make all of that string two bytes wide. One writer at a time.
 */
export class JsonOutput {
  #buffer = Buffer.allocUnsafe(START_BYTES);
  #used = 0;
  #pending = "";

  /** Adds text that is known to be ASCII. */
  ascii(text: string): void {
    this.#pending += text;
  }

  /** Adds any text. */
  text(text: string): void {
    this.#flush();
    this.#reserve(text.length * 3);
    this.#used += this.#buffer.write(text, this.#used, "utf8");
  }

  /** Adds what was encoded before. */
  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Hands out a copy of what was written, and begins anew. */
  take(): Buffer {
    this.#flush();
    const copy = Buffer.allocUnsafeSlow(this.#used);
    this.#buffer.copy(copy, 0, 0, this.#used);
    this.#used = 0;
    return copy;
  }

  #flush(): void {
    if (this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#reserve(text.length);
    this.#used += this.#buffer.write(text, this.#used, "latin1");
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe((this.#used + more) * 2);
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
