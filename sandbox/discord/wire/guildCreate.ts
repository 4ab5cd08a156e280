import type { Guild } from "../world/model.ts";
import { canView } from "../world/permissions.ts";
import { toApiChannel } from "./channels.ts";
import { toApiGuild, toApiMember } from "./guilds.ts";
import type { RawItems } from "./raw.ts";
import { isoTime } from "./time.ts";

/** Up to so many members are sent whole with a guild (a client may ask for more by `large_threshold`). */
export const DEFAULT_LARGE_THRESHOLD = 50;

/**
 * The `d` of GUILD_CREATE for one bot: all channels, the active threads it can see, and of the members
 * itself alone, or everyone when it has the members intent and the guild is small (`withMembers`).
 */
export function writeGuildCreate(guild: Guild, userId: string, withMembers: boolean, raw: RawItems): string {
  const self = guild.members.get(userId);
  const members = withMembers ? [...guild.members.values()] : self ? [self] : [];
  const threads = [...guild.threads.values()].filter((one) => !one.thread?.archived && canView(one, userId));
  return raw.stringify({
    ...toApiGuild(guild),
    joined_at: isoTime(self?.joinedMs ?? guild.createdMs),
    large: guild.members.size > DEFAULT_LARGE_THRESHOLD,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: members.map(toApiMember),
    channels: [...guild.channels.values()].map((channel) => toApiChannel(channel)),
    threads: threads.map((thread) => toApiChannel(thread, userId)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  });
}
