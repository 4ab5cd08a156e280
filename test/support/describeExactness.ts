/** Search against the slow reference: what generated queries find must be the same, message by message. */
import assert from "node:assert/strict";
import { resolveQuery } from "../../core/console/search/resolveQuery.ts";
import { insertAttachments, insertMessages } from "../../core/database/archive/messages.ts";
import { findMessages, type SearchPlace, searching } from "../../core/database/search/searchMessages.ts";
import { parseQuery } from "../../core/model/search/query.ts";
import { useTestDatabase } from "./database.ts";
import { guildId, makeChannel } from "./factories.ts";
import { corpusMessage, createRandom } from "./searchCorpus.ts";
import {
  findByReference,
  prepare,
  type ReferenceMessage,
  type ReferenceTerm,
  saysTerm,
} from "./searchReference.ts";

/** Compared as a whole; of longer results the first ones, as pages. */
const mostCompared = 2_000;
/** Longer than all the stretches of time in which a search looks, but for the last (windows.ts). */
const spanMs = 600 * 86_400_000;

export function describeExactness(size: { messages: number; queries: number; seed: number }): void {
  describe(`search over ${size.messages} messages`, function () {
    this.timeout(size.messages * 6 + size.queries * 1_500 + 60_000);
    const database = useTestDatabase();
    const channelIds = ["300000000000000001", "300000000000000002", "300000000000000003"];
    const authorIds = Array.from({ length: 12 }, (_, i) => String(400000000000000001n + BigInt(i)));
    const places = { channelIds, authorIds, stepMs: Math.floor(spanMs / size.messages) };

    async function archive(random: () => number): Promise<ReferenceMessage[]> {
      for (const [i, id] of channelIds.entries())
        await makeChannel(database.pool, { id, name: `channel-${i}` });
      await database.pool.query(
        `insert into authors (id, platform, name, is_bot)
         select id, 'discord', 'person' || right(id::text, 2), right(id::text, 1) = '7' from unnest($1::int8[]) as id`,
        [authorIds],
      );
      const messages: ReferenceMessage[] = [];
      for (let from = 0; from < size.messages; from += 1_000) {
        const batch = Array.from({ length: Math.min(1_000, size.messages - from) }, (_, i) => ({
          ...corpusMessage(random, from + i, places),
          isDeleted: random() < 0.02,
        }));
        messages.push(...batch);
        for (const channelId of channelIds) {
          const some = batch.filter((message) => message.channelId === channelId);
          await insertMessages(database.pool, { guildId, channelId }, some);
          await insertAttachments(database.pool, channelId, some);
          await database.pool.query(
            "update messages set deleted_at = now() where channel_id = $1 and id = any($2::int8[])",
            [channelId, some.filter(({ isDeleted }) => isDeleted).map(({ id }) => id)],
          );
        }
      }
      await database.pool.query("analyze messages");
      return messages;
    }

    /** Everything a query finds, page after page. */
    async function find(written: string, order: "newest" | "oldest"): Promise<string[]> {
      const { query, problem } = parseQuery(written, "UTC", new Date("2024-05-15T10:00:00Z"));
      assert.ok(query, `${written}: ${JSON.stringify(problem)}`);
      const { query: resolved, unknown } = await resolveQuery(database.pool, query, {
        stem: null,
        includeDemo: false,
      });
      assert.equal(unknown, null, written);
      const ids: string[] = [];
      let after: SearchPlace | null = null;
      while (ids.length < mostCompared) {
        const page = await searching(database.pool, (tx) =>
          findMessages(tx, { query: resolved, order, after, limit: ids.length === 0 ? 7 : 500 }),
        );
        ids.push(...page.messages.map(({ id }) => id));
        if (!page.hasMore) break;
        after = page.last;
      }
      return ids;
    }

    it(`finds for ${size.queries} queries what a look at every message finds`, async function () {
      const random = createRandom(size.seed);
      const messages = await archive(random);
      const prepared = messages
        .map(prepare)
        .sort(
          (a, b) =>
            b.message.createdAt.getTime() - a.message.createdAt.getTime() ||
            Number(BigInt(b.message.channelId) - BigInt(a.message.channelId)) ||
            Number(BigInt(b.message.id) - BigInt(a.message.id)),
        );
      let found = 0;
      for (let i = 0; i < size.queries; i++) {
        const groups = drawQuery(random, messages, places);
        const written = groups
          .map((group) => group.map(({ term, isNot }) => `${isNot ? "-" : ""}${term.written}`).join(" or "))
          .join(" ");
        if (parseQuery(written, "UTC", new Date()).problem) continue; // too long
        const expected = findByReference(prepared, groups);
        const order = i % 4 === 0 ? "oldest" : "newest";
        const got = await find(written, order);
        const wanted = order === "newest" ? expected : expected.toReversed();
        const upTo = wanted.length > mostCompared ? got.length : undefined;
        assert.deepEqual(got, wanted.slice(0, upTo), written);
        if (expected.length > 0) found++;
      }
      assert.ok(found > size.queries / 3, `${found} of ${size.queries} found something`);
    });
  });
}

