/** A page of raw messages in the archive's shape; what cannot be used is set aside. Pure. */
import type { ArchiveAuthor } from "../../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../../core/database/archive/setAside.ts";
import { toSetAside, UnusableItemError } from "../unusable.ts";
import { convertItem } from "./convert.ts";
import { toFields, toId } from "./fields.ts";

interface ConvertedPage {
  /** Newest first, each id once: of twins the first is kept. */
  messages: ArchiveMessage[];
  /** The authors of these messages and whom they mention, each once. */
  authors: ArchiveAuthor[];
  setAside: SetAsideItem[];
}

/**
 * `body` in the order it was sent. `ends`: between which ids the page lies, both exclusive; an item without an id is
 * nowhere else.
 */
export function convertPage(
  body: readonly unknown[],
  ends: { after: string; before: string },
): ConvertedPage {
  const messages = new Map<string, ArchiveMessage>();
  const authors = new Map<string, ArchiveAuthor>();
  const unusable: { raw: unknown; error: UnusableItemError }[] = [];
  for (const raw of body) {
    try {
      const { message, authors: named } = convertItem(raw);
      if (messages.has(message.id)) continue;
      messages.set(message.id, message);
      for (const author of named) if (!authors.has(author.id)) authors.set(author.id, author);
    } catch (error) {
      if (!(error instanceof UnusableItemError)) throw error;
      unusable.push({ raw, error });
    }
  }
  return {
    messages: [...messages.values()].sort((a, b) => compareIds(b.id, a.id)),
    authors: [...authors.values()],
    setAside: unusable.map(({ raw, error }) =>
      toSetAside("message", raw, error, error.id === null ? between(raw, body, ends) : exactly(error.id)),
    ),
  };
}

function exactly(id: string) {
  return { fromId: id, toId: (BigInt(id) + 1n).toString() };
}

/** Where an item without an id stands: between the nearest ids before and after it in the page. */
function between(raw: unknown, body: readonly unknown[], ends: { after: string; before: string }) {
  const index = body.indexOf(raw);
  const idAt = (place: number) => toId(toFields(body[place])?.id);
  let [newer, older] = [index - 1, index + 1];
  while (newer >= 0 && idAt(newer) === null) newer--;
  while (older < body.length && idAt(older) === null) older++;
  const from = BigInt(idAt(older) ?? ends.after) + 1n;
  const to = BigInt(idAt(newer) ?? ends.before);
  // Neighbours without an id between them, or an item too new to have settled: one id stands for it.
  return { fromId: from.toString(), toId: (to > from ? to : from + 1n).toString() };
}

/** Orders decimal ids without the cost of BigInt: the longer one is the larger one. */
const compareIds = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
