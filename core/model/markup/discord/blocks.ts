/** What begins a line of Discord's markup: headings, small print, quotes, lists. Pure. */

/** A line or lines at `at`, where a line begins. Places are of the whole text; `to` is where it goes on. */
export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; from: number; until: number; to: number }
  | { kind: "small"; from: number; until: number; to: number }
  /** The words of the quote, its marks taken away. */
  | { kind: "quote"; text: string; to: number }
  | { kind: "list"; items: ListLine[]; to: number };

export interface ListLine {
  depth: number;
  mark: string;
  from: number;
  until: number;
}

const heading = /(#{1,3}) +(?=[^\n])/y;
const small = /-# +(?=[^\n])/y;
const quoteRest = / *>>> ?/y;
const quoteLine = / *> /y;
const listLine = /( *)([-*]|\d{1,9}\.) +(?=\S)/y;
const deepest = 10;

const lineEnd = (text: string, at: number, end: number) => {
  const newline = text.indexOf("\n", at);
  return newline < 0 || newline > end ? end : newline;
};

/** The block at the beginning of a line; null when the line is plain. `inQuote`: quotes hold no quotes. */
export function blockAt(text: string, at: number, end: number, inQuote: boolean): Block | null {
  return lineBlock(text, at, end) ?? (inQuote ? null : quoteAt(text, at, end)) ?? listAt(text, at, end);
}

function lineBlock(text: string, at: number, end: number): Block | null {
  const marks = matchAt(heading, text, at);
  const isSmall = marks ? null : matchAt(small, text, at);
  const mark = marks ?? isSmall;
  if (!mark) return null;
  const from = at + mark[0].length;
  const until = lineEnd(text, from, end);
  if (from >= until) return null;
  const place = { from, until, to: Math.min(end, until + 1) };
  return marks
    ? { kind: "heading", level: (marks[1] as string).length as 1 | 2 | 3, ...place }
    : { kind: "small", ...place };
}

function quoteAt(text: string, at: number, end: number): Block | null {
  const rest = matchAt(quoteRest, text, at);
  if (rest) return { kind: "quote", text: text.slice(at + rest[0].length, end), to: end };
  const lines: string[] = [];
  let to = at;
  while (to < end) {
    const mark = matchAt(quoteLine, text, to);
    if (!mark || to + mark[0].length > end) break;
    const until = lineEnd(text, to, end);
    lines.push(text.slice(to + mark[0].length, until));
    to = Math.min(end, until + 1);
  }
  return lines.length === 0 ? null : { kind: "quote", text: lines.join("\n"), to };
}

function listAt(text: string, at: number, end: number): Block | null {
  const items: ListLine[] = [];
  let to = at;
  while (to < end) {
    const line = matchAt(listLine, text, to);
    if (!line || to + line[0].length >= end) break;
    const until = lineEnd(text, to, end);
    const [whole, indent = "", mark = "-"] = line;
    // Whoever indents the first line means nothing by it.
    const depth = items.length === 0 ? 0 : Math.min(deepest, Math.ceil(indent.length / 2));
    items.push({ depth, mark, from: to + whole.length, until });
    to = Math.min(end, until + 1);
  }
  return items.length === 0 ? null : { kind: "list", items, to };
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
