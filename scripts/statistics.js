/**
 * `npm run stats:verify` counts every server's messages again and compares: it ends with 1 when a figure is not what the
 * archive says, and names it. `npm run stats:rebuild [-- GUILD_ID …]` counts the named servers anew, or all; it goes on
 * where it was stopped, and the processes go on meanwhile.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, warn } from "./lib/output.js";
import { databaseUrl } from "./lib/services/services.js";
import { rebuildStatistics, verifyStatistics } from "./lib/services/statistics.js";

await runScript(async () => {
  const [command = "", ...guildIds] = process.argv.slice(2);
  const odd = guildIds.find((id) => command !== "rebuild" || !/^-?\d{1,20}$/.test(id));
  if (odd !== undefined) throw new SetupError(`"${odd}" is not the id of a server.`);
  if (command !== "verify" && command !== "rebuild") throw new SetupError('Say "verify" or "rebuild".');
  await ensureInstalled();
  await ensureBuilt({ client: false });
  const url = await databaseUrl();
  if (command === "rebuild") {
    await rebuildStatistics(url, guildIds, say);
    say("Everything is counted.");
    return;
  }
  const { guilds, waiting, differences } = await verifyStatistics(url);
  for (const { guildId, table, row, expected, kept } of differences)
    warn(
      `${guildId}: ${table}, ${row}: the archive says ${JSON.stringify(expected)}, the statistics ${JSON.stringify(kept)}`,
    );
  if (waiting > 0)
    say(`Channels that are still being counted: ${waiting}; of them only what is counted was compared.`);
  say(`Servers compared: ${guilds}. Differences: ${differences.length}.`);
  if (differences.length > 0) {
    say("npm run stats:rebuild counts them anew.");
    process.exitCode = 1;
  }
});
