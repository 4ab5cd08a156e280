import { fraction, mix } from "../../world/hash.ts";
import type { GuildBuild } from "./guildBuild.ts";
import { type Channel, ChannelKind, isThreadOnly } from "./model.ts";
import type { ChannelPlan, ThreadPlan } from "./plan.ts";
import { toId } from "./snowflake.ts";
import { Timeline } from "./timeline.ts";

const DAY_MS = 86_400_000;
const ARCHIVE_MINUTES = [60, 1_440, 4_320, 10_080] as const;

/**
 * Builds the planned threads of a channel, the oldest first; those still active begin in the world's last
 * weeks. Threads that began with a message take over its id, as on Discord.
 */
export function buildThreads(build: GuildBuild, parent: Channel, plan: ChannelPlan): void {
  const plans = [...(plan.threads ?? [])].sort((a, b) => Number(b.archived) - Number(a.archived));
  for (const [i, threadPlan] of plans.entries()) {
    const count = build.counts.get(threadPlan) ?? 0;
    const seed = mix(parent.seed, 50_000 + i);
    const thread = isThreadOnly(parent)
      ? buildPost(build, parent, threadPlan, count, seed, (i + 1) / (plans.length + 1))
      : buildFromParent(build, parent, threadPlan, count, seed, (i + 1) / (plans.length + 1));
    thread.parent = parent;
    parent.guild.threads.set(thread.id, thread);
    build.world.channels.set(thread.id, thread);
    if (isThreadOnly(parent) && isNewer(thread.id, parent.lastMessageId)) parent.lastMessageId = thread.id;
  }
}

function isNewer(id: string, than: string | null): boolean {
  return than === null || BigInt(id) > BigInt(than);
}

function buildPost(
  build: GuildBuild,
  forum: Channel,
  plan: ThreadPlan,
  count: number,
  seed: number,
  share: number,
): Channel {
  const fromMs = forum.guild.createdMs + 30 * DAY_MS;
  const startMs = startOf(build, plan, seed, fromMs + (build.world.endMs - 40 * DAY_MS - fromMs) * share);
  const timeline = new Timeline(
    build.world.activity,
    mix(seed, 3),
    count,
    startMs,
    endOf(build, count, seed, startMs),
  );
  const thread = createThread(build, forum, plan, seed, timeline.idAt(0), timeline.timeAt(0), timeline);
  thread.specials.set(0, { kind: "post", title: plan.name });
  const tag = forum.tags[plan.tag ?? -1];
  if (thread.thread && tag) thread.thread.appliedTags = [tag.id];
  return thread;
}

function buildFromParent(
  build: GuildBuild,
  parent: Channel,
  plan: ThreadPlan,
  count: number,
  seed: number,
  share: number,
): Channel {
  const parentTimeline = parent.timeline as Timeline;
  const isPrivate = plan.privacy === "private";
  const index = freeIndex(parent, plan, share);
  const startMs = index < 0 ? parentTimeline.timeAt(0) + 60_000 : parentTimeline.timeAt(index) + 2_000;
  const timeline = new Timeline(
    build.world.activity,
    mix(seed, 3),
    count,
    startMs,
    endOf(build, count, seed, startMs),
  );
  const fromMessage = plan.origin === "message" && index >= 0;
  const id = fromMessage ? parentTimeline.idAt(index) : toId(startMs - 1_000, seed & 0x3fffff);
  const thread = createThread(build, parent, plan, seed, id, startMs - 1_000, timeline);
  if (fromMessage) {
    parent.specials.set(index, { kind: "has-thread", thread });
    thread.specials.set(0, { kind: "thread-starter", parent, index });
  } else if (!isPrivate && index >= 0) {
    parent.specials.set(index, { kind: "thread-created", thread });
  }
  return thread;
}

/** A message of the parent that nothing else has claimed, at about `share` of its history; -1 if there is none. */
function freeIndex(parent: Channel, plan: ThreadPlan, share: number): number {
  const { count } = parent.timeline as Timeline;
  const wanted = Math.floor(count * (plan.archived ? share * 0.97 : 0.975 + share * 0.02));
  for (let step = 0; step < count; step++) {
    const index = (wanted + step) % count;
    if (!parent.specials.has(index)) return index;
  }
  return -1;
}

function startOf(build: GuildBuild, plan: ThreadPlan, seed: number, archivedMs: number): number {
  const recentMs = build.world.endMs - 12 * DAY_MS + Math.floor(fraction(seed) * 8 * DAY_MS);
  return Math.floor(plan.archived ? archivedMs : recentMs);
}

/** Threads live for hours or weeks, longer when much is said in them, and never past the world's end. */
function endOf(build: GuildBuild, count: number, seed: number, startMs: number): number {
  const share = fraction(mix(seed, 7));
  const lifeMs = 7_200_000 + share * share * 25 * DAY_MS + count * 20_000;
  return Math.max(Math.min(Math.floor(startMs + lifeMs), build.world.endMs), startMs + count + 3);
}

function createThread(
  build: GuildBuild,
  parent: Channel,
  plan: ThreadPlan,
  seed: number,
  id: string,
  createdMs: number,
  timeline: Timeline,
): Channel {
  const { speakers } = parent;
  const crowd = Array.from(
    { length: Math.min(speakers.length, 2 + (seed % 9)) },
    (_, i) => speakers[(seed + i * 5) % speakers.length]?.id ?? "",
  );
  const bots = plan.joined ? build.bots.map((bot) => bot.user.id) : [];
  const lastMs = timeline.timeAt(timeline.count - 1);
  const autoArchiveMinutes = ARCHIVE_MINUTES[seed % 4] ?? 1_440;
  const isPrivate = plan.privacy === "private";
  const publicType =
    parent.type === ChannelKind.announcement ? ChannelKind.announcementThread : ChannelKind.publicThread;
  return {
    ...parent,
    id,
    type: isPrivate ? ChannelKind.privateThread : publicType,
    name: plan.name,
    topic: null,
    position: 0,
    slowmodeSeconds: 0,
    overwrites: [],
    tags: [],
    thread: {
      ownerId: crowd[0] ?? parent.guild.ownerId,
      createdMs,
      archived: plan.archived,
      archiveMs: plan.archived ? lastMs + autoArchiveMinutes * 60_000 : createdMs,
      autoArchiveMinutes,
      locked: plan.archived && seed % 5 === 0,
      invitable: isPrivate,
      memberIds: new Map([...crowd, ...bots].map((userId, i) => [userId, createdMs + i * 1_000] as const)),
      appliedTags: [],
      pinnedInForum: plan.pinned ?? false,
      uncounted: plan.origin === "created" ? 0 : 1,
    },
    timeline,
    seed,
    specials: new Map(),
    pins: new Map(),
    lastMessageId: timeline.idAt(timeline.count - 1),
    lastPinMs: null,
  };
}
