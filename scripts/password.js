/**
 * `npm run password`: for who forgot the access password. Prints a new one that must be changed at the next sign-in;
 * ends all sessions and forgets failed sign-ins. The processes go on.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, say } from "./lib/output.js";
import { resetPassword } from "./lib/services/built.js";
import { databaseUrl } from "./lib/services/services.js";

await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt({ client: false });
  say(await resetPassword(await databaseUrl()));
});
