/** `npm run db:migrate`, `db:status`, `db:rollback [-- N]`: the schema of the configured database. */
import "./lib/checkNode.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, table } from "./lib/output.js";
import { listMigrations, migrateDown, migrateUp } from "./lib/postgres/migrations.js";
import { databaseUrl } from "./lib/services/services.js";

await runScript(async () => {
  const [command = "", argument = "1"] = process.argv.slice(2);
  await ensureInstalled();
  const url = await databaseUrl({ direct: true });
  if (command === "up") {
    const done = await migrateUp(url);
    say(done.length > 0 ? `Applied ${done.join(", ")}.` : "The schema is up to date.");
  } else if (command === "down") {
    const count = Number(argument);
    if (!Number.isInteger(count) || count < 1)
      throw new SetupError(`"${argument}" is not a number of migrations.`);
    const done = await migrateDown(url, { count });
    say(done.length > 0 ? `Took back ${done.join(", ")}.` : "There is nothing to take back.");
  } else if (command === "status") {
    const rows = (await listMigrations(url)).map(({ name, appliedAt, missing }) => [
      name,
      missing
        ? "applied, but its file is not here (a newer version?)"
        : (appliedAt?.toISOString() ?? "pending"),
    ]);
    say(table(["migration", "applied at"], rows));
  } else {
    throw new SetupError('Say "up", "down" or "status".');
  }
});
