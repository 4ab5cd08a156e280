import type { Bot, User, World } from "./model.ts";
import type { GuildPlan } from "./plan.ts";

/** What building one guild needs to know. */
export interface GuildBuild {
  world: World;
  people: readonly User[];
  /** The bots that are members. */
  bots: readonly Bot[];
  plan: GuildPlan;
  /** Messages per planned channel and thread. */
  counts: ReadonlyMap<object, number>;
  seed: number;
  /** The guild's number in the world. */
  place: number;
}
