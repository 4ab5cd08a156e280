import { planHarbor } from "./demoHarbor.ts";
import { planLanternworks } from "./demoLanternworks.ts";
import { planTeahouse } from "./demoTeahouse.ts";
import type { GuildPlan } from "./plan.ts";

/** Three servers with everything Discord has: what a new user is shown and what tests walk through. */
export function planDemo(messages: number): GuildPlan[] {
  return [planLanternworks(messages), planTeahouse(messages), planHarbor()];
}
