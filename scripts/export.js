/**
 * `npm run export -- --guild ID [--format html] [--channel ID]… [--person ID] [--query TEXT] [--after TIME] [--before TIME]
 * [--files included|linked|left_out]` asks the bot for an export, waits for its end and tells where the file lies.
 */
import "./lib/checkNode.js";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, warn } from "./lib/output.js";
import { databaseUrl } from "./lib/services/services.js";

const ended = new Set(["completed", "warning", "failed", "cancelled"]);

await runScript(async () => {
  const wanted = readOptions();
  await ensureInstalled();
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: await databaseUrl() });
  await client.connect();
  try {
    const { rows } = await client.query(
      `insert into export_tasks (name, format, guild_id, channel_ids, person_id, query, after_at, before_at, files, started_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'command line') returning id`,
      [
        wanted.name ?? "",
        wanted.format ?? "json",
        wanted.guild ?? null,
        wanted.channel ?? null,
        wanted.person ?? null,
        wanted.query ?? null,
        wanted.after ?? null,
        wanted.before ?? null,
        wanted.files ?? "linked",
      ],
    );
    say(`Export ${rows[0].id} waits for the bot.`);
    await follow(client, rows[0].id);
  } finally {
    await client.end();
  }
});

function readOptions() {
  /** @type {{ type: "string" }} */
  const text = { type: "string" };
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        guild: text,
        channel: { type: "string", multiple: true },
        person: text,
        query: text,
        after: text,
        before: text,
        format: text,
        files: text,
        name: text,
      },
    }));
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
  if (!values.guild && !values.channel && !values.person && !values.query)
    throw new SetupError("Say what: --guild ID, --channel ID, --person ID or --query TEXT.");
  return values;
}

/** Tells once a second how far it is, until it is over. @param {import("pg").Client} client @param {string} id */
async function follow(client, id) {
  let told = "";
  for (;;) {
    const { rows } = await client.query("select * from export_tasks where id = $1", [id]);
    const [task] = rows;
    if (!task) throw new SetupError(`Export ${id} is gone.`);
    const words = `${task.status}, ${Math.floor(task.progress * 100)} %, ${task.messages_written} messages`;
    if (words !== told) say(words);
    told = words;
    if (ended.has(task.status)) {
      if (task.error_message) warn(task.error_message);
      if (task.result_name) say(`DATA_DIR/exports/${id}/${task.result_name} (${task.result_bytes} bytes)`);
      if (task.status === "failed" || task.status === "cancelled") process.exitCode = 1;
      return;
    }
    await sleep(1_000);
  }
}
