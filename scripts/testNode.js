/** `npm run test:node -- 24 [as for npm test]`: the tests on another version of Node.js (20, 22, 24 …). */
import "./lib/checkNode.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { runForeground, runProgram } from "./lib/run.js";
import { ensureNode, environmentOf } from "./lib/test/nodeVersions.js";

await runScript(async () => {
  const [version = "", ...rest] = process.argv.slice(2);
  if (!/^\d+$/.test(version))
    throw new SetupError('Name the version: npm run test:node -- 24, or "22 core bot".');
  await ensureInstalled({ withTools: true });
  const node = await ensureNode(Number(version));
  const env = environmentOf(node);
  say(`Node.js ${(await runProgram(node, ["--version"], { env })).output.trim()}`);
  process.exitCode = await runForeground(node, [fromRoot("scripts", "test.js"), ...rest], env);
});
