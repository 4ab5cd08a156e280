/** Changing the text of a search: a piece out, a filter in. Pure. */
import { type FilterName, filterNames, toPieces } from "../../../core/model/search/query.ts";

/** Without the piece at [start, end). Alternatives joined by "or" stay joined to the rest. */
export function withoutPiece(q: string, [start, end]: readonly [number, number]): string {
  const pieces = toPieces(q);
  const index = pieces.findIndex((piece) => piece.start === start && piece.end === end);
  if (index < 0) return q;
  const isOr = (at: number) => /^(or|\||\|\|)$/i.test(pieces[at]?.text ?? "");
  // The "or" before it, or the one behind the first alternative, goes along.
  const gone = new Set([index, isOr(index - 1) ? index - 1 : isOr(index + 1) ? index + 1 : index]);
  return pieces
    .filter((_, at) => !gone.has(at))
    .map(({ text }) => text)
    .join(" ");
}

/** With a filter behind it. */
export const withFilter = (q: string, filter: string): string => `${q.trim()} ${filter}`.trim();

/** What is being typed at the caret: a filter's value, or what may become a filter. */
export type Typing =
  | { kind: "value"; filter: FilterName; isNot: boolean; typed: string; start: number; end: number }
  | { kind: "word"; isNot: boolean; typed: string; start: number; end: number };

export function typingAt(q: string, caret: number): Typing | null {
  const piece = toPieces(q).find(({ start, end }) => start < caret && caret <= end);
  if (!piece) return null;
  const typed = q.slice(piece.start, caret);
  const [, minus = "", name, value] = /^([-−–－]?)(?:(\p{L}+)[:：])?(.*)$/su.exec(typed) ?? [];
  const place = { isNot: minus !== "", start: piece.start, end: piece.end };
  const filter = filterNames.find((each) => each === name?.toLowerCase());
  if (filter) return { kind: "value", filter, typed: (value ?? "").replace(/^"/, ""), ...place };
  return name === undefined ? { kind: "word", typed: value ?? "", ...place } : null;
}

/** The text with what is being typed replaced, and where the caret stands then. */
export function complete(q: string, typing: Typing, written: string): { q: string; caret: number } {
  const isWhole = !written.endsWith(":");
  const text = `${typing.isNot ? "-" : ""}${written}${isWhole ? " " : ""}`;
  const rest = q.slice(typing.end);
  return {
    q: q.slice(0, typing.start) + text + (isWhole ? rest.trimStart() : rest),
    caret: typing.start + text.length,
  };
}
