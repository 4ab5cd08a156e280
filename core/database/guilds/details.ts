/** Roles, emojis and stickers of guilds as the platform announces them. */
import type { Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "../archive/messages.ts";

export interface GuildRole {
  id: string;
  name: string;
  /** 0xRRGGBB; 0 for none. */
  color: number;
  position: number;
  /** Bits as decimal text. */
  permissions: string;
  isHoisted: boolean;
  isManaged: boolean;
}

export interface GuildEmoji {
  id: string;
  kind: "emoji" | "sticker";
  name: string;
  isAnimated: boolean;
  isAvailable: boolean;
}

/** Stores the roles of a guild, which are all it has: others count as removed. Rows that did not change are left alone. */
export async function storeRoles(db: Queryable, guildId: string, roles: readonly GuildRole[]): Promise<void> {
  await db.query({
    name: "store-roles",
    text: `
      with listed as materialized (
        select * from json_to_recordset($2::json) as l (id int8, name text, color int, position int,
          permissions numeric, "isHoisted" boolean, "isManaged" boolean)
      ), gone as (
        update guild_roles set removed_at = now(), updated_at = now()
        where guild_id = $1 and removed_at is null and id not in (select id from listed)
      )
      insert into guild_roles as r (guild_id, id, name, color, position, permissions, is_hoisted, is_managed)
      select $1, l.* from listed l order by l.id
      on conflict (guild_id, id) do update
      set name = excluded.name, color = excluded.color, position = excluded.position,
          permissions = excluded.permissions, is_hoisted = excluded.is_hoisted, is_managed = excluded.is_managed,
          removed_at = null, updated_at = now()
      where (r.name, r.color, r.position, r.permissions, r.is_hoisted, r.is_managed, r.removed_at)
        is distinct from (excluded.name, excluded.color, excluded.position, excluded.permissions,
          excluded.is_hoisted, excluded.is_managed, null)`,
    values: [guildId, toSafeJson(roles)],
  });
}

/** Stores the emojis and stickers of a guild, which are all it has: others count as removed. */
export async function storeEmojis(
  db: Queryable,
  guildId: string,
  emojis: readonly GuildEmoji[],
): Promise<void> {
  await db.query({
    name: "store-emojis",
    text: `
      with listed as materialized (
        select * from json_to_recordset($2::json) as l (id int8, kind text, name text, "isAnimated" boolean,
          "isAvailable" boolean)
      ), gone as (
        update guild_emojis set removed_at = now(), updated_at = now()
        where guild_id = $1 and removed_at is null and id not in (select id from listed)
      )
      insert into guild_emojis as e (guild_id, id, kind, name, is_animated, is_available)
      select $1, l.* from listed l order by l.id
      on conflict (guild_id, id) do update
      set kind = excluded.kind, name = excluded.name, is_animated = excluded.is_animated,
          is_available = excluded.is_available, removed_at = null, updated_at = now()
      where (e.kind, e.name, e.is_animated, e.is_available, e.removed_at)
        is distinct from (excluded.kind, excluded.name, excluded.is_animated, excluded.is_available, null)`,
    values: [guildId, toSafeJson(emojis)],
  });
}
