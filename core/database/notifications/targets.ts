/** notification_targets as people keep them. The address of a webhook goes in and never comes out. */
import type { Language, NotificationEvent, TargetKind } from "../../model/notification.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface TargetRecord {
  id: string;
  name: string;
  kind: TargetKind | "telegram";
  /** Of webhooks: host and last characters. */
  urlShown: string | null;
  guildId: string | null;
  guildName: string | null;
  channelId: string | null;
  channelName: string | null;
  events: NotificationEvent[];
  language: Language;
  enabled: boolean;
  createdAt: Date;
  lastDeliveryAt: Date | null;
  lastDeliveryStatus: "completed" | "failed" | null;
  lastDeliveryError: string | null;
}

/** A webhook's address as it is stored. */
export interface SealedUrl {
  encrypted: string;
  shown: string;
}

export interface NewTarget {
  id: string;
  name: string;
  url: SealedUrl | null;
  /** Null for webhooks. */
  channel: { guildId: string; channelId: string } | null;
  events: readonly NotificationEvent[];
  language: Language;
  enabled: boolean;
}

/** What is left out stays as it is. */
export interface TargetChange {
  name?: string | undefined;
  url?: SealedUrl | undefined;
  events?: readonly NotificationEvent[] | undefined;
  language?: Language | undefined;
  enabled?: boolean | undefined;
}

/** The place an address is sealed for. */
export const urlPlace = (targetId: string) => `notification_targets:url_encrypted:${targetId}`;

/** All targets in the order they were made, or the one with this number. */
export async function listTargets(db: Queryable, targetId: string | null = null): Promise<TargetRecord[]> {
  const { rows } = await db.query<TargetRow>({
    name: "list-notification-targets",
    text: `
      select t.*, g.name as guild_name, c.name as channel_name
      from notification_targets t left join guilds g on g.id = t.guild_id left join channels c on c.id = t.channel_id
      where $1::int8 is null or t.id = $1 order by t.id`,
    values: [targetId],
  });
  return rows.map(toRecord);
}

/** A number for a target to be made: its address is sealed for this number. */
export async function nextTargetId(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "next-notification-target",
    text: "select nextval(pg_get_serial_sequence('notification_targets', 'id')) as id",
  });
  return String(rows[0]?.id);
}

/** Makes a target. */
export async function insertTarget(db: Queryable, target: NewTarget): Promise<void> {
  await db.query({
    name: "insert-notification-target",
    text: `
      insert into notification_targets
        (id, name, kind, url_encrypted, url_shown, guild_id, channel_id, events, language, enabled)
      values ($1, $2, case when $5::int8 is null then 'webhook' else 'discord' end, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      target.id,
      target.name,
      target.url?.encrypted ?? null,
      target.url?.shown ?? null,
      target.channel?.guildId ?? null,
      target.channel?.channelId ?? null,
      target.events,
      target.language,
      target.enabled,
    ],
  });
}

/** Changes a target; false when there is none. An address is taken by webhooks only. */
export async function updateTarget(db: Queryable, targetId: string, change: TargetChange): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "update-notification-target",
    text: `
      update notification_targets
      set name = coalesce($2, name), url_encrypted = coalesce($3, url_encrypted), url_shown = coalesce($4, url_shown),
          events = coalesce($5, events), language = coalesce($6, language), enabled = coalesce($7, enabled),
          updated_at = now()
      where id = $1`,
    values: [
      targetId,
      change.name ?? null,
      change.url?.encrypted ?? null,
      change.url?.shown ?? null,
      change.events ?? null,
      change.language ?? null,
      change.enabled ?? null,
    ],
  });
  return rowCount === 1;
}

/** Removes a target with its deliveries; false when there is none. */
export async function deleteTarget(db: Queryable, targetId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "delete-notification-target",
    text: "delete from notification_targets where id = $1",
    values: [targetId],
  });
  return rowCount === 1;
}

/** The guild of a channel messages can be written to; null when it is not known or gone. */
export async function findWritableChannel(db: Queryable, channelId: string): Promise<string | null> {
  const { rows } = await db.query<{ guild_id: string }>({
    name: "find-writable-channel",
    text: `
      select c.guild_id from channels c join guilds g on g.id = c.guild_id
      where c.id = $1 and c.has_history and c.removed_at is null and g.platform = 'discord'`,
    values: [channelId],
  });
  return rows[0]?.guild_id ?? null;
}

interface TargetRow {
  id: string;
  name: string;
  kind: TargetRecord["kind"];
  url_shown: string | null;
  guild_id: string | null;
  guild_name: string | null;
  channel_id: string | null;
  channel_name: string | null;
  events: NotificationEvent[];
  language: Language;
  enabled: boolean;
  created_at: Date;
  last_delivery_at: Date | null;
  last_delivery_status: TargetRecord["lastDeliveryStatus"];
  last_delivery_error: string | null;
}

const toRecord = (row: TargetRow): TargetRecord => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  urlShown: row.url_shown,
  guildId: row.guild_id,
  guildName: row.guild_name,
  channelId: row.channel_id,
  channelName: row.channel_name,
  events: row.events,
  language: row.language,
  enabled: row.enabled,
  createdAt: row.created_at,
  lastDeliveryAt: row.last_delivery_at,
  lastDeliveryStatus: row.last_delivery_status,
  lastDeliveryError: row.last_delivery_error,
});
