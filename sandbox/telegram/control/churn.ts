/** What people do while the sandbox runs: one thing after another, each following from a hash. */
import { conversationAt } from "../../world/conversation.ts";
import { mix, pick } from "../../world/hash.ts";
import { deleteMessages, editMessage, react, setCounts, setPinned } from "../actions/change.ts";
import { createTopic } from "../actions/chats.ts";
import { post } from "../actions/post.ts";
import type { Core } from "../core.ts";
import type { Facts } from "../world/facts.ts";
import { makeAnyFile, makePhoto } from "../world/media.ts";
import { downFrom } from "../world/messages.ts";
import { type Chat, isChannel } from "../world/model.ts";
import { say } from "../world/say.ts";

export const churnKinds = [
  "post",
  "album",
  "edit",
  "delete",
  "react",
  "pin",
  "counts",
  "topic",
  "file",
] as const;
type ChurnKind = (typeof churnKinds)[number];
export type ChurnMix = Partial<Record<ChurnKind, number>>;

/** A busy community. */
export const everyday: ChurnMix = {
  post: 600,
  file: 60,
  album: 20,
  edit: 120,
  delete: 40,
  react: 140,
  counts: 30,
  pin: 4,
  topic: 2,
};

const EMOJI = ["👍", "❤", "🔥", "🎉", "👀"] as const;
/** How many of a chat's newest messages people still touch. */
const RECENT = 40;
const MOST_TOPICS = 30;
const MAX_ID = 2_147_483_647;

export class Churn {
  readonly #core: Core;
  readonly #places: readonly Chat[];
  readonly #wheel: ChurnKind[];

  constructor(core: Core, places: readonly Chat[], shares: ChurnMix) {
    this.#core = core;
    this.#places = places;
    const total = churnKinds.reduce((sum, kind) => sum + (shares[kind] ?? 0), 0);
    this.#wheel = churnKinds.flatMap((kind) =>
      Array<ChurnKind>(Math.ceil(((shares[kind] ?? 0) / Math.max(total, 1)) * 1_000)).fill(kind),
    );
  }

  /** Lets one thing happen. What cannot be done where it falls becomes a post. */
  happen(hash: number): void {
    const chat = pick(this.#places, mix(hash, 1));
    const kind = pick(this.#wheel, mix(hash, 2));
    const recent = this.#recent(chat);
    const target = recent.length > 0 ? pick(recent, mix(hash, 3)) : null;
    const core = this.#core;
    if (kind === "album") postAlbum(core, chat, 2 + (hash % 4), hash);
    else if (kind === "file") talk(core, chat, hash, { file: true });
    else if (kind === "topic" && chat.forum && chat.topics.size < MOST_TOPICS)
      createTopic(core, chat, `Topic ${hash % 1_000}`);
    else if (kind === "edit" && target && !target.forward && !target.media) {
      const text = `${target.text.slice(0, 3_000)} (${hash % 1_000})`;
      editMessage(core, target, { text });
    } else if (kind === "delete" && target) deleteMessages(core, chat, [target.id]);
    else if (kind === "react" && target)
      react(core, target, pick(EMOJI, hash >>> 4), hash % 5 === 0 ? -1 : 1);
    else if (kind === "pin" && target) setPinned(core, target, chat.creator, !chat.pins.has(target.id));
    else if (kind === "counts" && target && chat.kind === "channel") {
      setCounts(core, target, target.views + 1 + (hash % 9), target.forwards + (hash % 2));
    } else talk(core, chat, hash);
  }

  #recent(chat: Chat): Facts[] {
    const found: Facts[] = [];
    for (const facts of downFrom(chat, MAX_ID)) {
      if (!facts.action) found.push(facts);
      if (found.length === RECENT) break;
    }
    return found;
  }
}

/** Somebody of a chat says something of the chat's own. */
export function talk(core: Core, chat: Chat, hash: number, { file = false, silent = false } = {}): Facts {
  const event = post(
    core,
    chat,
    pick(chat.speakers, mix(hash, 5)),
    (facts) => {
      const conversation = conversationAt(chat, hash % 100_000);
      say(facts, pick(conversation.corpus.lines, hash >>> 3), hash, conversation);
      if (chat.forum) {
        const topic = pick([...chat.topics.values()], mix(hash, 6));
        if (topic.id !== 1) facts.reply = { id: topic.id, topId: null, forumTopic: true, quote: null };
      }
      if (file) facts.media = makeAnyFile(facts, hash);
    },
    { silent },
  );
  return event.created as Facts;
}

/** Several pictures under one album, one message each. */
export function postAlbum(
  core: Core,
  chat: Chat,
  count: number,
  hash: number,
  { text = "", silent = false } = {},
): Facts[] {
  const from = pick(chat.speakers, hash);
  let albumId: bigint | null = null;
  return Array.from({ length: count }, (_, i) => {
    const event = post(
      core,
      chat,
      from,
      (facts) => {
        albumId ??= (0x3fn << 52n) | (BigInt(chat.number) << 32n) | BigInt(facts.id);
        facts.albumId = albumId;
        facts.media = makePhoto(facts, mix(hash, i));
        if (i === 0) facts.text = text;
      },
      { silent },
    );
    return event.created as Facts;
  });
}

/** Chats in which people talk: all that are not private and not forbidden. */
export function busyChats(core: Core): Chat[] {
  return [...core.world.chats.values()].filter(
    (chat) => isChannel(chat) && !chat.deletedChat && chat.comments === null && chat.past.count > 1,
  );
}
