import type { Core } from "../core.ts";
import { toApiMember } from "../wire/guilds.ts";
import type { Member } from "../world/model.ts";
import { Intent } from "./intents.ts";
import type { Session } from "./session.ts";

/** Members per GUILD_MEMBERS_CHUNK. */
const CHUNK_SIZE = 1_000;

/** Answers op 8 by GUILD_MEMBERS_CHUNK events to the one session that asked. */
export function requestMembers(core: Core, session: Session, data: Record<string, unknown>): void {
  const guild = core.world.guilds.get(String(data.guild_id));
  if (!guild?.members.has(session.bot.user.id)) return;
  const wanted = data.user_ids === undefined ? null : [data.user_ids].flat().map(String);
  const query = typeof data.query === "string" ? data.query.toLowerCase() : "";
  // All members may only be asked for with the privileged intent.
  if (!wanted && query === "" && !(session.intents & Intent.members)) return;
  const limit = typeof data.limit === "number" && data.limit > 0 ? data.limit : Number.POSITIVE_INFINITY;
  const found = [...guild.members.values()].filter((member) =>
    wanted ? wanted.includes(member.user.id) : starts(member, query),
  );
  const members = found.slice(0, limit);
  const count = Math.max(1, Math.ceil(members.length / CHUNK_SIZE));
  for (let i = 0; i < count; i++) {
    session.dispatch(
      "GUILD_MEMBERS_CHUNK",
      JSON.stringify({
        guild_id: guild.id,
        members: members.slice(i * CHUNK_SIZE, (i + 1) * CHUNK_SIZE).map(toApiMember),
        chunk_index: i,
        chunk_count: count,
        not_found: (wanted ?? []).filter((id) => !guild.members.has(id)),
        ...(typeof data.nonce === "string" ? { nonce: data.nonce } : {}),
      }),
    );
  }
}

function starts(member: Member, query: string): boolean {
  const names = [member.user.username, member.user.globalName ?? "", member.nick ?? ""];
  return query === "" || names.some((name) => name.toLowerCase().startsWith(query));
}
