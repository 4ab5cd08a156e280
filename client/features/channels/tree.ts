/** Channels as a tree, and the rows of it that are to be seen. Pure. */
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { ChannelKind } from "../../../core/model/channel.ts";
import { compareIds } from "../../ui/format/ids.ts";
import { shownStateOf } from "./shownState.ts";

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
  "gaps",
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
      return shownStateOf(channel) === filter;
  }
}

/** How many channels that can hold messages pass each filter. */
export function countFilters(channels: Iterable<ChannelView>): Record<ChannelFilter, number> {
  const counts = Object.fromEntries(channelFilters.map((filter) => [filter, 0])) as Record<
    ChannelFilter,
    number
  >;
  for (const channel of channels) {
    if (!channel.hasHistory) continue;
    for (const filter of channelFilters) if (passesFilter(channel, filter)) counts[filter]++;
  }
  return counts;
}

export interface TreeRow {
  node: TreeNode;
  /** How far in it stands: as in the tree, or without the categories when these are left out. */
  depth: number;
  isExpanded: boolean;
  /** Of its children, those that pass search and filter. */
  childCount: number;
  /** Place among its shown siblings, from 1, and how many these are: what a screen reader says. */
  position: number;
  setSize: number;
}

interface RowOptions {
  /** Whether a row shows its children; not asked while something is searched or filtered. */
  isExpanded: (node: TreeNode) => boolean;
  /** Whether a channel itself is wanted; its parents are shown with it. Null: all are. */
  isWanted: ((channel: ChannelView) => boolean) | null;
  /** Orders channels, and threads within theirs; categories are then left out. As the platform lists them when absent. */
  compare?: ((a: ChannelView, b: ChannelView) => number) | null;
}

/** The rows to show, top to bottom. */
export function visibleRows(tree: ChannelTree, { isExpanded, isWanted, compare }: RowOptions): TreeRow[] {
  const rows: TreeRow[] = [];
  const kept = isWanted && keepWithParents(tree, isWanted);
  const ordered = (nodes: TreeNode[]) =>
    compare ? nodes.toSorted((a, b) => compare(a.channel, b.channel)) : nodes;
  const shown = (nodes: TreeNode[]) => (kept ? nodes.filter((node) => kept.has(node)) : nodes);
  const walk = (nodes: TreeNode[], depth: number) => {
    const siblings = ordered(shown(nodes));
    siblings.forEach((node, index) => {
      const children = shown(node.children);
      const expanded = children.length > 0 && (kept !== null || isExpanded(node));
      rows.push({
        node,
        depth,
        isExpanded: expanded,
        childCount: children.length,
        position: index + 1,
        setSize: siblings.length,
      });
      if (expanded) walk(children, depth + 1);
    });
  };
  walk(compare ? tree.roots.flatMap(withoutCategory) : tree.roots, 0);
  return rows;
}

const withoutCategory = (node: TreeNode): TreeNode[] =>
  node.channel.kind === "category" ? node.children.flatMap(withoutCategory) : [node];

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
