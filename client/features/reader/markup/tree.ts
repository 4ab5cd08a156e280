/** Marked-up text as a tree: what both platforms' ways of writing become before they are drawn. */

export type MarkupNode =
  | { kind: "text" | "code"; text: string }
  | { kind: "break" }
  | {
      kind: "strong" | "emphasis" | "underline" | "strike" | "spoiler" | "quote" | "small";
      children: MarkupNode[];
    }
  | { kind: "heading"; level: 1 | 2 | 3; children: MarkupNode[] }
  | { kind: "list"; isOrdered: boolean; start: number; items: ListItem[] }
  | { kind: "codeBlock"; language: string | null; text: string }
  | { kind: "link"; href: string; children: MarkupNode[] }
  | { kind: "person" | "channel" | "role"; id: string }
  | { kind: "everyone"; name: "everyone" | "here" }
  | { kind: "emoji"; name: string }
  | { kind: "time"; seconds: number; style: string }
  | { kind: "command"; name: string };

export interface ListItem {
  /** From 0, as deep as it is indented. */
  depth: number;
  children: MarkupNode[];
}
