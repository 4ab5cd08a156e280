/** Finding channels of all guilds by their names. */
import type { ChannelKind } from "../../model/channel.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface FoundChannel {
  id: string;
  guildId: string;
  guildName: string;
  name: string;
  kind: ChannelKind;
}

/** More than people read; fewer and a common word hides what was meant. */
const mostFound = 20;

/** Channels whose names hold every word of `query`; not categories, nothing deleted, demo guilds only when wanted. */
export async function searchChannels(
  db: Queryable,
  query: string,
  includeDemo: boolean,
): Promise<FoundChannel[]> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { rows } = await db.query<{
    id: string;
    guild_id: string;
    guild_name: string;
    name: string;
    kind: ChannelKind;
  }>({
    name: "search-channels",
    // Not LIKE: a word may hold % and _, which people mean as they are.
    text: `
      select c.id, c.guild_id, g.name as guild_name, c.name, c.kind
      from channels c join guilds g on g.id = c.guild_id
      where (not g.is_demo or $2) and c.removed_at is null and c.kind <> 'category'
        and not exists (select from unnest($1::text[]) word where position(word in lower(c.name)) = 0)
      order by c.message_count desc, c.id limit $3`,
    values: [words, includeDemo, mostFound],
  });
  return rows.map(({ guild_id, guild_name, ...rest }) => ({
    ...rest,
    guildId: guild_id,
    guildName: guild_name,
  }));
}
