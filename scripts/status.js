/** `npm run status`: what of this checkout runs, and how it is. Exit code 1 when something is down. */
import "./lib/checkNode.js";
import { duration, runScript, say, table } from "./lib/output.js";
import { withoutPassword } from "./lib/postgres/migrations.js";
import { addresses } from "./lib/services/addresses.js";
import { missingHealth } from "./lib/services/health.js";
import { appNames, listApps } from "./lib/services/pm2.js";
import { servicesState } from "./lib/services/services.js";

await runScript(async () => {
  const apps = await listApps();
  // Where they were told to listen at their start; this shell may have other settings.
  const where = addresses(apps[0]?.environment);
  const missing = await missingHealth(where);
  const rows = appNames.map((name) => {
    const app = apps.find((candidate) => candidate.name === name);
    if (!app || app.status !== "online") return [name, app?.status ?? "stopped"];
    const health = missing.get(name) ?? "healthy";
    const up = duration(Date.now() - app.startedMs);
    return [
      name,
      health,
      String(app.pid),
      up,
      `${Math.round(app.memoryBytes / 1e6)} MB`,
      String(app.restarts),
    ];
  });
  const { postgres, sandbox, externalUrl } = servicesState();
  rows.push(
    externalUrl
      ? ["PostgreSQL", withoutPassword(externalUrl)]
      : ["PostgreSQL", postgres ? `port ${postgres.port}` : "stopped", postgres ? String(postgres.pid) : ""],
  );
  if (sandbox) rows.push(["sandbox", `port ${sandbox.port}`, String(sandbox.pid)]);
  say(table(["name", "state", "pid", "up", "memory", "restarts"], rows));
  if (apps.length > 0) say(`\n${where.client.origin.replace("127.0.0.1", "localhost")}`);
  if (missing.size > 0) process.exitCode = 1;
});
