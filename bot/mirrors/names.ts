/** What people, channels and roles are called that texts of Discord know by their ids. */
import { idsIn } from "../../core/console/reading/idsIn.ts";
import { loadChannelNames, loadPersonNames, loadRoleNames } from "../../core/database/guilds/names.ts";
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { MarkupNames } from "../../core/model/markup/toMarked.ts";
import type { Queryable } from "../../core/postgres/pool.ts";

/** Texts of Telegram hold the names themselves: nothing is asked for them. */
export async function readNames(
  db: Queryable,
  source: { platform: "discord" | "telegram"; guildId: string },
  messages: readonly SourceMessage[],
): Promise<MarkupNames> {
  if (source.platform !== "discord") return noNames;
  const ids = idsIn(messages.flatMap(({ content, extra }) => [content, JSON.stringify(extra ?? "")]));
  const [people, channels, roles] = await Promise.all([
    loadPersonNames(db, source.guildId, ids.people),
    loadChannelNames(db, source.guildId, ids.channels),
    loadRoleNames(db, source.guildId, ids.roles),
  ]);
  const find = (rows: readonly { id: string; name: string }[]) => {
    const byId = new Map(rows.map(({ id, name }) => [id, name]));
    return (id: string) => byId.get(id) ?? null;
  };
  return {
    person: find(
      people.map(({ id, nick, displayName, userName }) => ({ id, name: nick ?? displayName ?? userName })),
    ),
    channel: find(channels),
    role: find(roles),
  };
}

const noNames: MarkupNames = { person: () => null, channel: () => null, role: () => null };
