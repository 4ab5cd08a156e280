/** `npm run dev`: the three processes from source, started anew at every change; Ctrl-C ends all of it. */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { isPortFree } from "./lib/ports.js";
import { packageProgram } from "./lib/run.js";
import { addresses } from "./lib/services/addresses.js";
import { checkSettings } from "./lib/services/built.js";
import { runTogether } from "./lib/services/processGroup.js";
import { neededServices, servicesDown, servicesState, servicesUp } from "./lib/services/services.js";

await runScript(async () => {
  await ensureInstalled({ withTools: true });
  await ensureBuilt({ client: false }); // for the sandbox, which runs compiled
  const before = servicesState();
  const { api, client } = addresses();
  for (const { host, port } of [api, client]) {
    if (!(await isPortFree(port, host)))
      throw new SetupError(`Port ${port} is in use: run "npm stop" first, or set another port.`);
  }
  await checkSettings();
  await servicesUp({ onProgress: (step) => say(`… ${step}`) });
  const watch = (/** @type {string} */ part) => ({
    file: packageProgram("tsx"),
    args: ["watch", "--clear-screen=false", fromRoot(part, "main.ts")],
    env: { ...process.env, NODE_ENV: "development" },
  });
  const keeper = { file: process.execPath, args: [fromRoot("scripts", "keeper.js")], env: process.env };
  const { postgres, sandbox } = neededServices();
  process.exitCode = await runTogether([
    ...(postgres || sandbox ? [{ name: "keeper", ...keeper }] : []),
    { name: "bot", ...watch("bot") },
    { name: "api", ...watch("server") },
    {
      name: "client",
      file: packageProgram("tsx"),
      args: [fromRoot("client", "server", "main.ts"), "--dev"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    },
  ]);
  // Left as found: services that ran before go on.
  if (!before.postgres) await servicesDown();
});
