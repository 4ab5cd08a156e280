/** A tree as text with its marks beside it, as Telegram takes it. Pure. */
import type { TextEntity } from "./entity.ts";
import type { MarkupNode } from "./tree.ts";

/** A text, and the marks on it: offsets and lengths in UTF-16 units. */
export interface MarkedText {
  text: string;
  entities: readonly TextEntity[];
}

/** How those are called whom a text knows by their ids; null where nobody knows. */
export interface MarkupNames {
  person(id: string): string | null;
  channel(id: string): string | null;
  role(id: string): string | null;
}

/**
 * What Telegram has no mark for becomes plain: headings are bold, lists have dots, times are written in UTC. People, roles and
 * channels are named, but not as Telegram names them: an @ of Discord must not call anybody there.
 */
export function toMarked(nodes: readonly MarkupNode[], names: MarkupNames): MarkedText {
  const writer = new Writer(names);
  writer.write(nodes);
  return { text: writer.text, entities: writer.entities };
}

const marks: Partial<Record<MarkupNode["kind"], TextEntity>> = {
  strong: { type: "bold", offset: 0, length: 0 },
  emphasis: { type: "italic", offset: 0, length: 0 },
  underline: { type: "underline", offset: 0, length: 0 },
  strike: { type: "strike", offset: 0, length: 0 },
  spoiler: { type: "spoiler", offset: 0, length: 0 },
  quote: { type: "blockquote", offset: 0, length: 0 },
  foldedQuote: { type: "blockquote", offset: 0, length: 0, is_collapsed: true },
  heading: { type: "bold", offset: 0, length: 0 },
};
/** What stands on lines of its own. */
const blocks = new Set<MarkupNode["kind"]>(["quote", "foldedQuote", "heading", "small", "list", "codeBlock"]);

class Writer {
  text = "";
  readonly entities: TextEntity[] = [];
  readonly #names: MarkupNames;
  /** A block ended: what follows begins a line. */
  #endsLine = false;

  constructor(names: MarkupNames) {
    this.#names = names;
  }

  write(nodes: readonly MarkupNode[]): void {
    for (const node of nodes) {
      const isBlock = blocks.has(node.kind);
      if (isBlock) this.#beginLine();
      this.#node(node);
      if (isBlock) this.#endsLine = true;
    }
  }

  #node(node: MarkupNode): void {
    const mark = marks[node.kind];
    if ("children" in node) {
      const more = node.kind === "link" ? { type: "text_url", offset: 0, length: 0, url: node.href } : mark;
      this.#marked(more, () => this.write(node.children));
      return;
    }
    switch (node.kind) {
      case "text":
        this.#add(uncalled(node.text));
        return;
      case "break":
        if (this.#endsLine) this.#endsLine = false; // the block ended its line by itself
        this.#add("\n");
        return;
      case "code":
        this.#marked({ type: "code", offset: 0, length: 0 }, () => this.#add(node.text));
        return;
      case "codeBlock":
        this.#marked({ type: "pre", offset: 0, length: 0, language: node.language }, () =>
          this.#add(node.text),
        );
        return;
      case "list":
        this.#list(node);
        return;
      case "emoji":
        this.#marked({ type: "custom_emoji", offset: 0, length: 0, custom_emoji_id: node.id }, () =>
          this.#add(/^\w+$/.test(node.name) ? `:${node.name}:` : node.name),
        );
        return;
      default:
        this.#add(this.#nameOf(node));
    }
  }

  #nameOf(
    node: Extract<MarkupNode, { kind: "person" | "channel" | "role" | "everyone" | "time" | "command" }>,
  ): string {
    switch (node.kind) {
      case "person":
        return called(node.name ?? this.#names.person(node.id) ?? node.id);
      case "role":
        return called(this.#names.role(node.id) ?? node.id);
      case "channel":
        return `#${this.#names.channel(node.id) ?? node.id}`;
      case "everyone":
        return called(node.name);
      case "time":
        return timeText(node.seconds);
      case "command":
        return `/${node.name}`;
    }
  }

  #list({ items, isOrdered, start }: Extract<MarkupNode, { kind: "list" }>): void {
    for (const [index, { depth, children }] of items.entries()) {
      if (index > 0) this.#add("\n");
      this.#add(`${"  ".repeat(depth)}${isOrdered ? `${start + index}.` : "•"} `);
      this.write(children);
    }
  }

  /** What `work` writes carries the mark; nothing does where it writes nothing. */
  #marked(mark: TextEntity | undefined, work: () => void): void {
    if (this.#endsLine) this.#beginLine();
    const offset = this.text.length;
    const place = this.entities.length;
    work();
    const length = this.text.length - offset;
    if (mark && length > 0) this.entities.splice(place, 0, { ...mark, offset, length });
  }

  #beginLine(): void {
    this.#endsLine = false;
    if (this.text !== "" && !this.text.endsWith("\n")) this.text += "\n";
  }

  #add(text: string): void {
    if (text !== "" && this.#endsLine) this.#beginLine();
    this.text += text;
  }
}

/** U+2060 joins without being seen: the name is read as one, and is none to Telegram. */
const called = (name: string) => `@\u2060${name}`;

/** Names that stand in the text itself. */
const uncalled = (text: string) => text.replace(/(?<!\w)@(?=\w)/g, "@\u2060");

function timeText(seconds: number): string {
  const time = new Date(seconds * 1_000);
  return Number.isNaN(time.getTime())
    ? String(seconds)
    : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
