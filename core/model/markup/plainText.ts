/** The words of a tree, without its marks. Pure. */
import type { MarkupNode } from "./tree.ts";

export function plainText(nodes: readonly MarkupNode[]): string {
  return nodes.map(textOf).join("");
}

function textOf(node: MarkupNode): string {
  if ("text" in node) return node.text;
  if ("children" in node) return plainText(node.children);
  if (node.kind === "list") return node.items.map(({ children }) => plainText(children)).join(" ");
  if (node.kind === "emoji") return `:${node.name}:`;
  if (node.kind === "break") return " ";
  if (node.kind === "person") return node.name === null ? "" : `@${node.name}`;
  if (node.kind === "everyone") return `@${node.name}`;
  return node.kind === "command" ? `/${node.name}` : "";
}
