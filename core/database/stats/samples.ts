/** A sample of what was said, spread over a span: always the same one while nothing changes. */
import type { Span } from "../../model/statistics/span.ts";
import { daysIn } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface SampledMessage {
  content: string;
  /** How long after the message it answers it was sent; null when it answers none that is archived. */
  responseSeconds: number | null;
}

/** Stretches of channels, drawn by how much was said in each, and messages of each. */
const stretches = 40;
const perStretch = 30;

/** At most 1,200 messages with text that stand and whose authors did not opt out. */
export async function sampleMessages(db: Queryable, guildId: string, span: Span): Promise<SampledMessage[]> {
  const grain = daysIn(span) > 62 ? "month" : "day";
  const { rows } = await db.query<{ content: string; seconds: number | null }>({
    name: `sample-messages-by-${grain}`,
    // Where little was said everything is taken. A hash in place of chance: -ln(u)/weight draws without putting back (Efraimidis and Spirakis, 2006).
    text: `
      with zone as materialized (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone),
      drawn as materialized (
        select channel_id, period, case when messages > 90 then place else 0 end as place from (
          select channel_id, period, messages,
            ((hashtextextended(channel_id || ' ' || period, 7) & 1048575) + 1) / 1048577.0::float8 as chance,
            (hashtextextended(channel_id || ' ' || period, 11) & 1048575) / 1048576.0::float8 as place
          from stats_channels
          where guild_id = $1 and grain = '${grain}' and messages > 0 and period <= $3::date
            and period >= ${grain === "day" ? "$2::date" : "date_trunc('month', $2::date)::date"}
        ) s order by -ln(chance) / messages limit ${stretches}
      )
      select m.content, extract(epoch from m.created_at - p.created_at)::float8 as seconds
      from drawn d
      cross join zone
      cross join lateral (
        select m.content, m.created_at, m.reply_to_id, m.channel_id from messages m
        where m.channel_id = d.channel_id and m.deleted_at is null and m.content <> ''
          and m.created_at >= greatest(d.period, $2::date)::timestamp at time zone zone + d.place * interval '12 hours'
            ${grain === "month" ? "* 40" : ""}
          and m.created_at < least((d.period + interval '1 ${grain}')::date, $3::date + 1)::timestamp at time zone zone
          and not exists (select from forgotten f where f.kind = 'person' and f.subject_id = m.author_id)
        order by m.created_at limit ${perStretch}
      ) m
      left join messages p on p.channel_id = m.channel_id and p.id = m.reply_to_id`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({ content: row.content, responseSeconds: row.seconds }));
}
