/** Lists as Discord writes them, for the parser, which knows none: `- a`, `* a`, `1. a`, deeper by two spaces. */
import type { rules } from "discord-markdown-parser";

type ParserRule = (typeof rules)[string];

/** One item a line: no part of it can match in two ways, so that it takes linear time. */
const list = /^(?: {0,8}(?:[-*]|\d{1,9}\.) [^\n]*(?:\n|$))+/;
const item = /^( *)([-*]|\d+\.) (.*)$/;
const deepest = 5;

/** `order`: where the rule stands among the others; before text. */
export const listRule = (order: number): ParserRule => ({
  order,
  match(source, state) {
    const before = state.prevCapture?.[0] ?? "";
    return before === "" || before.endsWith("\n") ? list.exec(source) : null;
  },
  parse(capture, parse, state) {
    const items = (capture[0] ?? "")
      .trimEnd()
      .split("\n")
      .flatMap((line) => {
        const [, indent, mark, words] = item.exec(line) ?? [];
        if (indent === undefined || mark === undefined || words === undefined) return [];
        return {
          depth: Math.min(deepest, Math.floor(indent.length / 2)),
          mark,
          content: parse(words, state),
        };
      });
    const first = items[0]?.mark ?? "-";
    return { isOrdered: /\d/.test(first), start: Number.parseInt(first, 10) || 1, items };
  },
});
