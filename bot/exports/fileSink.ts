/** A file on its way: written under another name, flushed, and only then renamed to its own. */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { flushFolder, makeFolderOf } from "../../core/media/folder.ts";
import type { Sink } from "./format.ts";

/** Waiting characters at which a caller should flush. Smaller is more writes, larger more memory. */
const fullAt = 1 << 20;

export class FileSink implements Sink {
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting: (string | Uint8Array)[] = [];
  #waitingSize = 0;
  #size = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Begins the file; what an earlier attempt left of it is overwritten. */
  static async create(path: string): Promise<FileSink> {
    await makeFolderOf(path);
    return new FileSink(path, await open(`${path}.arriving`, "w"));
  }

  get size(): number {
    return this.#size;
  }

  /** True when so much waits that it should be written. */
  get isFull(): boolean {
    return this.#waitingSize >= fullAt;
  }

  text(text: string): void {
    this.#waiting.push(text);
    this.#waitingSize += text.length;
    this.#size += text.length;
  }

  bytes(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingSize += bytes.length;
    this.#size += bytes.length;
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingSize = 0;
    let text = "";
    for (const piece of waiting) {
      if (typeof piece === "string") text += piece;
      else {
        if (text !== "") await this.#handle.writeFile(text); // appends: from where the handle stands
        text = "";
        await this.#handle.writeFile(piece);
      }
    }
    if (text !== "") await this.#handle.writeFile(text);
  }

  /** Makes it the whole file, for good, and tells its size in bytes. */
  async finish(): Promise<number> {
    await this.flush();
    await this.#handle.sync();
    const { size } = await this.#handle.stat();
    await this.#handle.close();
    await rename(`${this.#path}.arriving`, this.#path);
    await flushFolder(dirname(this.#path));
    return size;
  }

  /** Gives it up: nothing is left of it. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(`${this.#path}.arriving`, { force: true });
  }
}
