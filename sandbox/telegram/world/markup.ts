/** Texts of the shared corpus with Telegram's formatting: the marks become entities, counted in UTF-16 units. */
import type { Tl } from "../tl/writer.ts";

interface Marked {
  text: string;
  entities: readonly Tl[];
}

const MARKS: readonly (readonly [RegExp, string])[] = [
  [/```(?:\w*\n)?([\s\S]+?)```/, "messageEntityPre"],
  [/`([^`\n]+)`/, "messageEntityCode"],
  [/\*\*([^*\n]+)\*\*/, "messageEntityBold"],
  [/\*([^*\n]+)\*/, "messageEntityItalic"],
  [/\|\|([^|\n]+)\|\|/, "messageEntitySpoiler"],
  [/~~([^~\n]+)~~/, "messageEntityStrike"],
];

const FOUND: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/[^\s)]+/g, "messageEntityUrl"],
  [/(?<![\w@])@[a-z]\w{3,31}/gi, "messageEntityMention"],
  [/(?<![\w#])#\p{L}[\p{L}\p{N}_]*/gu, "messageEntityHashtag"],
];

/**
 * Takes the marks out (unless `marks` is false) and notes what they marked, then what Telegram finds by itself:
 * links, mentions, hashtags. Entities come in order.
 */
export function toMarked(source: string, entities: readonly Tl[] = [], { marks = true } = {}): Marked {
  if (!marks || entities.length > 0) return readMarks(source, entities, marks);
  const known = recent.get(source);
  if (known) return known;
  const marked = readMarks(source, [], true);
  if (recent.size > KEPT) recent.clear();
  recent.set(source, marked);
  return marked;
}

/** People say the same things again and again: what was read lately is kept. */
const KEPT = 10_000;
const recent = new Map<string, Marked>();

function readMarks(source: string, entities: readonly Tl[], marks: boolean): Marked {
  let text = source;
  const found = [...entities];
  for (const [mark, type] of marks ? MARKS : []) {
    for (let match = mark.exec(text); match; match = mark.exec(text)) {
      const inner = match[1] as string;
      const before = match[0].indexOf(inner);
      text = text.slice(0, match.index) + inner + text.slice(match.index + match[0].length);
      shift(found, match.index, before, match[0].length - inner.length - before, inner.length);
      found.push({
        _: type,
        offset: match.index,
        length: inner.length,
        ...(type.endsWith("Pre") ? { language: "" } : {}),
      });
    }
  }
  for (const [pattern, type] of FOUND) {
    for (const match of text.matchAll(pattern)) {
      if (!found.some((entity) => overlaps(entity, match.index, match[0].length))) {
        found.push({ _: type, offset: match.index, length: match[0].length });
      }
    }
  }
  return { text, entities: found.sort((a, b) => Number(a.offset) - Number(b.offset)) };
}

/** Moves entities behind a mark that was taken out at `at`: `open` and `close` units around `inner`. */
function shift(entities: Tl[], at: number, open: number, close: number, inner: number): void {
  for (const entity of entities) {
    const offset = entity.offset as number;
    if (offset >= at + open + inner) entity.offset = offset - open - close;
    else if (offset >= at) entity.offset = offset - open;
  }
}

function overlaps(entity: Tl, offset: number, length: number): boolean {
  return Number(entity.offset) < offset + length && offset < Number(entity.offset) + Number(entity.length);
}
