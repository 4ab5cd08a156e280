/**
 * Telegram's entities as a tree: marks that stand beside the text, by offset and length in UTF-16 units, which are
 * JavaScript's own. Pure; total: what lies outside the text or crosses another mark is cut to fit.
 */
import type { TextEntity } from "./entity.ts";
import { deepestMarks, type MarkupNode, type WrapperKind } from "./tree.ts";

/** Telegram allows a hundred to a message; an import that claims more is not worth the time. */
const most = 1_000;

interface Span {
  entity: TextEntity;
  from: number;
  to: number;
}

export function parseTelegramMarkup(text: string, entities: readonly TextEntity[]): MarkupNode[] {
  const spans = entities
    .slice(0, most)
    .map(
      (entity): Span => ({
        entity,
        from: onCharacter(text, Math.max(0, entity.offset)),
        to: onCharacter(text, Math.min(text.length, entity.offset + entity.length)),
      }),
    )
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  return new Weaver(text, spans).weave(0, text.length, 0);
}

/** Builds the tree in one pass: each span is entered once, and once more for each mark that it crosses. */
class Weaver {
  readonly #text: string;
  /** Sorted; what is left of a crossing span is put back in its place. */
  readonly #waiting: Span[];

  constructor(text: string, spans: Span[]) {
    this.#text = text;
    this.#waiting = spans.toReversed();
  }

  weave(from: number, end: number, depth: number): MarkupNode[] {
    const nodes: MarkupNode[] = [];
    let at = from;
    const addText = (to: number) => {
      if (to > at) nodes.push({ kind: "text", text: this.#text.slice(at, to) });
      at = Math.max(at, to);
    };
    for (;;) {
      const next = this.#waiting.at(-1);
      if (!next || next.from >= end) break;
      this.#waiting.pop();
      if (next.to > end) this.#putBack({ ...next, from: end });
      const to = Math.min(next.to, end);
      if (depth >= deepestMarks || to <= at) continue;
      addText(next.from);
      const start = Math.max(at, next.from);
      nodes.push(...this.#nodes(next.entity, start, to, depth + 1));
      at = to;
    }
    addText(end);
    return nodes;
  }

  /** Among those that begin where it begins, which is at the end of the mark that is being read. */
  #putBack(span: Span): void {
    let place = this.#waiting.length;
    const isEarlier = (other: Span) =>
      other.from < span.from || (other.from === span.from && other.to > span.to);
    while (place > 0 && isEarlier(this.#waiting[place - 1] as Span)) place--;
    this.#waiting.splice(place, 0, span);
  }

  #nodes(entity: TextEntity, from: number, to: number, depth: number): MarkupNode[] {
    const words = this.#text.slice(from, to);
    const whole = () => this.weave(from, to, depth);
    const wrapper = entity.is_collapsed ? "foldedQuote" : wrappers[entity.type];
    if (wrapper) return [{ kind: wrapper, children: whole() }];
    const href = hrefOf(entity, words);
    if (href !== null) return [{ kind: "link", href, children: whole() }];
    const leaf = leafOf(entity, words);
    if (!leaf) return whole(); // hashtags, numbers of telephones and cards: words like others
    this.#skip(to);
    return [leaf];
  }

  /** Leaves out what begins before `to`: it lies within something that holds no marks. */
  #skip(to: number): void {
    for (let next = this.#waiting.at(-1); next && next.from < to; next = this.#waiting.at(-1)) {
      this.#waiting.pop();
      if (next.to > to) this.#putBack({ ...next, from: to });
    }
  }
}

/** Where it leads; null when it leads nowhere. */
function hrefOf({ type, url }: TextEntity, words: string): string | null {
  if (type === "url") return /^https?:\/\//i.test(words) ? words : `https://${words}`;
  if (type !== "text_link" && type !== "text_url") return null;
  return url && /^https?:\/\//i.test(url) ? url : null;
}

/** What holds no marks; null for everything else. */
function leafOf(entity: TextEntity, words: string): MarkupNode | null {
  switch (entity.type) {
    case "code":
      return { kind: "code", text: words };
    case "pre":
      return { kind: "codeBlock", language: entity.language || null, text: words.replace(/\n$/, "") };
    case "mention":
      return { kind: "person", id: "", name: words.replace(/^@/, "") };
    case "mention_name":
    case "text_mention":
      return { kind: "person", id: entity.user_id ?? "", name: words };
    case "bot_command":
      return { kind: "command", name: words.replace(/^\//, "") };
    case "custom_emoji":
      return { kind: "emoji", name: words, id: entity.custom_emoji_id ?? "", isAnimated: false };
    default:
      return null;
  }
}

const wrappers: Partial<Record<string, WrapperKind>> = {
  bold: "strong",
  italic: "emphasis",
  underline: "underline",
  strike: "strike",
  strikethrough: "strike",
  spoiler: "spoiler",
  blockquote: "quote",
  expandable_blockquote: "foldedQuote",
};

/** The place itself, or that of the whole character when it lies between the halves of one. */
function onCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
}
