/**
 * Discord's markup as a tree. Pure; total: whatever does not parse is shown as it was written; and in linear time but for
 * a logarithm, whatever marks there are (discord/delimiters.ts).
 *
 * Marks end where Discord's client lets them end: at the first possible place, escapes respected, code in them not; where
 * `*`, `**` and `__` compete at one place the longest wins.
 */
import { type Block, blockAt } from "./discord/blocks.ts";
import { Delimiters } from "./discord/delimiters.ts";
import { addressToken, angleToken, linkTarget } from "./discord/tokens.ts";
import { deepestMarks, type MarkupNode, type WrapperKind } from "./tree.ts";

export function parseDiscordMarkup(text: string): MarkupNode[] {
  return new Parser(text, false).parse(0, text.length, { depth: 0, inEmphasis: false, startsLine: true });
}

interface Around {
  depth: number;
  /** Emphasis within emphasis is the same emphasis. */
  inEmphasis: boolean;
  /** Whether the text begins a line where it begins. */
  startsLine: boolean;
}

/** What was read at a place, and where the text goes on. */
interface Step {
  nodes: MarkupNode[];
  to: number;
}

/** A mark that holds others: its text between [from, until). */
interface Mark {
  kind: WrapperKind;
  from: number;
  until: number;
  to: number;
}

const shrug = "¯\\_(ツ)_/¯";

class Parser {
  readonly #text: string;
  readonly #inQuote: boolean;
  readonly #delimiters: Delimiters;

  constructor(text: string, inQuote: boolean) {
    this.#text = text;
    this.#inQuote = inQuote;
    this.#delimiters = new Delimiters(text);
  }

  parse(from: number, end: number, around: Around): MarkupNode[] {
    const text = this.#text;
    if (around.depth > deepestMarks) return from < end ? [{ kind: "text", text: text.slice(from, end) }] : [];
    const nodes: MarkupNode[] = [];
    /** Plain text that was read but not yet added. */
    let plain = "";
    const add = (node: MarkupNode) => {
      if (plain !== "") nodes.push({ kind: "text", text: plain });
      plain = "";
      nodes.push(node);
    };
    let at = from;
    let startsLine = around.startsLine;
    while (at < end) {
      const block = startsLine ? blockAt(text, at, end, this.#inQuote) : null;
      if (block) {
        add(this.#block(block, around));
        at = block.to;
        continue;
      }
      startsLine = false;
      const step = this.#inline(at, end, around);
      if (typeof step === "string") {
        plain += step;
        at += step.length;
      } else {
        for (const node of step.nodes) {
          if (node.kind === "text") plain += node.text;
          else add(node);
        }
        at = step.to;
        startsLine = around.depth === 0 && text[at - 1] === "\n";
      }
    }
    if (plain !== "") nodes.push({ kind: "text", text: plain });
    return nodes;
  }

  #block(block: Block, around: Around): MarkupNode {
    const deeper = { ...around, depth: around.depth + 1, startsLine: false };
    if (block.kind === "heading")
      return { kind: "heading", level: block.level, children: this.parse(block.from, block.until, deeper) };
    if (block.kind === "small")
      return { kind: "small", children: this.parse(block.from, block.until, deeper) };
    if (block.kind === "quote") {
      const quoted = new Parser(block.text, true);
      // Blocks stand in quotes as they do outside: the quote's own depth does not count.
      return { kind: "quote", children: quoted.parse(0, block.text.length, { ...around, startsLine: true }) };
    }
    const first = block.items[0]?.mark ?? "-";
    return {
      kind: "list",
      isOrdered: /\d/.test(first),
      start: Number.parseInt(first, 10) || 1,
      items: block.items.map(({ depth, from, until }) => ({
        depth,
        children: this.parse(from, until, deeper),
      })),
    };
  }

  /** What stands at a place: plain text as it is, or a node and where the text goes on. */
  #inline(at: number, end: number, around: Around): string | Step {
    const text = this.#text;
    const character = text[at] as string;
    switch (character) {
      case "\n":
        return { nodes: [{ kind: "break" }], to: at + 1 };
      case "\\": {
        const next = at + 1 < end ? text[at + 1] : undefined;
        return next !== undefined && /[^0-9A-Za-z\s]/.test(next)
          ? { nodes: [{ kind: "text", text: next }], to: at + 2 }
          : character;
      }
      case "`":
        return (
          this.#code(at, end) ?? text.slice(at, Math.min(end, at + Math.max(1, this.#delimiters.tickRun(at))))
        );
      case "<":
        return angleToken(text, at, end) ?? character;
      case "[":
        return this.#link(at, end, around) ?? character;
      case "@": {
        const name = text.startsWith("everyone", at + 1)
          ? "everyone"
          : text.startsWith("here", at + 1)
            ? "here"
            : null;
        const to = at + 1 + (name?.length ?? 0);
        return name !== null && to <= end ? { nodes: [{ kind: "everyone", name }], to } : character;
      }
      case "¯":
        return text.startsWith(shrug, at) && at + shrug.length <= end ? shrug : character;
      case "h":
      case "H":
        return addressToken(text, at, end) ?? character;
      case "*":
      case "_":
      case "~":
      case "|": {
        const mark = this.#mark(character, at, end);
        return mark ? this.#wrapped(mark, around) : character;
      }
      default:
        return plainFrom(text, at, end);
    }
  }

