/** Discord's markup as a tree. Pure; total: whatever does not parse is shown as it was written. */
import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";
import { listRule } from "./listRule.ts";
import type { ListItem, MarkupNode } from "./tree.ts";

// Emoji are text here: the reader's own system draws them. Emoticons need no mark of their own.
const { twemoji: _emoji, emoticon: _emoticon, ...known } = rulesExtended;
const beforeText = (known.text?.order ?? 0) - 0.5;
const parser = SimpleMarkdown.parserFor({ ...known, list: listRule(beforeText) });

/** Longer than any message of Discord's: beyond it (an import) the time a parser takes is not worth the marks. */
const longest = 6_000;

export function parseDiscordMarkup(text: string): MarkupNode[] {
  if (text.length > longest) return [{ kind: "text", text }];
  try {
    return toNodes(parser(text, { inline: true }));
  } catch (error) {
    // Thousands of nested marks exhaust the stack (RangeError); nobody wrote them to be formatted.
    if (error instanceof RangeError) return [{ kind: "text", text }];
    throw error;
  }
}

/** A node of the parser: its fields depend on its type. */
interface ParsedNode {
  type: string;
  [field: string]: unknown;
}

function toNodes(parsed: unknown): MarkupNode[] {
  const nodes: MarkupNode[] = [];
  for (const each of Array.isArray(parsed) ? (parsed as ParsedNode[]) : []) {
    const node = toNode(each);
    const last = nodes.at(-1);
    // The parser cuts text into single words and marks: one node each would make one element each.
    if (node.kind === "text" && last?.kind === "text") last.text += node.text;
    else nodes.push(node);
  }
  return nodes;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const wrappers = {
  strong: "strong",
  em: "emphasis",
  underline: "underline",
  strikethrough: "strike",
  spoiler: "spoiler",
  blockQuote: "quote",
  subtext: "small",
} as const;

function toNode(node: ParsedNode): MarkupNode {
  const text = textOf(node.content);
  const id = textOf(node.id);
  switch (node.type) {
    case "strong":
    case "em":
    case "underline":
    case "strikethrough":
    case "spoiler":
    case "blockQuote":
    case "subtext":
      return { kind: wrappers[node.type], children: toNodes(node.content) };
    case "heading":
      return {
        kind: "heading",
        level: Math.min(3, Math.max(1, Number(node.level))) as 1 | 2 | 3,
        children: toNodes(node.content),
      };
    case "list":
      return {
        kind: "list",
        isOrdered: node.isOrdered === true,
        start: Number(node.start),
        items: (node.items as { depth: number; content: unknown }[]).map(
          ({ depth, content }): ListItem => ({ depth, children: toNodes(content) }),
        ),
      };
    case "br":
    case "newline":
      return { kind: "break" };
    case "inlineCode":
      return { kind: "code", text };
    case "codeBlock":
      return { kind: "codeBlock", language: textOf(node.lang) || null, text };
    case "url":
    case "autolink":
    case "link":
      return toLink(textOf(node.target), toNodes(node.content));
    case "user":
      return { kind: "person", id };
    case "channel":
    case "role":
      return { kind: node.type, id };
    case "everyone":
    case "here":
      return { kind: "everyone", name: node.type };
    case "emoji":
      return { kind: "emoji", name: textOf(node.name) };
    case "timestamp":
      return { kind: "time", seconds: Number(node.timestamp), style: textOf(node.format) || "f" };
    case "slashCommand":
      return { kind: "command", name: textOf(node.fullName) };
    case "guildNavigation":
      return { kind: "command", name: textOf(node.navigation) };
    default:
      return { kind: "text", text };
  }
}

/** Only http and https lead anywhere; of anything else the words remain. */
function toLink(href: string, children: MarkupNode[]): MarkupNode {
  if (/^https?:\/\//i.test(href)) return { kind: "link", href, children };
  return { kind: "text", text: `${plainText(children)} (${href})` };
}

/** The words of a tree, without its marks. */
export function plainText(nodes: readonly MarkupNode[]): string {
  return nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if ("children" in node) return plainText(node.children);
      if (node.kind === "list") return node.items.map(({ children }) => plainText(children)).join(" ");
      if (node.kind === "emoji") return `:${node.name}:`;
      return node.kind === "break" ? " " : "";
    })
    .join("");
}
