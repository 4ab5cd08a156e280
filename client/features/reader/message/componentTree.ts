/** Parts in reading order, each knowing how deep it stands, as a tree. Pure. */
import type { ComponentView } from "../../../../core/api/reading.ts";

export interface ComponentNode {
  part: ComponentView;
  children: ComponentNode[];
}

export function toComponentTree(parts: readonly ComponentView[]): ComponentNode[] {
  const roots: ComponentNode[] = [];
  /** What the next part may stand in, from the outside inwards. */
  const around: ComponentNode[] = [];
  for (const part of parts) {
    while (around.length > 0 && (around.at(-1) as ComponentNode).part.depth >= part.depth) around.pop();
    const node = { part, children: [] };
    (around.at(-1)?.children ?? roots).push(node);
    around.push(node);
  }
  return roots;
}
