/** A tree in Discord's markup. Pure; what the tree says as text is escaped, so that it marks nothing. */
import type { MarkupNode } from "./tree.ts";

const marks: Partial<Record<MarkupNode["kind"], string>> = {
  strong: "**",
  underline: "__",
  strike: "~~",
  spoiler: "||",
};

/** Marks are kept on the words: `**` does not hold beside a space. */
export function toDiscord(nodes: readonly MarkupNode[]): string {
  const writer = new Writer();
  writer.write(nodes, null);
  return escapeLines(writer.text).replaceAll(keep, "");
}

/** Stands before what begins a line on purpose; no text holds it. */
const keep = "\u0000";
const gap = "\u200b";

class Writer {
  text = "";
  #endsLine = false;

  /** `within`: the mark around them. */
  write(nodes: readonly MarkupNode[], within: MarkupNode["kind"] | null): void {
    for (const [index, node] of nodes.entries()) {
      const mark = node.kind === "emphasis" ? (within === "strong" ? "_" : "*") : marks[node.kind];
      if (mark !== undefined && "children" in node) {
        // Two of a kind side by side would be read as one mark: a space without width keeps them apart.
        if (nodes[index - 1]?.kind === node.kind && this.text.endsWith(mark.charAt(0))) this.#add(gap);
        this.#marked(mark, node.children, node.kind);
      } else this.#node(node, within);
    }
  }

  #marked(mark: string, children: readonly MarkupNode[], kind: MarkupNode["kind"]): void {
    const inner = new Writer();
    inner.write(children, kind);
    const [, before = "", words = "", after = ""] = /^(\s*)([^]*?)(\s*)$/.exec(inner.text) ?? [];
    // Where `~~` and `||` end, backslashes count for nothing: a space without width keeps them apart from the words.
    const character = mark.charAt(0);
    const apart = (isNear: boolean) => (isNear && "~|".includes(character) ? gap : "");
    const first = apart(/^\\?[~|]/.test(words));
    const last = apart(/[~|]$/.test(words));
    this.#add(words === "" ? inner.text : `${before}${mark}${first}${words}${last}${mark}${after}`);
  }

  #node(node: MarkupNode, within: MarkupNode["kind"] | null): void {
    switch (node.kind) {
      case "text":
        this.#add(escapeWords(node.text));
        return;
      case "break":
        this.#endsLine = false;
        this.#add("\n");
        return;
      case "code":
        this.#add(codeSpan(node.text));
        return;
      case "codeBlock":
        this.#line(
          kept(`\`\`\`${node.language ?? ""}\n${node.text.replaceAll("```", `\`${gap}\`\``)}\n\`\`\``),
        );
        return;
      case "heading":
        this.#line(`${"#".repeat(node.level)} ${linesOf(node.children, node.kind)}`);
        return;
      case "list":
        this.#list(node);
        return;
      case "link":
        this.#add(linkText(node, within));
        return;
      case "emoji":
        this.#add(/^:?\w{2,32}:?$/.test(node.name) ? emojiToken(node) : node.name);
        return;
      case "person":
      case "channel":
      case "role":
      case "everyone":
      case "time":
      case "command":
        this.#add(mention(node));
        return;
      default:
        if (node.kind === "small") this.#line(`-# ${linesOf(node.children, node.kind)}`);
        else this.#line(linesOf(node.children, node.kind).replace(/^/gm, `${keep}> `));
    }
  }

  #list({ items, isOrdered, start }: Extract<MarkupNode, { kind: "list" }>): void {
    const lines = items.map(({ depth, children }, index) => {
      const inner = new Writer();
      inner.write(children, "list");
      return `${keep}${"  ".repeat(depth)}${isOrdered ? `${start + index}.` : "-"} ${inner.text}`;
    });
    this.#line(lines.join("\n"));
  }

  /** A block: on lines of its own. */
  #line(text: string): void {
    if (this.text !== "" && !this.text.endsWith("\n")) this.text += "\n";
    this.text += text.startsWith(keep) ? text : `${keep}${text}`;
    this.#endsLine = true;
  }

  #add(text: string): void {
    if (text === "") return;
    if (this.#endsLine && !text.startsWith("\n")) this.text += "\n";
    this.#endsLine = false;
    this.text += text;
  }
}

/** What a block holds. */
function linesOf(children: readonly MarkupNode[], kind: MarkupNode["kind"]): string {
  const inner = new Writer();
  inner.write(children, kind);
  return escapeLines(inner.text.replace(/\n$/, ""));
}

/** Addresses stay as they are: a backslash would lead elsewhere. */
function escapeWords(text: string): string {
  return text
    .replaceAll(keep, "")
    .split(/(https?:\/\/[^\s<]+)/i)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece.replace(/[\\*_~|`<[\]]/g, "\\$&").replace(/(\\[~|])(?=\\[~|])/g, `$1${gap}`),
    )
    .join("");
}

/** What would begin a heading, a quote or a list where a line begins. */
const escapeLines = (text: string) =>
  text.replace(/^( *)(#{1,3} |-# |>|[-+] |\d{1,9}\. )/gm, (whole, space: string, mark: string) =>
    /^\d/.test(mark) ? `${space}${mark.slice(0, -2)}\\. ` : whole.replace(mark, `\\${mark}`),
  );

/** Text whose lines begin nothing by chance. */
const kept = (text: string) => text.replace(/^/gm, keep);

function codeSpan(text: string): string {
  const code = kept(text.replaceAll(keep, "")).slice(keep.length);
  if (!code.includes("`")) return `\`${code}\``;
  return code.includes("``") ? `\`${code.replaceAll("`", "ˋ")}\`` : `\`\` ${code} \`\``;
}

function linkText(
  { href, children }: Extract<MarkupNode, { kind: "link" }>,
  within: MarkupNode["kind"] | null,
): string {
  const inner = new Writer();
  inner.write(children, within);
  const words = inner.text;
  const plain = words.replace(/\\(.)/g, "$1");
  if (plain === href) return href;
  if (`https://${plain}` === href || `http://${plain}` === href) return href;
  // Discord shows no words that look like another address.
  if (/https?:\/\//i.test(plain)) return `${words} (${href})`;
  return `[${words}](${href.replaceAll(")", "%29").replaceAll("(", "%28")})`;
}

const emojiToken = ({ name, id, isAnimated }: Extract<MarkupNode, { kind: "emoji" }>) =>
  `<${isAnimated ? "a" : ""}:${name.replaceAll(":", "")}:${id}>`;

function mention(
  node: Extract<MarkupNode, { kind: "person" | "channel" | "role" | "everyone" | "time" | "command" }>,
): string {
  switch (node.kind) {
    case "person":
      return node.name === null ? `<@${node.id}>` : `@${escapeWords(node.name)}`;
    case "channel":
      return `<#${node.id}>`;
    case "role":
      return `<@&${node.id}>`;
    case "everyone":
      return `@${node.name}`;
    case "time":
      return `<t:${node.seconds}:${node.style}>`;
    case "command":
      return `/${escapeWords(node.name)}`;
  }
}
