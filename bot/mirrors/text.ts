/** Texts on their way: cut into pieces, lines added. Offsets count UTF-16 units. Pure. */
import type { TextEntity } from "../../core/model/markup/entity.ts";
import type { FormattedText } from "../platforms/poster.ts";

/** `marks` within [from, to), told from there. */
function within(marks: readonly TextEntity[], from: number, to: number): TextEntity[] {
  return marks.flatMap((mark) => {
    const start = Math.max(mark.offset, from);
    const end = Math.min(mark.offset + mark.length, to);
    return start < end ? [{ ...mark, offset: start - from, length: end - start }] : [];
  });
}

/**
 * The text in pieces of at most `first` units, then `others`: cut at a line, else at a space, else anywhere but within a
 * character. What is set across a cut is set in both pieces. At least one piece, be it empty. `size`: how much a piece
 * takes in the target, where that is more than its text.
 */
export function splitText(
  { text, entities }: FormattedText,
  limits: { first: number; others: number; size?: (piece: FormattedText) => number },
): FormattedText[] {
  const pieces: FormattedText[] = [];
  let from = 0;
  do {
    const limit = pieces.length === 0 ? limits.first : limits.others;
    let [piece, to] = pieceFrom({ text, entities }, from, limit);
    for (let room = limit; limits.size && limits.size(piece) > limit && room > smallestPiece; ) {
      room = Math.max(smallestPiece, Math.floor(room * 0.8));
      [piece, to] = pieceFrom({ text, entities }, from, room);
    }
    pieces.push(piece);
    from = to;
    while (from < text.length && /\s/.test(text[from] ?? "")) from++;
  } while (from < text.length);
  return pieces;
}

/** Marks never take more than the rest of what a message may hold. */
const smallestPiece = 20;

function pieceFrom({ text, entities }: FormattedText, from: number, limit: number): [FormattedText, number] {
  const to =
    text.length - from <= limit ? text.length : from + cutAt(text.slice(from, from + limit + 1), limit);
  return [{ text: text.slice(from, to), entities: within(entities, from, to) }, to];
}

function cutAt(stretch: string, limit: number): number {
  const line = stretch.lastIndexOf("\n", limit);
  if (line >= limit / 2) return line;
  const space = stretch.lastIndexOf(" ", limit);
  if (space >= limit / 2) return space;
  const code = stretch.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}

/** Words with one mark on all of them. */
export const marked = (text: string, type: string, more: Partial<TextEntity> = {}): FormattedText => ({
  text,
  entities: [{ type, offset: 0, length: text.length, ...more }],
});

/** One text of several, each on lines of its own; empty ones take none. */
export function joinTexts(texts: readonly FormattedText[]): FormattedText {
  const [first, ...rest] = texts.filter(({ text }) => text !== "");
  if (!first) return { text: "", entities: [] };
  return rest.reduce((before, { text, entities }) => {
    const from = before.text.length + 1;
    return {
      text: `${before.text}\n${text}`,
      entities: [...before.entities, ...entities.map((mark) => ({ ...mark, offset: mark.offset + from }))],
    };
  }, first);
}

/** Buttons that lead somewhere, as lines below the text. */
export function withButtons(
  { text, entities }: FormattedText,
  buttons: readonly { label: string; url: string }[],
): FormattedText {
  let whole = text;
  const marks = [...entities];
  for (const { label, url } of buttons) {
    if (whole !== "") whole += "\n";
    marks.push({ type: "text_url", offset: whole.length, length: label.length, url });
    whole += label;
  }
  return { text: whole, entities: marks };
}
