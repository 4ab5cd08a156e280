/** `npm run db:url`: the address of the configured database with its password, for psql and other tools. */
import "./lib/checkNode.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, say } from "./lib/output.js";
import { databaseUrl } from "./lib/services/services.js";

await runScript(async () => {
  await ensureInstalled();
  say(await databaseUrl());
});
