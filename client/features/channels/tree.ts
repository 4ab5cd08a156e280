/** Channels as a tree, and the rows of it that are to be seen. Pure. */
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { ChannelKind } from "../../../core/model/channel.ts";
import { compareIds } from "../../ui/format/ids.ts";

export interface TreeNode {
  channel: ChannelView;
  depth: number;
  parent: TreeNode | null;
  children: TreeNode[];
}

export interface ChannelTree {
  roots: TreeNode[];
  byId: ReadonlyMap<string, TreeNode>;
}

/** As Discord lists them: text-like channels above voice-like ones, each by position. */
const voiceLike: readonly ChannelKind[] = ["voice", "stage"];
const threadKinds: readonly ChannelKind[] = [
  "public_thread",
  "private_thread",
  "announcement_thread",
  "topic",
];

export const isThread = (channel: Pick<ChannelView, "kind">): boolean => threadKinds.includes(channel.kind);
/** Holds posts and nothing else. */
export const isForum = ({ kind }: Pick<ChannelView, "kind">): boolean => kind === "forum" || kind === "media";
/** Holds messages and may hold threads beside them. */
export const mayHaveThreads = ({ kind }: Pick<ChannelView, "kind">): boolean =>
  kind === "text" || kind === "announcement";

function compareSiblings(a: TreeNode, b: TreeNode): number {
  const group = (node: TreeNode) =>
    isThread(node.channel)
      ? 3
      : node.channel.kind === "category"
        ? 2
        : voiceLike.includes(node.channel.kind)
          ? 1
          : 0;
  return (
    group(a) - group(b) ||
    // Threads have no position: the youngest first, as people look for them.
    (isThread(a.channel)
      ? compareIds(b.channel.id, a.channel.id)
      : a.channel.position - b.channel.position) ||
    compareIds(a.channel.id, b.channel.id)
  );
}

/** A channel whose parent is not known stands at the top. Channels are trusted to form no cycle. */
export function buildTree(channels: Iterable<ChannelView>): ChannelTree {
  const byId = new Map<string, TreeNode>();
  for (const channel of channels) byId.set(channel.id, { channel, depth: 0, parent: null, children: [] });
  const roots: TreeNode[] = [];
  for (const node of byId.values()) {
    const parent = node.channel.parentId === null ? undefined : byId.get(node.channel.parentId);
    if (parent && parent !== node) {
      node.parent = parent;
      parent.children.push(node);
    } else roots.push(node);
  }
  const settle = (nodes: TreeNode[], depth: number) => {
    nodes.sort(compareSiblings);
    for (const node of nodes) {
      node.depth = depth;
      settle(node.children, depth + 1);
    }
  };
  settle(roots, 0);
  return { roots, byId };
}

/** Which filter of the console a channel passes. */
export const channelFilters = [
  "all",
  "never",
  "outdated",
  "partial",
  "complete",
  "empty",
  "problem",
] as const;
export type ChannelFilter = (typeof channelFilters)[number];

export const isChannelFilter = (value: unknown): value is ChannelFilter =>
  channelFilters.includes(value as ChannelFilter);

export function passesFilter(channel: ChannelView, filter: ChannelFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "problem":
      return channel.state === "unreadable";
    default:
      return channel.state === filter;
  }
}

/** How many channels that can hold messages pass each filter. */
export function countFilters(channels: Iterable<ChannelView>): Record<ChannelFilter, number> {
  const counts = { all: 0, never: 0, outdated: 0, partial: 0, complete: 0, empty: 0, problem: 0 };
  for (const channel of channels) {
    if (!channel.hasHistory) continue;
    for (const filter of channelFilters) if (passesFilter(channel, filter)) counts[filter]++;
  }
  return counts;
}

export interface TreeRow {
  node: TreeNode;
  isExpanded: boolean;
  /** Of its children, those that pass search and filter. */
  childCount: number;
  /** Place among its shown siblings, from 1, and how many these are: what a screen reader says. */
  position: number;
  setSize: number;
}

export interface RowOptions {
  /** Whether a row shows its children; not asked while something is searched or filtered. */
  isExpanded: (node: TreeNode) => boolean;
  /** Whether a channel itself is wanted; its parents are shown with it. Null: all are. */
  isWanted: ((channel: ChannelView) => boolean) | null;
}

/** The rows to show, top to bottom. */
export function visibleRows(tree: ChannelTree, { isExpanded, isWanted }: RowOptions): TreeRow[] {
  const rows: TreeRow[] = [];
  const kept = isWanted && keepWithParents(tree, isWanted);
  const shown = (nodes: TreeNode[]) => (kept ? nodes.filter((node) => kept.has(node)) : nodes);
  const walk = (nodes: TreeNode[]) => {
    const siblings = shown(nodes);
    siblings.forEach((node, index) => {
      const children = shown(node.children);
      const expanded = children.length > 0 && (kept !== null || isExpanded(node));
      rows.push({
        node,
        isExpanded: expanded,
        childCount: children.length,
        position: index + 1,
        setSize: siblings.length,
      });
      if (expanded) walk(children);
    });
  };
  walk(tree.roots);
  return rows;
}

function keepWithParents(tree: ChannelTree, isWanted: (channel: ChannelView) => boolean): Set<TreeNode> {
  const kept = new Set<TreeNode>();
  for (const node of tree.byId.values()) {
    if (!isWanted(node.channel)) continue;
    for (let at: TreeNode | null = node; at && !kept.has(at); at = at.parent) kept.add(at);
  }
  return kept;
}

/** A node and all below it. */
export function* withDescendants(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children) yield* withDescendants(child);
}
