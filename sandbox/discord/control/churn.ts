import { mix, pick } from "../../world/hash.ts";
import { addMember, removeMember, updateMember } from "../actions/guilds.ts";
import {
  clearReactions,
  deleteMessages,
  editMessage,
  postMessage,
  setPinned,
  setReaction,
} from "../actions/messages.ts";
import { createThread, updateThread } from "../actions/threads.ts";
import type { Core } from "../core.ts";
import type { MessageFacts } from "../world/facts.ts";
import { listBefore, messageAt } from "../world/messages.ts";
import { type Channel, ChannelKind, isThread } from "../world/model.ts";
import { createUser } from "../world/people.ts";
import { talk } from "./talk.ts";

/** What people do, each with its share of all that happens. */
export const churnKinds = [
  "post",
  "edit",
  "delete",
  "bulkDelete",
  "react",
  "unreact",
  "clearReactions",
  "pin",
  "thread",
  "archive",
  "member",
] as const;
type ChurnKind = (typeof churnKinds)[number];
type ChurnMix = Partial<Record<ChurnKind, number>>;

/** A busy community. */
export const everyday: ChurnMix = {
  post: 600,
  edit: 120,
  delete: 40,
  bulkDelete: 2,
  react: 160,
  unreact: 40,
  clearReactions: 4,
  pin: 4,
  thread: 6,
  archive: 4,
  member: 20,
};

const emoji = ["👍", "❤️", "😂", "🎉", "👀", "🧭"].map((name) => ({ id: null, name, animated: false }));
/** How many of a channel's newest messages people still touch. */
const recent = 40;
/** Most threads that talk goes on in; older ones fall silent. */
const mostThreads = 50;

export interface ChurnOptions {
  mix: ChurnMix;
  /**
   * Messages become visible up to so much after the time in their id, in history as on the gateway, so that ids arrive
   * slightly out of order, as on Discord.
   */
  disorderMs: number;
}

/** One thing after another that people do: which one follows from `hash`. */
export class Churn {
  readonly #core: Core;
  readonly #places: Channel[];
  readonly #threads: Channel[] = [];
  readonly #options: ChurnOptions;
  readonly #wheel: ChurnKind[];
  /** Posts that are not visible yet. */
  readonly #late = new Map<NodeJS.Timeout, () => void>();

  constructor(core: Core, places: readonly Channel[], options: ChurnOptions) {
    this.#core = core;
    this.#places = [...places];
    this.#options = options;
    const mixed = churnKinds.map((kind) => [kind, options.mix[kind] ?? 0] as const);
    this.#wheel = mixed.flatMap(([kind, share]) => Array.from({ length: Math.round(share) }, () => kind));
  }

  /** Posts that are still to become visible become so now. */
  stop(): void {
    for (const [timer, post] of this.#late) {
      clearTimeout(timer);
      post();
    }
    this.#late.clear();
  }

  happen(hash: number): void {
    const kind = pick(this.#wheel, hash);
    const channel = pick([...this.#places, ...this.#threads], mix(hash, 1));
    const facts = this.#someMessage(channel, mix(hash, 2));
    const core = this.#core;
    if (kind === "post" || (facts === null && kind !== "member")) return this.#post(channel, hash);
    if (kind === "member") return this.#member(channel, hash);
    if (facts === null) return;
    const user = pick(channel.speakers, mix(hash, 3));
    switch (kind) {
      case "edit":
        editMessage(core, facts, {
          content: `${talk(channel, mix(hash, 4)).content} (edit ${mix(hash, 8) % 100_000})`,
        });
        break;
      case "delete":
        deleteMessages(core, channel, [facts]);
        break;
      case "bulkDelete":
        deleteMessages(core, channel, listBefore(channel, null, 3 + (hash & 7)), { bulk: true });
        break;
      case "react":
      case "unreact":
        setReaction(core, facts, pick(emoji, mix(hash, 5)), user, {
          on: kind === "react",
          burst: hash % 16 === 0,
        });
        break;
      case "clearReactions":
        if (facts.reactions.length > 0) clearReactions(core, facts);
        break;
      case "pin":
        setPinned(core, facts, !channel.pins.has(facts.id), user);
        break;
      case "thread":
        this.#openThread(channel, facts, hash);
        break;
      case "archive":
        if (isThread(channel)) updateThread(core, channel, { archived: true });
        break;
    }
  }

  #post(channel: Channel, hash: number): void {
    const said = talk(channel, hash);
    const lateMs = this.#options.disorderMs > 0 ? mix(hash, 6) % this.#options.disorderMs : 0;
    if (lateMs < 2) return void postMessage(this.#core, channel, said);
    const place = this.#core.ids.next();
    const post = () => {
      // The channel may have been deleted meanwhile.
      if (this.#core.world.channels.has(channel.id)) postMessage(this.#core, channel, { ...said, place });
    };
    const timer = setTimeout(() => {
      this.#late.delete(timer);
      post();
    }, lateMs);
    this.#late.set(timer, post);
  }

  /** Mostly one of the newest, now and then one from any time. */
  #someMessage(channel: Channel, hash: number): MessageFacts | null {
    const { timeline } = channel;
    if (timeline && hash % 10 === 0) return messageAt(channel, mix(hash, 7) % timeline.count);
    const newest = listBefore(channel, null, recent);
    return newest.length > 0 ? pick(newest, hash) : null;
  }

  #openThread(channel: Channel, facts: MessageFacts, hash: number): void {
    if (channel.type !== ChannelKind.text || facts.thread) return;
    const from = hash % 2 === 0 ? facts : undefined;
    const thread = createThread(this.#core, channel, {
      name: `thread ${facts.id}`,
      owner: facts.author,
      from,
    });
    this.#threads.push(thread);
    if (this.#threads.length > mostThreads) this.#threads.shift();
  }

  #member({ guild }: Channel, hash: number): void {
    const people = [...guild.members.values()].filter(({ user }) => user.username.startsWith("passer-by-"));
    const known = people.length > 0 ? pick(people, hash) : undefined;
    if (known && hash % 3 === 0) removeMember(this.#core, guild, known);
    else if (known && hash % 3 === 1)
      updateMember(this.#core, guild, known, { nick: `guest ${hash % 1_000}` });
    else {
      const { id } = this.#core.ids.next();
      addMember(this.#core, guild, createUser(`passer-by-${id}`, null, 0, { id }));
    }
  }
}
