/** A tree in few characters, for tests: kind(children) or kind:text. Pure. */
import type { MarkupNode } from "./tree.ts";

export const showTree = (nodes: readonly MarkupNode[]): string => nodes.map(showNode).join("");

function showNode(node: MarkupNode): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return `code:${node.text}`;
    case "codeBlock":
      return `block[${node.language ?? ""}]:${node.text}`;
    case "break":
      return "/";
    case "heading":
      return `h${node.level}(${showTree(node.children)})`;
    case "link":
      return `link[${node.href}](${showTree(node.children)})`;
    case "list": {
      const items = node.items.map(({ depth, children }) => `${">".repeat(depth)}${showTree(children)}`);
      return `${node.isOrdered ? `list${node.start}` : "list"}(${items.join(";")})`;
    }
    case "person":
      return node.name === null ? `person:${node.id}` : `person:${node.id}=${node.name}`;
    case "channel":
    case "role":
      return `${node.kind}:${node.id}`;
    case "everyone":
    case "command":
    case "emoji":
      return `${node.kind}:${node.name}`;
    case "time":
      return `time:${node.seconds}${node.style}`;
    default:
      return `${node.kind}(${showTree(node.children)})`;
  }
}
