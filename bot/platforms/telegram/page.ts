/** A page of messages in the archive's shape; what cannot be used is set aside. Pure. */
import type { ArchiveAuthor } from "../../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../../core/database/archive/setAside.ts";
import { toSetAside, UnusableItemError } from "../unusable.ts";
import type { Entities } from "./convert/authors.ts";
import { type ConversionPlace, convertMessage } from "./convert/message.ts";
import { toPlain } from "./convert/plain.ts";
import type { Api } from "./gram.ts";

export interface ConvertedPage {
  /** Newest first, each once. */
  messages: ArchiveMessage[];
  authors: ArchiveAuthor[];
  setAside: SetAsideItem[];
}

export function convertPage(
  raw: readonly Api.TypeMessage[],
  place: ConversionPlace,
  entities: Entities,
): ConvertedPage {
  const page: ConvertedPage = { messages: [], authors: [], setAside: [] };
  const authors = new Map<string, ArchiveAuthor>();
  const seen = new Set<number>();
  for (const one of raw) {
    if (seen.has(one.id)) continue;
    seen.add(one.id);
    try {
      const converted = convertMessage(one, place, entities);
      if (!converted) continue;
      page.messages.push(converted.message);
      for (const author of converted.authors) authors.set(author.id, author);
    } catch (error) {
      if (!(error instanceof UnusableItemError)) throw error;
      const id = Number.isInteger(one.id) ? String(one.id) : null;
      const range = id === null ? null : { fromId: id, toId: String(one.id + 1) };
      page.setAside.push(toSetAside("message", toPlain(one), error, range));
    }
  }
  page.messages.sort((a, b) => Number(b.id) - Number(a.id));
  page.authors = [...authors.values()];
  return page;
}
