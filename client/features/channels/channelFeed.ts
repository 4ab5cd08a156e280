/** The channels of a guild, kept up to date by small answers. Pure. */
import type { ChannelListView, ChannelView, LiveView, OpenTaskView } from "../../../core/api/guilds.ts";

export interface ChannelSnapshot {
  version: string;
  live: LiveView;
  channels: ReadonlyMap<string, ChannelView>;
  /** By channel id. */
  openTasks: ReadonlyMap<string, OpenTaskView>;
  pendingTaskCount: number;
}

/**
 * `before` with an answer's changes; an answer to a question without `since` starts anew (`before` null). When
 * nothing changed it is `before` itself, and unchanged channels stay the same objects, so that nothing is drawn again.
 */
export function applyAnswer(before: ChannelSnapshot | null, answer: ChannelListView): ChannelSnapshot {
  if (
    before &&
    answer.channels.length === 0 &&
    sameTasks(before, answer) &&
    isSameLive(before.live, answer.live)
  ) {
    return before.version === answer.version ? before : { ...before, version: answer.version };
  }
  let channels = before?.channels ?? new Map<string, ChannelView>();
  if (!before || answer.channels.length > 0) {
    channels = new Map([...channels, ...answer.channels.map((channel) => [channel.id, channel] as const)]);
  }
  return {
    version: answer.version,
    live: answer.live,
    channels,
    openTasks: new Map(answer.openTasks.map((task) => [task.channelId, task])),
    pendingTaskCount: answer.pendingTaskCount,
  };
}

const isSameLive = (a: LiveView, b: LiveView): boolean =>
  a.state === b.state && a.since === b.since && a.behind === b.behind;

const sameTasks = (before: ChannelSnapshot, answer: ChannelListView): boolean =>
  before.pendingTaskCount === answer.pendingTaskCount &&
  before.openTasks.size === answer.openTasks.length &&
  answer.openTasks.every((task) => {
    const known = before.openTasks.get(task.channelId);
    return known?.taskId === task.taskId && known.status === task.status && known.progress === task.progress;
  });
