import assert from "node:assert/strict";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";
import { startBotProcess, startPlainSandbox } from "./house.ts";

describe("three bots and 300 tasks", function () {
  this.timeout(180_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  afterEach(async function () {
    await database.pool.query(
      "drop trigger if exists audit_claims on history_fetch_tasks; drop table if exists claim_audit; drop function if exists audit_claim",
    );
  });

  it("complete each exactly once, and never hold two leases on one task or channel", async function () {
    const messages = 30_000;
    const tokens = [
      "MTExMTExMTExMTExMTExMTEx.one.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "MjIyMjIyMjIyMjIyMjIyMjIy.two.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "MzMzMzMzMzMzMzMzMzMzMzMz.six.ccccccccccccccccccccccccccccccc",
    ];
    const sandbox = await startPlainSandbox(processes.start, { channels: 100, messages }, [
      "--tokens",
      tokens.join(","),
    ]);
    // Every change of a claim is written down by the database itself. Claims are made slow, so that those of the
    // three bots overlap: each then looks at a queue in which the others' claims do not show yet.
    await database.pool.query(`
      create table claim_audit (seq int8 generated always as identity, task_id int8, channel_id int8, worker_id uuid, was text, became text);
      create function audit_claim() returns trigger language plpgsql as $$ begin
        insert into claim_audit (task_id, channel_id, worker_id, was, became)
        values (new.id, new.channel_id, coalesce(new.worker_id, old.worker_id), old.status, new.status);
        if new.status = 'running' then perform pg_sleep(0.005); end if;
        return null;
      end $$;
      create trigger audit_claims after update of status on history_fetch_tasks
        for each row when (old.status is distinct from new.status) execute function audit_claim()`);
    const bots = tokens.map((token) =>
      startBotProcess(processes.start, database.url, sandbox, {
        DISCORD_TOKEN: token,
        TASK_CONCURRENCY: "20",
      }),
    );
    await Promise.all(bots.map((bot) => bot.waitForLine("account.ready", 30_000)));
    // Three tasks on each channel, the later ones more urgent and written while the earlier ones are being claimed:
    // two claims then see different tasks at the head of the same channel.
    for (let part = 0; part < 3; part++) {
      for (let slice = 0; slice < 20; slice++) {
        await database.pool.query(
          `insert into history_fetch_tasks (guild_id, channel_id, after_message_id, priority)
           select guild_id, id, nullif($1::int8, 0), 100 - 40 * $1::int8 from (select *, row_number() over (order by id) as n from channels) c
           where n % 20 = $2`,
          [part, slice],
        );
      }
    }
    await eventually(
      "all tasks end",
      async () => {
        const { rowCount: open } = await database.pool.query(
          "select from history_fetch_tasks where status in ('pending', 'running')",
        );
        return open === 0;
      },
      120_000,
    );

    const { rows: statuses } = await database.pool.query(
      "select status, count(*)::int as tasks from history_fetch_tasks group by status",
    );
    assert.deepEqual(statuses, [{ status: "completed", tasks: 300 }]);
    await assertArchiveIsTrue(database.pool, sandbox.control);

    const { rows: audit } = await database.pool.query<{
      task_id: string;
      channel_id: string;
      worker_id: string;
      was: string;
      became: string;
    }>("select * from claim_audit order by seq");
    const holders = new Map<string, string>();
    const completions = new Map<string, number>();
    for (const { task_id, channel_id, worker_id, was, became } of audit) {
      if (became === "running") {
        assert.equal(
          holders.get(channel_id),
          undefined,
          `channel ${channel_id} was claimed while task ${holders.get(channel_id)} held it`,
        );
        holders.set(channel_id, task_id);
      } else if (was === "running") {
        assert.equal(holders.get(channel_id), task_id);
        holders.delete(channel_id);
      }
      if (became === "completed") completions.set(task_id, (completions.get(task_id) ?? 0) + 1);
      assert.ok(worker_id);
    }
    assert.equal(completions.size, 300);
    assert.ok([...completions.values()].every((count) => count === 1));
    assert.equal(new Set(audit.map(({ worker_id }) => worker_id)).size, 3, "all three bots took part");
  });
});