  #wrapped({ kind, from, until, to }: Mark, around: Around): Step {
    const inEmphasis = around.inEmphasis || kind === "emphasis";
    const children = this.parse(from, until, { depth: around.depth + 1, inEmphasis, startsLine: false });
    return { nodes: kind === "emphasis" && around.inEmphasis ? children : [{ kind, children }], to };
  }

  #mark(character: "*" | "_" | "~" | "|", at: number, end: number): Mark | null {
    const isDouble = this.#text[at + 1] === character && at + 1 < end;
    if (character === "~" || character === "|") {
      const mark = character === "~" ? "~~" : "||";
      const until = isDouble ? this.#delimiters.pairEnd(mark, at + 2, end) : null;
      const kind = character === "~" ? "strike" : "spoiler";
      return until === null ? null : { kind, from: at + 2, until, to: until + 2 };
    }
    const double = isDouble ? this.#delimiters.doubleEnd(character, at + 2, end) : null;
    const single = this.#delimiters.singleEnd(character, at + 1, end);
    if (single !== null && (double === null || single + 1 >= double + 2))
      return { kind: "emphasis", from: at + 1, until: single, to: single + 1 };
    if (double === null) return null;
    return { kind: character === "*" ? "strong" : "underline", from: at + 2, until: double, to: double + 2 };
  }

  #code(at: number, end: number): Step | null {
    const text = this.#text;
    const fenced = text.startsWith("```", at) ? this.#delimiters.pairEnd("```", at + 3, end) : null;
    if (fenced !== null) {
      const inside = text.slice(at + 3, fenced);
      const [whole = "", language] = /^([a-z0-9_+\-.#]+)\n+/i.exec(inside) ?? [];
      const words = trimLines(inside.slice(whole.length));
      const node: MarkupNode =
        language !== undefined && words !== ""
          ? { kind: "codeBlock", language, text: words }
          : { kind: "codeBlock", language: null, text: trimLines(inside) };
      // The block ends its line by itself.
      return { nodes: [node], to: fenced + (text[fenced + 3] === "\n" && fenced + 3 < end ? 4 : 3) };
    }
    const code = this.#delimiters.code(at, end);
    if (!code) return null;
    // A space keeps backticks of the code apart from those around it.
    const words = text
      .slice(code.from, code.to)
      .replace(/^ (?= *`)/, "")
      .replace(/(` *) $/, "$1");
    return { nodes: [{ kind: "code", text: words }], to: code.to + code.ticks };
  }

  #link(at: number, end: number, around: Around): Step | null {
    const text = this.#text;
    const close = this.#delimiters.partner(at, end);
    if (close === null || close === at + 1 || text[close + 1] !== "(") return null;
    const last = this.#delimiters.partner(close + 1, end);
    const href = last === null ? null : linkTarget(text, close + 1, last);
    if (href === null || last === null) return null;
    const words = text.slice(at + 1, close);
    // An address that shows another address would deceive.
    if (/https?:\/\//i.test(words) && words !== href) return null;
    const deeper = { ...around, depth: around.depth + 1, startsLine: false };
    const children: MarkupNode[] =
      words === href ? [{ kind: "text", text: words }] : this.parse(at + 1, close, deeper);
    return { nodes: [{ kind: "link", href, children }], to: last + 1 };
  }
}

const ordinary = /[^\n\\`<[@¯hH*_~|]+/y;

/** As much as begins nothing. */
function plainFrom(text: string, at: number, end: number): string {
  ordinary.lastIndex = at;
  return (ordinary.exec(text)?.[0] ?? text.charAt(at)).slice(0, end - at);
}

const trimLines = (text: string) => {
  let [from, to] = [0, text.length];
  while (from < to && text[from] === "\n") from++;
  while (to > from && text[to - 1] === "\n") to--;
  return text.slice(from, to);
};
