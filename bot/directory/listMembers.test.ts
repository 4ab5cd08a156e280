import assert from "node:assert/strict";
import { createLogger } from "../../core/log.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { forgetNow, useOwnForgettingKey } from "../../test/support/forgetting.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import { useSandbox } from "../../test/support/sandbox.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { storeGuildRow } from "../forgetting/directory.ts";
import { createDiscordPlatform } from "../platforms/discord/platform.ts";
import type { ChatSession } from "../platforms/platform.ts";
import { listMembers } from "./listMembers.ts";

const never = new AbortController().signal;

describe("listMembers", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const key = useOwnForgettingKey();
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 10, limits: "off" }, { keep: true });
  const log = createLogger({ process: "test", level: "silent" });
  let session: ChatSession;
  let guildId = "";
  before("connect", async function () {
    const platform = createDiscordPlatform({
      apiBase: sandbox.apiBase,
      cdnBase: sandbox.cdnBase,
      requestsPerSecond: null,
      log,
    });
    session = await platform.connect(
      { id: "1", token: sandbox.tokens[0] ?? "", proxy: null, isDemo: false },
      never,
    );
    guildId = session.directory.guildIds()[0] ?? "";
  });
  after("disconnect", () => session.close());
  const deps = () => ({ pool: database.pool, writer: createArchiveWriter(database.pool, "discord"), log });
  const list = async () => {
    const snapshot = session.directory.guild(guildId);
    if (snapshot) await storeGuildRow(database.pool, snapshot.guild);
    return listMembers(deps(), session, guildId, never);
  };
  const query = async (text: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows;

  it("knows every member with name and time of joining, and tells of each as having joined", async function () {
    assert.equal(await list(), true);
    const [guild] = await query(
      "select member_count, members_listed_at is not null as listed, members_error from guilds",
    );
    const [found] = await query(
      `select count(*)::int as members, count(joined_at)::int as dated, count(a.id)::int as named,
         (select count(*)::int from member_events where kind = 'joined') as joined
       from members m left join authors a on a.id = m.user_id`,
    );
    const members = guild?.member_count;
    assert.ok(Number(members) > 10);
    assert.deepEqual(found, { members, dated: members, named: members, joined: members });
    assert.deepEqual([guild?.listed, guild?.members_error], [true, null]);
    await list();
    assert.equal(
      (await query("select count(*)::int as n from member_events"))[0]?.n,
      members,
      "nothing new is told",
    );
  });
  it("notices who left and who changed while nobody listened", async function () {
    await list();
    await query("insert into authors (id, platform, name) values (400000000000000001, 'discord', 'gone')");
    await query(
      "insert into members (guild_id, user_id, updated_at) values ($1, 400000000000000001, now() - interval '1 hour')",
      [guildId],
    );
    const [someone] = await query(
      "update members set nick = 'before' where user_id = (select min(user_id) from members where user_id <> 400000000000000001) returning user_id",
    );
    await query("delete from member_events");
    await list();
    assert.deepEqual(await query("select user_id, kind from member_events order by kind"), [
      { user_id: "400000000000000001", kind: "left" },
      { user_id: someone?.user_id, kind: "updated" },
    ]);
  });
  it("lists nobody who is forgotten", async function () {
    await list();
    const [someone] = await query("select max(user_id) as id from members");
    await forgetNow(
      { pool: database.pool, media: media.store, key },
      { subject: "person", person_id: someone?.id },
    );
    await list();
    assert.deepEqual(await query("select from members where user_id = $1", [someone?.id]), []);
    assert.deepEqual(await query("select from authors where id = $1", [someone?.id]), []);
  });
  it("says so when the account may not, and concludes nothing", async function () {
    await list();
    await query("update members set updated_at = now() - interval '1 hour'");
    const { flags } = await sandbox.control.setApplication({ token: sandbox.tokens[0], flags: 0 });
    assert.equal(flags, 0);
    assert.equal(await list(), false);
    assert.deepEqual(await query("select members_error from guilds"), [{ members_error: "not_allowed" }]);
    assert.deepEqual(await query("select from members where left_at is not null"), []);
  });
});
