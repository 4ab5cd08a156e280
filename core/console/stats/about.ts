/** What every answer of the statistics says beside its figures: which days are meant, and what of them cannot be known. */
import type { StatisticsQuery } from "../../api/statistics.ts";
import { gaps } from "../../coverage.ts";
import { timeMessages } from "../../database/archive/messageTimes.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { type AskedSpan, loadState } from "../../database/stats/figures.ts";
import { addDays, dayOf, type Span, spanOf } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { DescribedChannel } from "../channelView.ts";
import { describeChannels } from "../guildChannels.ts";

/** What the answer says of itself. */
export interface About {
  guildId: string;
  zone: string;
  span: Span;
  before: Span | null;
  isCounted: boolean;
  uncountedChannels: number;
  missing: { channels: number; stretches: { from: string; to: string }[] };
}

/** A question as it is asked of the sums, and what every answer to it says. */
export interface Question {
  about: About;
  span: AskedSpan;
  before: AskedSpan | null;
}

export async function openQuestion(
  db: Queryable,
  guild: Pick<GuildRecord, "id" | "platform">,
  query: StatisticsQuery,
  now: Date,
): Promise<Question> {
  const state = await loadState(db, guild.id);
  const custom =
    query.from !== undefined && query.to !== undefined ? { from: query.from, to: query.to } : null;
  const { span, before } = spanOf(query.range, dayOf(now, state.zone), state.known, custom);
  const { known } = state;
  return {
    about: {
      guildId: guild.id,
      zone: state.zone,
      span,
      before,
      isCounted: state.isCounted,
      uncountedChannels: state.uncountedChannels,
      missing: await findMissing(db, guild, span),
    },
    span: { ...span, known },
    before: before && { ...before, known },
  };
}

/** More would not be told apart in a drawing. */
const mostStretches = 60;

/** Where in a span messages of some channel are not known to be archived. Half a day of either end may belong to other zones. */
async function findMissing(
  db: Queryable,
  guild: Pick<GuildRecord, "id" | "platform">,
  span: Span,
): Promise<About["missing"]> {
  const bounds = {
    from: Date.parse(`${addDays(span.from, -1)}T12:00:00Z`),
    to: Date.parse(`${addDays(span.to, 1)}T12:00:00Z`),
  };
  const channels = (await describeChannels(db, guild)).filter(mayMiss);
  const ends = channels.flatMap((channel) =>
    gaps(channel.coveredLife, channel.life).map((gap) => ({ channel, gap })),
  );
  const timeOf = await timeMessages(
    db,
    guild.platform,
    ends.flatMap(({ channel, gap }) =>
      [gap.from, gap.to].map((id) => ({ channelId: channel.id, messageId: String(id) })),
    ),
  );
  const at = (channel: DescribedChannel, id: bigint) => Date.parse(timeOf(channel.id, String(id)) ?? "");
  const missing = new Set<string>();
  const found: { from: number; to: number }[] = [];
  for (const { channel, gap } of ends) {
    const from = at(channel, gap.from);
    const to = at(channel, gap.to);
    // Without a time nothing near it is archived: it may be anywhere.
    const stretch = { from: Number.isNaN(from) ? bounds.from : from, to: Number.isNaN(to) ? bounds.to : to };
    if (stretch.to <= bounds.from || stretch.from >= bounds.to) continue;
    missing.add(channel.id);
    found.push({ from: Math.max(stretch.from, bounds.from), to: Math.min(stretch.to, bounds.to) });
  }
  return {
    channels: missing.size,
    stretches: unite(found).map(({ from, to }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
  };
}

const mayMiss = ({ hasHistory, state }: DescribedChannel) =>
  hasHistory && state !== "complete" && state !== "empty" && state !== "none";

/** Stretches that overlap become one; the closest are joined until there are few. Pure. */
export function unite(stretches: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const united: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else united.push({ from, to });
  }
  while (united.length > mostStretches) {
    let closest = 1;
    const distance = (index: number) => (united[index]?.from ?? 0) - (united[index - 1]?.to ?? 0);
    for (let index = 2; index < united.length; index++)
      if (distance(index) < distance(closest)) closest = index;
    const [next] = united.splice(closest, 1);
    const before = united[closest - 1];
    if (next && before) before.to = next.to;
  }
  return united;
}
