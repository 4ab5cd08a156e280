/** Marked-up text as a tree: what both platforms' ways of writing become before they are drawn. */

export type MarkupNode =
  | { kind: "text" | "code"; text: string }
  | { kind: "break" }
  | { kind: WrapperKind; children: MarkupNode[] }
  | { kind: "heading"; level: 1 | 2 | 3; children: MarkupNode[] }
  | { kind: "list"; isOrdered: boolean; start: number; items: ListItem[] }
  | { kind: "codeBlock"; language: string | null; text: string }
  | { kind: "link"; href: string; children: MarkupNode[] }
  /** `name`: as the text itself calls the person; null where only the id is known. */
  | { kind: "person"; id: string; name: string | null }
  | { kind: "channel"; id: string }
  | { kind: "role"; id: string }
  | { kind: "everyone"; name: "everyone" | "here" }
  /** `id`: of a custom emoji; its picture may be kept. */
  | { kind: "emoji"; name: string; id: string; isAnimated: boolean }
  | { kind: "time"; seconds: number; style: string }
  | { kind: "command"; name: string };

export type WrapperKind =
  | "strong"
  | "emphasis"
  | "underline"
  | "strike"
  | "spoiler"
  | "quote"
  /** A long quote of which the beginning is shown. */
  | "foldedQuote"
  | "small";

export interface ListItem {
  /** From 0, as deep as it is indented. */
  depth: number;
  children: MarkupNode[];
}

/** Marks within marks, at most: nobody writes more to be read, and every level is an element within an element. */
export const deepestMarks = 40;
