/** Gathers the messages of one channel into parts of a fixed size, so that the same file always gives the same parts. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { MessageHistory } from "../../core/database/imports/history.ts";
import {
  type ExportPart,
  type ImportedFile,
  type ImportPlace,
  type ImportTrouble,
  partSize,
} from "./export.ts";
import { ItemError } from "./itemError.ts";

/** What stays the same for all parts of a channel. */
export interface PartFrame {
  place: ImportPlace;
  exportedAt: Date | null;
  rangeFrom?: string | null;
  isExcerpt?: boolean;
}

export class PartBuilder {
  readonly #frame: PartFrame;
  #messages: ArchiveMessage[] = [];
  #authors = new Map<string, ArchiveAuthor>();
  #files: ImportedFile[] = [];
  #histories: MessageHistory[] = [];
  #troubles: ImportTrouble[] = [];
  #items = 0;

  constructor(frame: PartFrame) {
    this.#frame = frame;
  }

  /** True when it holds a part's worth of items: then `take` it. */
  get isFull(): boolean {
    return this.#items >= partSize;
  }

  /** Items it holds. */
  get size(): number {
    return this.#items;
  }

  add(message: ArchiveMessage, files: readonly ImportedFile[] = []): void {
    this.#items++;
    this.#messages.push(message);
    this.#files.push(...files);
  }

  /** Notes what is known of the past of a message. */
  addHistory(history: MessageHistory): void {
    this.#histories.push(history);
  }

  /** The last of several states of one person counts. */
  addAuthor(author: ArchiveAuthor): void {
    this.#authors.set(author.id, author);
  }

  /** True when somebody of this id is among the part's people. */
  knows(authorId: string): boolean {
    return this.#authors.has(authorId);
  }

  /** Adds what `add` makes of the item that stands at `place`; what cannot be kept (ItemError) is left out. */
  attempt(place: string, add: () => void): void {
    try {
      add();
    } catch (error) {
      if (!(error instanceof ItemError)) throw error;
      this.leaveOut({ reason: error.reason, place, message: error.message });
    }
  }

  /** Notes what was left out; it counts as an item. */
  leaveOut(trouble: ImportTrouble): void {
    this.#items++;
    this.#troubles.push(trouble);
  }

  /** Notes what is wrong with something that belongs to an item, such as a file. */
  note(trouble: ImportTrouble): void {
    this.#troubles.push(trouble);
  }

  /** What was gathered, and begins anew. `offset`: bytes of the file read so far. */
  take(offset: number): ExportPart {
    const part = {
      rangeFrom: null,
      isExcerpt: false,
      ...this.#frame,
      messages: this.#messages,
      authors: [...this.#authors.values()],
      files: this.#files,
      histories: this.#histories,
      troubles: this.#troubles,
      offset,
    };
    this.#messages = [];
    this.#authors = new Map();
    this.#files = [];
    this.#histories = [];
    this.#troubles = [];
    this.#items = 0;
    return part;
  }
}
