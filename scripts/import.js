/**
 * `npm run import -- [--dry-run] [--complete] FILE…` asks the bot to take exports into the archive: files or folders on the
 * machine of the bot, each an import of its own. It waits for their end and tells what they brought.
 */
import "./lib/checkNode.js";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, warn } from "./lib/output.js";
import { databaseUrl } from "./lib/services/services.js";

const flags = new Set(["--dry-run", "--complete"]);
const ended = new Set(["completed", "warning", "failed", "cancelled"]);

await runScript(async () => {
  const given = process.argv.slice(2);
  const files = given.filter((argument) => !argument.startsWith("--"));
  const unknown = given.find((argument) => argument.startsWith("--") && !flags.has(argument));
  if (unknown !== undefined) throw new SetupError(`"${unknown}" is not an option of this command.`);
  if (files.length === 0)
    throw new SetupError("Name the files: npm run import -- [--dry-run] [--complete] FILE…");
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new SetupError(`There is no ${missing}.`);
  await ensureInstalled();
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: await databaseUrl() });
  await client.connect();
  try {
    const options = { dryRun: given.includes("--dry-run"), isComplete: given.includes("--complete") };
    const ids = [];
    for (const file of files) ids.push(await ask(client, resolve(file), options));
    for (const id of ids) await follow(client, id);
  } finally {
    await client.end();
  }
});

/** @param {import("pg").Client} client @param {string} path @param {object} options @returns {Promise<string>} */
async function ask(client, path, options) {
  const { rows } = await client.query(
    "insert into import_tasks (source, name, options, started_by) values ($1, $2, $3, 'command line') returning id",
    [path, basename(path), JSON.stringify(options)],
  );
  say(`${basename(path)}: import ${rows[0].id} waits for the bot.`);
  return rows[0].id;
}

/** Tells once a second how far it is, until it is over. @param {import("pg").Client} client @param {string} id */
async function follow(client, id) {
  let told = "";
  for (;;) {
    const { rows } = await client.query("select * from import_tasks where id = $1", [id]);
    const [task] = rows;
    if (!task) throw new SetupError(`Import ${id} is gone.`);
    const words = `${task.name}: ${task.status}, ${Math.floor(task.progress * 100)} %, ${task.messages_read} messages`;
    if (words !== told) say(words);
    told = words;
    if (ended.has(task.status)) return tellEnd(client, task);
    await sleep(1_000);
  }
}

/** @param {import("pg").Client} client @param {Record<string, any>} task */
async function tellEnd(client, task) {
  const { rows: channels } = await client.query(
    "select * from import_channels where task_id = $1 order by messages_read desc limit 50",
    [task.id],
  );
  for (const channel of channels)
    say(
      `  ${channel.guild_name} / ${channel.channel_name}: ${channel.messages_saved} new, ${channel.messages_merged} merged, ` +
        `${channel.messages_known} known, ${channel.items_skipped} left out, ${channel.files_stored} files`,
    );
  const { rows: problems } = await client.query(
    "select * from import_problems where task_id = $1 order by file, reason limit 50",
    [task.id],
  );
  for (const { file, place, message, occurrences } of problems)
    warn(`  ${file}, ${place}: ${message}${occurrences > 1 ? ` (${occurrences} times)` : ""}`);
  if (task.error_message) warn(task.error_message);
  if (task.status === "failed" || task.status === "cancelled") process.exitCode = 1;
}
