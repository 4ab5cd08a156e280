import { hashText } from "../../world/hash.ts";
import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import { toApiChannel, toApiThreadMember } from "../wire/channels.ts";
import type { Viewer } from "../wire/viewer.ts";
import { type MessageFacts, MessageFlag, MessageType } from "../world/facts.ts";
import { type Channel, ChannelKind, isThreadOnly, type Special, type User } from "../world/model.ts";
import { replaceMessage } from "../world/overlay.ts";
import { Timeline } from "../world/timeline.ts";
import { postMessage, publishMessage, publishThreadUpdate } from "./messages.ts";

/** Generated messages of threads made at run time fall into so much time before the world's end. */
const RECENT_MS = 20 * 86_400_000;

/** A thread to be opened. */
interface NewThread {
  name: string;
  owner: User;
  private?: boolean | undefined;
  /** The message it starts from; without one Discord posts a notice (or, in a forum, the first message). */
  from?: MessageFacts | undefined;
  /** First message of a forum post. */
  content?: string | undefined;
  /** Generated messages it has from the start, in the world's last days. */
  messages?: number | undefined;
  archived?: boolean | undefined;
  silent?: boolean | undefined;
}

/** Opens a thread (in a forum or media channel: a post) and tells the gateway. */
export function createThread(core: Core, parent: Channel, input: NewThread): Channel {
  const place = core.ids.next();
  const thread = buildThread(core, parent, input, place);
  parent.guild.threads.set(thread.id, thread);
  core.world.channels.set(thread.id, thread);
  if (isThreadOnly(parent)) parent.lastMessageId = thread.id;
  if (!input.silent) publishThreadCreate(core, thread);
  if (input.from) startFromMessage(core, thread, input, input.from);
  else if (!isThreadOnly(parent)) announceThread(core, thread, parent, input);
  else if (!thread.timeline) {
    // The post and its first message are one: they have one id.
    postMessage(core, thread, {
      author: input.owner,
      content: input.content ?? input.name,
      place,
      silent: input.silent,
    });
  }
  return thread;
}

function startFromMessage(core: Core, thread: Channel, input: NewThread, from: MessageFacts): void {
  const started = { ...from, flags: from.flags | MessageFlag.hasThread, thread };
  replaceMessage(started);
  if (!input.silent) publishMessage(core, "MESSAGE_UPDATE", started);
  const reference = { type: 0, channel: from.channel, messageId: from.id } as const;
  const type = MessageType.threadStarter;
  postMessage(core, thread, { author: input.owner, content: "", type, reference, silent: input.silent });
}

function announceThread(core: Core, thread: Channel, parent: Channel, input: NewThread): void {
  if (input.private) return;
  const reference = { type: 0, channel: thread, messageId: null } as const;
  const type = MessageType.threadCreated;
  postMessage(core, parent, {
    author: input.owner,
    content: input.name,
    type,
    reference,
    silent: input.silent,
  });
}

function buildThread(
  core: Core,
  parent: Channel,
  input: NewThread,
  place: { id: string; ms: number },
): Channel {
  const { world } = core;
  const count = input.messages ?? 0;
  const seed = hashText(place.id);
  const startMs = world.endMs - RECENT_MS;
  const timeline = count > 0 ? new Timeline(world.activity, seed, count, startMs, world.endMs) : null;
  const isPost = isThreadOnly(parent);
  const specials = new Map<number, Special>();
  if (isPost && timeline) specials.set(0, { kind: "post", title: input.name });
  const id = isPost && timeline ? timeline.idAt(0) : (input.from?.id ?? place.id);
  const publicType =
    parent.type === ChannelKind.announcement ? ChannelKind.announcementThread : ChannelKind.publicThread;
  return {
    ...parent,
    id,
    parent,
    type: input.private ? ChannelKind.privateThread : publicType,
    name: input.name,
    topic: null,
    position: 0,
    slowmodeSeconds: 0,
    overwrites: [],
    tags: [],
    thread: {
      ownerId: input.owner.id,
      createdMs: place.ms,
      archived: input.archived ?? false,
      archiveMs: place.ms,
      autoArchiveMinutes: 4_320,
      locked: false,
      invitable: true,
      memberIds: new Map([[input.owner.id, place.ms]]),
      appliedTags: [],
      pinnedInForum: false,
      uncounted: isPost || input.from ? 1 : 0,
    },
    timeline,
    seed,
    specials,
    pins: new Map(),
    lastMessageId: timeline ? timeline.idAt(count - 1) : null,
    lastPinMs: null,
  };
}

/** Archives, opens, locks or renames a thread. */
export function updateThread(
  core: Core,
  thread: Channel,
  patch: {
    name?: string | undefined;
    archived?: boolean | undefined;
    locked?: boolean | undefined;
    silent?: boolean | undefined;
  },
): void {
  const state = thread.thread;
  if (!state) return;
  if (patch.name !== undefined) thread.name = patch.name;
  if (patch.locked !== undefined) state.locked = patch.locked;
  if (patch.archived !== undefined && patch.archived !== state.archived) {
    state.archived = patch.archived;
    state.archiveMs = core.now();
  }
  if (!patch.silent) publishThreadUpdate(core, thread);
}

/** Makes a user a member of a thread; a bot that could not see it is told of it. */
export function joinThread(core: Core, thread: Channel, userId: string): void {
  const state = thread.thread;
  if (!state || state.memberIds.has(userId)) return;
  state.memberIds.set(userId, core.now());
  if (thread.type === ChannelKind.privateThread) publishThreadCreate(core, thread, userId);
  publishMembers(core, thread, { added_members: [toApiThreadMember(thread, userId, core.now())] });
}

/** Ends a user's membership of a thread; from a private one a bot is told it is gone. */
export function leaveThread(core: Core, thread: Channel, userId: string): void {
  if (!thread.thread?.memberIds.has(userId)) return;
  publishMembers(core, thread, { removed_member_ids: [userId] });
  thread.thread.memberIds.delete(userId);
}

function publishThreadCreate(core: Core, thread: Channel, onlyUserId?: string): void {
  const write = (viewer: Viewer) =>
    JSON.stringify({
      ...toApiChannel(thread, viewer.userId),
      ...(onlyUserId ? {} : { newly_created: true }),
    });
  core.publish({
    name: "THREAD_CREATE",
    guild: thread.guild,
    channel: thread,
    intents: Intent.guilds,
    ...(onlyUserId ? { only: (bot) => bot.user.id === onlyUserId } : {}),
    write,
  });
}

function publishMembers(core: Core, thread: Channel, change: object): void {
  const data = {
    id: thread.id,
    guild_id: thread.guild.id,
    member_count: Math.min(thread.thread?.memberIds.size ?? 0, 50),
    ...change,
  };
  const write = () => JSON.stringify(data);
  core.publish({
    name: "THREAD_MEMBERS_UPDATE",
    guild: thread.guild,
    channel: thread,
    intents: Intent.guilds,
    write,
  });
}
