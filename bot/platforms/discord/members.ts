/** The members of a guild, page by page (docs: List Guild Members; needs the GUILD_MEMBERS intent). */
import { Routes } from "discord.js";
import type { GuildMember } from "../liveFeed.ts";
import { toArchiveUser } from "./convert.ts";
import { toFields, toId, toList, toText, toTime } from "./fields.ts";
import type { DiscordRequests } from "./requests.ts";

/** Members per page: the most Discord gives. */
const pageSize = 1_000;

/**
 * In ascending order of their ids. Throws PermanentError where the account may not list them. What cannot be used is left out;
 * a page that does not go on ends the listing.
 */
export async function* listGuildMembers(
  requests: DiscordRequests,
  guildId: string,
  signal: AbortSignal,
): AsyncGenerator<GuildMember[]> {
  for (let after = "0"; ; ) {
    const { body } = await requests.get<unknown>(Routes.guildMembers(guildId), {
      query: { limit: String(pageSize), after },
      signal,
    });
    const page = toList(body);
    const members = page.flatMap((raw) => toMember(raw) ?? []);
    if (members.length > 0) yield members;
    const last = page.reduce<bigint>((highest, raw) => {
      const id = toId(toFields(toFields(raw)?.user)?.id);
      return id !== null && BigInt(id) > highest ? BigInt(id) : highest;
    }, BigInt(after));
    if (page.length < pageSize || last <= BigInt(after)) return;
    after = String(last);
  }
}

function toMember(raw: unknown): GuildMember | null {
  const member = toFields(raw);
  const user = toFields(member?.user);
  if (!member || !user || toId(user.id) === null) return null;
  return {
    author: toArchiveUser(user),
    nick: toText(member.nick),
    roleIds: toList(member.roles).flatMap((id) => toId(id) ?? []),
    joinedAt: toTime(member.joined_at),
  };
}
