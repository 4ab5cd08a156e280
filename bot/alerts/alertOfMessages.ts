/** Alerts: new messages that fit a saved search are told to its targets, in the transaction that stores them. */
import { resolveQuery } from "../../core/console/search/resolveQuery.ts";
import type { ArchiveMessage, MessagePlace } from "../../core/database/archive/messages.ts";
import { listAlerts, queueAlert, type SavedSearch } from "../../core/database/search/savedSearches.ts";
import { toExcerpt } from "../../core/model/search/excerpt.ts";
import { matchesQuery } from "../../core/model/search/matches.ts";
import { messageSigns, messageTexts } from "../../core/model/search/messageTexts.ts";
import { parseQuery } from "../../core/model/search/query.ts";
import { toUnits } from "../../core/model/search/units.ts";
import type { Queryable } from "../../core/postgres/pool.ts";

/** Older messages are history that is being fetched, not news. */
const newsMs = 24 * 3_600_000;

/**
 * Tells of those of the messages that are new and fit. `insertedIds`: which of them were not archived before. One
 * notification per search and call, with the first hit and how many there are.
 */
export async function alertOfMessages(
  tx: Queryable,
  alerts: readonly SavedSearch[],
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
  insertedIds: readonly string[],
): Promise<void> {
  if (alerts.length === 0 || insertedIds.length === 0) return;
  const inserted = new Set(insertedIds);
  const now = Date.now();
  const news = messages.filter(({ id, createdAt }) => inserted.has(id) && now - createdAt.getTime() < newsMs);
  if (news.length === 0) return;
  const facts = news.map((message) => ({ message, ...factsOf(message, place) }));
  for (const alert of alerts) {
    const { query } = parseQuery(alert.query, alert.timezone, new Date(now));
    if (!query) continue; // written in SQL; the console refuses it
    const fresh = facts.filter(({ createdAt }) => alert.alertSince !== null && createdAt >= alert.alertSince);
    if (fresh.length === 0) continue;
    const { query: resolved, unknown } = await resolveQuery(tx, query, {
      stem: alert.forms,
      includeDemo: true,
    });
    if (unknown) continue; // nobody of that name yet
    const hits = fresh.filter((each) => matchesQuery(resolved, each));
    const [first] = hits;
    if (!first) continue;
    const wanted = resolved.clauses.flatMap(({ any }) =>
      any.flatMap((term) => (term.kind === "text" && !term.isNot ? [term] : [])),
    );
    await queueAlert(tx, {
      searchId: alert.id,
      searchName: alert.name,
      guildId: place.guildId,
      channelId: place.channelId,
      messageId: first.message.id,
      authorId: first.authorId,
      excerpt: toExcerpt(first.texts.join("\n").trim(), wanted, alert.forms).text,
      count: hits.length,
    });
  }
}

function factsOf(message: ArchiveMessage, { guildId, channelId }: MessagePlace) {
  const texts = messageTexts(message);
  return {
    guildId,
    channelId,
    authorId: message.authorId,
    createdAt: message.createdAt,
    isDeleted: false,
    texts,
    signs: new Set(messageSigns(message, toUnits(texts[0] ?? ""))),
  };
}

/** The alerts there are; asked for together with what is stored, so that it costs no trip of its own. */
export const loadAlerts = listAlerts;
