/** What the commands for statistics do, by what is built. */
import { pathToFileURL } from "node:url";
import { fromRoot } from "../paths.js";

/**
 * Compares every figure of every server with the archive, each server in one snapshot.
 * @param {string} databaseUrl
 * @returns {Promise<{guilds: number, waiting: number, differences: {guildId: string, table: string, row: string, expected: unknown, kept: unknown}[]}>}
 */
export async function verifyStatistics(databaseUrl) {
  const { findDifferences } = await built("core", "database", "stats", "differences.js");
  const { listCountedGuilds } = await built("core", "database", "stats", "keeping.js");
  return withClient(databaseUrl, async (client) => {
    const guildIds = /** @type {string[]} */ (await listCountedGuilds(client));
    const differences = [];
    for (const guildId of guildIds) {
      await client.query("begin isolation level repeatable read read only");
      for (const difference of await findDifferences(client, guildId))
        differences.push({ guildId, ...difference });
      await client.query("commit");
    }
    const { rows } = await client.query(
      "select (select count(*) from stats_backlog) + (select count(*) from stats_guilds where state = 'clearing') as n",
    );
    return { guilds: guildIds.length, waiting: Number(rows[0].n), differences };
  });
}

/**
 * Counts servers anew, all without a list; returns once nothing is left to do.
 * @param {string} databaseUrl
 * @param {string[]} guildIds
 * @param {(words: string) => void} tell
 */
export async function rebuildStatistics(databaseUrl, guildIds, tell) {
  const { beginRecount, listCountedGuilds } = await built("core", "database", "stats", "keeping.js");
  const { keepInStep } = await built("core", "stats", "keepInStep.js");
  await withClient(databaseUrl, async (client) => {
    const wanted = guildIds.length > 0 ? guildIds : await listCountedGuilds(client);
    for (const guildId of wanted) await beginRecount(client, guildId, null);
    tell(`Servers to be counted anew: ${wanted.length}.`);
    while (await keepInStep(client)); // each step is a transaction of its own; killed here, the bot goes on
  });
}

/**
 * @template T
 * @param {string} databaseUrl
 * @param {(client: import("pg").Client) => Promise<T>} work
 */
async function withClient(databaseUrl, work) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A compiled module. @param {string[]} parts @returns {Promise<any>} */
const built = (...parts) => import(pathToFileURL(fromRoot("dist", ...parts)).href);
