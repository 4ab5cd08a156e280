/** Guilds as the console lists them. */

import type { ChatView, GuildView } from "../../api/guilds.ts";
import type { Platform } from "../../model/platform.ts";
import type { SyncError } from "../../model/setAside.ts";
import type { ChatState } from "../../model/telegram.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type LiveState, loadLiveStates, toLiveView } from "./liveState.ts";

/** A guild that exists and may be shown. */
export interface GuildRecord {
  id: string;
  platform: Platform;
  name: string;
  /** From -100 to 100, higher first. */
  priority: number;
  /** It is kept who reacted and voted. */
  keepsResponses: boolean;
}

/**
 * The guild, or null when it was never seen, or belongs to the built-in sandbox while that is not what we run
 * against (`includeDemo` false).
 */
export async function findGuild(
  db: Queryable,
  guildId: string,
  includeDemo: boolean,
): Promise<GuildRecord | null> {
  const { rows } = await db.query<GuildRecord>({
    name: "find-guild",
    text: `
      select id, platform, name, priority, keeps_responses as "keepsResponses"
      from guilds where id = $1 and (not is_demo or $2)`,
    values: [guildId, includeDemo],
  });
  return rows[0] ?? null;
}

/** The kinds of those of the channels that are the guild's, by id. */
export async function findChannelKinds(
  db: Queryable,
  guildId: string,
  channelIds: readonly string[],
): Promise<Map<string, { kind: string }>> {
  const { rows } = await db.query<{ id: string; kind: string }>({
    name: "find-channels-of-guild",
    text: "select id, kind from channels where guild_id = $1 and id = any($2::int8[])",
    values: [guildId, channelIds],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** All guilds by name, those that we lost last. `cdnBase` is where Discord's icons stand. */
export async function listGuilds(
  db: Queryable,
  options: { includeDemo: boolean; cdnBase: string },
): Promise<GuildView[]> {
  const live = await loadLiveStates(db);
  const { rows } = await db.query<GuildRow>({
    name: "list-guilds",
    text: `
      select g.id, g.platform, g.kind, g.name, g.icon, g.member_count, g.is_demo, g.work_paused_at, g.keep_complete,
        g.keeps_responses,
        g.removed_at is null and exists (
          select from account_guilds m join accounts a on a.id = m.account_id
          where m.guild_id = g.id and a.enabled) as readable,
        c.channel_count, c.message_count, c.last_fetched_at,
        (select count(*)::int from history_fetch_tasks t
         where t.guild_id = g.id and t.parent_task_id is null
           and t.status in ('pending', 'running', 'paused')) as open_task_count,
        (select count(*)::int from set_aside s where s.guild_id = g.id and s.resolved_at is null) as set_aside_count,
        f.sync_error, f.sync_error_detail, f.sync_failed_at, g.group_name, g.priority, g.username, g.chat_state,
        g.chat_state_reason, g.chat_state_at, g.chat_checked_at, g.is_protected, g.linked_chat_id, g.migrated_to,
        exists (select from telegram_chats c where c.chat_id = g.id) as is_chosen
      from guilds g
      cross join lateral (
        select (count(*) filter (where has_history and removed_at is null))::int as channel_count,
          coalesce(sum(message_count), 0) as message_count, max(last_fetched_at) as last_fetched_at
        from channels where guild_id = g.id) c
      left join lateral (
        select m.sync_error, m.sync_error_detail, m.sync_failed_at
        from account_guilds m join accounts a on a.id = m.account_id
        where m.guild_id = g.id and a.enabled
        order by m.sync_error is not null, m.sync_failed_at limit 1) f on f.sync_error is not null
      where not g.is_demo or $1
      order by g.removed_at is not null, lower(g.name), g.id`,
    values: [options.includeDemo],
  });
  return rows.map((row) => toGuildView(row, live.get(row.id), options.cdnBase));
}

interface GuildRow {
  id: string;
  platform: Platform;
  kind: string;
  name: string;
  icon: string | null;
  member_count: number | null;
  is_demo: boolean;
  readable: boolean;
  channel_count: number;
  message_count: string;
  last_fetched_at: Date | null;
  open_task_count: number;
  work_paused_at: Date | null;
  keep_complete: boolean | null;
  keeps_responses: boolean;
  set_aside_count: number;
  sync_error: SyncError | null;
  sync_error_detail: string | null;
  sync_failed_at: Date | null;
  group_name: string | null;
  priority: number;
  username: string | null;
  chat_state: ChatState | null;
  chat_state_reason: string | null;
  chat_state_at: Date | null;
  chat_checked_at: Date | null;
  is_protected: boolean;
  linked_chat_id: string | null;
  migrated_to: string | null;
  is_chosen: boolean;
}

function toGuildView(row: GuildRow, live: LiveState | undefined, cdnBase: string): GuildView {
  return {
    id: row.id,
    platform: row.platform,
    kind: row.kind,
    name: row.name,
    iconUrl:
      row.platform === "discord" && row.icon !== null
        ? `${cdnBase.replace(/\/$/, "")}/icons/${row.id}/${row.icon}.png?size=128`
        : null,
    memberCount: row.member_count,
    isDemo: row.is_demo,
    isReadable: row.readable,
    channelCount: row.channel_count,
    messageCount: Number(row.message_count),
    openTaskCount: row.open_task_count,
    lastFetchedAt: row.last_fetched_at?.toISOString() ?? null,
    live: toLiveView(live),
    keepComplete: row.keep_complete,
    keepsResponses: row.keeps_responses,
    workPausedAt: row.work_paused_at?.toISOString() ?? null,
    syncFailure:
      row.sync_error === null || row.sync_failed_at === null
        ? null
        : {
            error: row.sync_error,
            detail: row.sync_error_detail ?? "",
            since: row.sync_failed_at.toISOString(),
          },
    setAsideCount: row.set_aside_count,
    groupName: row.group_name,
    priority: row.priority,
    chat: row.platform === "telegram" ? toChatView(row) : null,
  };
}

const toChatView = (row: GuildRow): ChatView => ({
  username: row.username,
  state: row.chat_state,
  stateReason: row.chat_state_reason,
  stateAt: row.chat_state_at?.toISOString() ?? null,
  checkedAt: row.chat_checked_at?.toISOString() ?? null,
  isProtected: row.is_protected,
  linkedChatId: row.linked_chat_id,
  migratedTo: row.migrated_to,
  isChosen: row.is_chosen,
});