type Drawn = { term: ReferenceTerm; isNot: boolean };

function drawQuery(
  random: () => number,
  messages: readonly ReferenceMessage[],
  places: { channelIds: readonly string[]; authorIds: readonly string[] },
): Drawn[][] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const says = (): ReferenceTerm => {
    for (;;) {
      const { content } = pick(messages);
      const characters = Array.from(content.replace(/<@\d+>|https?:\S+|["“”„«»「」『』＂]/g, " "));
      const from = Math.floor(random() * characters.length);
      const spoken = characters.slice(from, from + 1 + Math.floor(random() * 14)).join("");
      const isQuoted = random() < 0.5;
      const wanted = isQuoted ? spoken.trim() : (spoken.split(/\s+/u).find((word) => word !== "") ?? "");
      // Marks cut off from their letter are no piece that anybody would type.
      if (/^[\p{M}\u200d]|[:：|]|^or$/iu.test(wanted) || /^[-−–－]/.test(wanted)) continue;
      if (isBroken(wanted, content)) continue;
      const term = saysTerm(random() < 0.3 ? wanted.toUpperCase() : wanted, isQuoted);
      if (term && term.written.length < 100) return term;
    }
  };
  const filter = (): ReferenceTerm => {
    const author = pick(places.authorIds);
    const channel = Math.floor(random() * places.channelIds.length);
    const { createdAt } = pick(messages);
    const day = createdAt.toISOString().slice(0, 10);
    const dayStart = Date.parse(`${day}T00:00:00Z`);
    const has = (name: string, test: (message: ReferenceMessage) => boolean): ReferenceTerm => ({
      written: name,
      holds: test,
    });
    return pick([
      has(`from:person${author.slice(-2)}`, (message) => message.authorId === author),
      has(`mentions:${author}`, (message) => message.content.includes(`<@${author}>`)),
      has(`in:channel-${channel}`, (message) => message.channelId === places.channelIds[channel]),
      has("has:image", (message) => message.attachments.length > 0),
      has("has:embed", (message) => message.extra !== null),
      has("has:link", (message) => /https?:/.test(message.content)),
      has("is:edited", (message) => message.editedAt !== null),
      has("is:reply", (message) => message.replyToId !== null),
      has("is:deleted", (message) => message.isDeleted),
      has("is:bot", (message) => message.authorId?.endsWith("7") ?? false),
      has(`before:${day}`, (message) => message.createdAt.getTime() < dayStart),
      has(`after:${day}`, (message) => message.createdAt.getTime() >= dayStart + 86_400_000),
      has(`during:${day}`, (message) => message.createdAt.toISOString().startsWith(day)),
    ]);
  };
  const groups: Drawn[][] = [];
  const count = 1 + Math.floor(random() * 3);
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    const group: Drawn[] = [];
    const alternatives = random() < 0.2 ? 2 : 1;
    for (let k = 0; k < alternatives; k++) {
      const term = i > 0 && random() < 0.5 ? filter() : says();
      group.push({ term, isNot: i > 0 && random() < 0.3 });
    }
    // The same filter twice means either of them: that is tested elsewhere.
    const names = group.flatMap(({ term }) => /^(from|in|during):/.exec(term.written)?.[1] ?? []);
    if (names.some((name) => seen.has(name))) continue;
    for (const name of names) seen.add(name);
    groups.push(group);
  }
  return groups;
}

/** Whether a piece begins or ends within what belongs together: a decomposed letter, a flag, a family of emoji. */
function isBroken(wanted: string, content: string): boolean {
  const at = content.indexOf(wanted);
  const next = content.slice(at + wanted.length);
  return (
    /^(?:\p{M}|\u200d|\p{Emoji_Modifier})/u.test(next) ||
    /\p{Regional_Indicator}/u.test(wanted) ||
    /[\p{M}\u200d]$/u.test(wanted)
  );
}
