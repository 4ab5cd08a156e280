/** What an export tells of a message's past: its earlier texts, and that it was deleted. */
import type { Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "../archive/messages.ts";

export interface MessageHistory {
  messageId: string;
  /** ISO; null while it stands. */
  deletedAt: string | null;
  versions: readonly { replacedAt: string; editedAt: string | null; content: string; extra: unknown }[];
}

/**
 * Adds the past of messages that are archived. Versions are united; a deletion is believed of messages that only exports tell
 * of. In the transaction that stores the messages.
 */
export async function storeHistory(
  tx: Queryable,
  channelId: string,
  histories: readonly MessageHistory[],
): Promise<void> {
  if (histories.length === 0) return;
  const versions = histories.flatMap(({ messageId, versions: each }) =>
    each.map((version) => ({
      message_id: messageId,
      replaced_at: version.replacedAt,
      edited_at: version.editedAt,
      content: version.content,
      extra: version.extra,
    })),
  );
  await Promise.all([
    tx.query({
      name: "insert-imported-versions",
      text: `
        insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
        select $1, v.message_id, v.replaced_at, v.content, v.edited_at, v.extra
        from json_to_recordset($2::json) as v (message_id int8, replaced_at timestamptz, content text,
          edited_at timestamptz, extra jsonb)
        join messages m on m.channel_id = $1 and m.id = v.message_id
        on conflict do nothing`,
      values: [channelId, toSafeJson(versions)],
    }),
    tx.query({
      name: "mark-imported-deleted",
      text: `
        update messages m set deleted_at = d.deleted_at
        from json_to_recordset($2::json) as d (message_id int8, deleted_at timestamptz)
        where m.channel_id = $1 and m.id = d.message_id and m.deleted_at is null and m.extra ? 'imported'`,
      values: [
        channelId,
        JSON.stringify(
          histories.flatMap(({ messageId, deletedAt }) =>
            deletedAt === null ? [] : { message_id: messageId, deleted_at: deletedAt },
          ),
        ),
      ],
    }),
  ]);
}
