import assert from "node:assert/strict";
import type { PeopleView, PersonMessagesView, PersonView } from "../../core/api/people.ts";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";

const personOf = (n: number) => String(400_000_000_000_000_000n + BigInt(n));
const otherChannel = "300000000000000002";

describe("the people of a server over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const query = (text: string, values: unknown[] = []) => database.pool.query(text, values);
  const read = async <View>(path: string): Promise<View> => {
    const { status, body } = await api.get(`/guilds/${guildId}/people${path}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as View;
  };
  const names = ({ people }: PeopleView) => people.map(({ name }) => name);

  /** Persons 1 (Ada, member), 2 (bob, left), 3 (Cyd, only wrote), 4 (somewhere else). */
  beforeEach("fill the server", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: otherChannel, name: "random" });
    await query(
      `insert into authors (id, platform, name, display_name) values
         ($1, 'discord', 'ada', 'Ada'), ($2, 'discord', 'bob', null), ($3, 'discord', 'cyd', 'Cyd'), ($4, 'discord', 'dora', null)`,
      [1, 2, 3, 4].map(personOf),
    );
    await query(
      "insert into guild_roles values ($1, 7, 'Keeper', 255, 3, 0, false, false), ($1, 8, 'Guest', 0, 1, 0, false, false)",
      [guildId],
    );
    await query(
      `insert into members (guild_id, user_id, nick, role_ids, joined_at, left_at) values
         ($1, $2, null, '{8,7}', '2024-01-02', null), ($1, $3, 'Bobby', '{}', '2024-01-01', '2024-03-01')`,
      [guildId, personOf(1), personOf(2)],
    );
    const message = (id: number, author: number, more = {}) =>
      archiveMessage({
        id: String(id),
        authorId: personOf(author),
        content: `message ${id}`,
        createdAt: new Date(1_700_000_000_000 + id * 1_000),
        ...more,
      });
    await insertMessages(database.pool, { guildId, channelId }, [
      message(10, 1),
      message(30, 1),
      message(40, 3),
    ]);
    await insertMessages(database.pool, { guildId, channelId: otherChannel }, [message(20, 1)]);
  });

  it("lists members and whoever wrote, by name, with their roles and how much they wrote", async function () {
    const all = await read<PeopleView>("");
    assert.deepEqual(names(all), ["Ada", "Bobby", "Cyd"]);
    assert.deepEqual(
      all.people.map(({ membership, messageCount, roles }) => [
        membership,
        messageCount,
        roles.map(({ name }) => name).join(),
      ]),
      [
        ["member", 3, "Keeper,Guest"],
        ["left", 0, ""],
        ["unknown", 1, ""],
      ],
    );
    assert.deepEqual([all.listedAt, all.listingError], [null, null]);
    assert.deepEqual(names(await read("?show=members")), ["Ada"]);
    assert.deepEqual(names(await read("?show=left")), ["Bobby"]);
    assert.deepEqual(names(await read("?sort=joined")), ["Ada", "Bobby", "Cyd"]);
  });
  it("finds people by part of any name and by id", async function () {
    assert.deepEqual(names(await read("?search=BOB")), ["Bobby"]);
    assert.deepEqual(names(await read(`?search=${personOf(3)}`)), ["Cyd"]);
    assert.deepEqual(names(await read("?search=nobody")), []);
    assert.deepEqual(names(await read("?search=%25")), [], "no pattern, but a sign");
  });
  it("goes through all of them page by page, each once, in either order", async function () {
    await query(
      "insert into authors (id, platform, name) select $1::int8 + n, 'discord', 'p' || n % 7 from generate_series(100, 160) n",
      [personOf(0)],
    );
    await query(
      "insert into members (guild_id, user_id, joined_at) select $1, $2::int8 + n, case when n % 3 > 0 then timestamptz '2024-01-01' + n % 5 * interval '1 day' end from generate_series(100, 160) n",
      [guildId, personOf(0)],
    );
    for (const sort of ["name", "joined"]) {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: PeopleView = await read<PeopleView>(
          `?sort=${sort}&limit=10${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...page.people.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      assert.equal(seen.length, 64);
      assert.equal(new Set(seen).size, 64);
    }
    const { status } = await api.get(`/guilds/${guildId}/people?cursor=nonsense`);
    assert.equal(status, 400);
  });
  it("tells of one person: channels, first and last, names, comings and goings, place by joining", async function () {
    await query(
      "insert into author_names values ($1, 'ada_old', 'Ada', '2023-01-01'), ($1, 'ada', 'Countess', '2023-06-01')",
      [personOf(1)],
    );
    await query(
      `insert into member_events (guild_id, user_id, kind, at, nick) values
         ($1, $2, 'joined', '2024-01-02', null), ($1, $2, 'updated', '2024-01-03', 'Queen'), ($1, $2, 'updated', '2024-01-04', null)`,
      [guildId, personOf(1)],
    );
    await query("insert into members (guild_id, user_id, joined_at) values ($1, $2, '2023-12-01')", [
      guildId,
      personOf(4),
    ]);
    const { person, channels, names: earlier, events } = await read<PersonView>(`/${personOf(1)}`);
    assert.deepEqual([person.messageCount, person.joinPosition, person.memberCount], [3, 2, 2]);
    assert.deepEqual(
      [person.firstMessageAt, person.lastMessageAt],
      [10, 30].map((id) => new Date(1_700_000_000_000 + id * 1_000).toISOString()),
    );
    assert.ok(person.accountCreatedAt?.startsWith("2018-"));
    assert.deepEqual(
      channels.map(({ name, messageCount, firstMessageId, lastMessageId }) => [
        name,
        messageCount,
        firstMessageId,
        lastMessageId,
      ]),
      [
        ["general", 2, "10", "30"],
        ["random", 1, "20", "20"],
      ],
    );
    assert.deepEqual(
      earlier.map(({ kind, name }) => [kind, name]),
      [
        ["nick", "Queen"],
        ["display", "Countess"],
        ["user", "ada_old"],
        ["display", "Ada"],
      ],
    );
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["updated", "updated", "joined"],
    );
  });
  it("gives what a person wrote, newest first across channels, page by page", async function () {
    const first = await read<PersonMessagesView>(`/${personOf(1)}/messages?limit=2`);
    assert.deepEqual(
      first.messages.map(({ id, channelName, excerpt }) => [id, channelName, excerpt]),
      [
        ["30", "general", "message 30"],
        ["20", "random", "message 20"],
      ],
    );
    const rest = await read<PersonMessagesView>(
      `/${personOf(1)}/messages?limit=2&cursor=${first.nextCursor}`,
    );
    assert.deepEqual([rest.messages.map(({ id }) => id), rest.nextCursor], [["10"], null]);
  });
  it("knows nobody who opted out, nor anybody of another server", async function () {
    await query(
      "insert into forgotten (digest, kind, erased, subject_id) values (sha256('x'), 'person', false, $1)",
      [personOf(1)],
    );
    assert.deepEqual(names(await read("")), ["Bobby", "Cyd"]);
    for (const path of [personOf(1), `${personOf(1)}/messages`, personOf(4)]) {
      const { status, body } = await api.get(`/guilds/${guildId}/people/${path}`);
      assert.deepEqual([status, body.error.code], [404, "unknown_person"]);
    }
  });
});
