/** `node scripts/services.js up|down`: PostgreSQL, schema and sandbox without the three processes. */
import "./lib/checkNode.js";
import { runScript, SetupError, say } from "./lib/output.js";
import { servicesDown, servicesUp } from "./lib/services/services.js";

await runScript(async () => {
  const command = process.argv[2];
  if (command === "up") await servicesUp({ onProgress: (step) => say(`… ${step}`) });
  else if (command === "down") say(`Stopped: ${(await servicesDown()).join(", ") || "nothing ran"}.`);
  else throw new SetupError('Say "up" or "down".');
});
