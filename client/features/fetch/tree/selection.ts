/** Choosing channels to fetch. Pure: sets of channel ids in, new sets out. */
import type { ChannelView } from "../../../../core/api/guilds.ts";
import { isForum, isThread, mayHaveThreads, type TreeNode, withDescendants } from "../../channels/tree.ts";

export type Selection = ReadonlySet<string>;

/**
 * Whether fetching a channel makes sense: it can hold messages or is a forum, which stands for all its posts, still
 * exists, and some account can read it.
 */
export const isSelectable = (channel: ChannelView): boolean =>
  (channel.hasHistory || isForum(channel)) && !channel.isRemoved && channel.missing.length === 0;

const selectableIds = (node: TreeNode): string[] =>
  [...withDescendants(node)].filter((each) => isSelectable(each.channel)).map((each) => each.channel.id);

/** How much of a row is chosen: itself and what is below it. Null: there is nothing to choose. */
export type Checked = "all" | "some" | "none";

export function checkedOf(node: TreeNode, selection: Selection): Checked | null {
  let total = 0;
  let chosen = 0;
  for (const each of withDescendants(node)) {
    if (!isSelectable(each.channel)) continue;
    total++;
    if (selection.has(each.channel.id)) chosen++;
  }
  if (total === 0) return null;
  return chosen === 0 ? "none" : chosen === total ? "all" : "some";
}

/** Chooses a row with everything below it, or lets go of it when all of that was chosen. */
export const toggle = (selection: Selection, node: TreeNode): Selection =>
  setNodes(selection, [node], checkedOf(node, selection) !== "all");

/** Chooses (or lets go of) rows with everything below them. Letting go of a post lets go of its forum. */
export function setNodes(selection: Selection, nodes: Iterable<TreeNode>, chosen: boolean): Selection {
  const next = new Set(selection);
  for (const node of nodes) {
    for (const id of selectableIds(node)) {
      if (chosen) next.add(id);
      else next.delete(id);
    }
    if (!chosen && node.parent && isForum(node.parent.channel)) next.delete(node.parent.channel.id);
  }
  return next;
}

/** What the "select" menu offers. */
export type SelectionPreset = "all" | "outdated" | "never" | "incomplete" | "invert" | "nothing";

/** Over all given channels; "invert" turns each selectable one around. */
export function applyPreset(
  selection: Selection,
  channels: Iterable<ChannelView>,
  preset: SelectionPreset,
): Selection {
  const next = new Set<string>();
  for (const channel of channels)
    if (isSelectable(channel) && wants(channel, selection, preset)) next.add(channel.id);
  return next;
}

function wants(channel: ChannelView, selection: Selection, preset: SelectionPreset): boolean {
  switch (preset) {
    case "all":
      return true;
    case "outdated":
    case "never":
      return channel.state === preset;
    case "incomplete":
      return channel.hasHistory && channel.state !== "complete" && channel.state !== "empty";
    case "invert":
      return !selection.has(channel.id);
    case "nothing":
      return false;
  }
}

/**
 * Whether "and threads that are not known yet" makes sense: something chosen can have threads, and of what is chosen
 * no known thread was left out.
 */
export function meansAllThreads(selection: Selection, channels: ReadonlyMap<string, ChannelView>): boolean {
  let isPossible = false;
  for (const channel of channels.values()) {
    if (selection.has(channel.id)) isPossible ||= mayHaveThreads(channel);
    else if (isThread(channel) && channel.parentId !== null && selection.has(channel.parentId)) {
      if (isSelectable(channel)) return false;
    }
  }
  return isPossible;
}
