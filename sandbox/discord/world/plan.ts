import type { StyleName } from "../../world/styles.ts";
import type { Language } from "../../world/texts/index.ts";
import { Permission } from "./permissions.ts";

/** A thread as a layout asks for it. */
export interface ThreadPlan {
  name: string;
  /** How it began: from a message, by itself, or as a forum post. */
  origin: "message" | "created" | "post";
  privacy?: "public" | "private";
  archived: boolean;
  /** Share of the world's messages, relative to the other weights. */
  weight: number;
  /** Whether the bots are members. */
  joined?: boolean;
  pinned?: boolean;
  tag?: number;
}

/** An exception from the guild's permissions. `who`: everyone, the staff role, or the bots' roles. */
export interface OverwritePlan {
  who: "everyone" | "staff" | "bots";
  allow?: bigint;
  deny?: bigint;
}

/** A channel as a layout asks for it. */
export interface ChannelPlan {
  name: string;
  /** A number of `ChannelKind`. */
  type: number;
  /** Index in the guild's list of channels, which must come before. */
  parent?: number;
  topic?: string;
  nsfw?: boolean;
  slowmodeSeconds?: number;
  style?: StyleName;
  languages?: readonly Language[];
  /** Share of the world's messages; 0 for none. */
  weight: number;
  /** Exactly so many messages, whatever the weights say. */
  messages?: number;
  overwrites?: readonly OverwritePlan[];
  tags?: readonly (readonly [name: string, emoji: string])[];
  threads?: readonly ThreadPlan[];
  pins?: number;
  /** Days after the guild's creation at which the first and the last message fall; default all of them. */
  fromDay?: number;
  toDay?: number;
}

export interface GuildPlan {
  name: string;
  description: string | null;
  locale: string;
  createdMs: number;
  /** How many people, bots not counted. */
  members: number;
  /** Place in the world's list of people from which its members are taken. */
  membersFrom: number;
  boosts: number;
  community: boolean;
  emojis: readonly (readonly [name: string, animated: boolean])[];
  stickers: readonly (readonly [name: string, tags: string])[];
  /** Index of the channel for joins and boosts, and of the rules. */
  systemChannel?: number;
  rulesChannel?: number;
  channels: readonly ChannelPlan[];
}

/**
 * Shares `total` among weights so that the parts add up exactly; each weight above 0 gets at least 1.
 * Throws when `total` is too small for that.
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const wanting = weights.filter((weight) => weight > 0).length;
  if (total < wanting) throw new RangeError(`This world needs at least ${wanting} messages.`);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const free = total - wanting;
  let before = 0;
  let given = 0;
  return weights.map((weight) => {
    if (weight <= 0) return 0;
    before += weight;
    const upTo = before >= sum ? free : Math.floor((before * free) / sum);
    const share = upTo - given;
    given = upTo;
    return 1 + share;
  });
}

/** Seen by staff only. */
export const STAFF_ONLY: readonly OverwritePlan[] = [
  { who: "everyone", deny: Permission.viewChannel },
  { who: "staff", allow: Permission.viewChannel },
];
