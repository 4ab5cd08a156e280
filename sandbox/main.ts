import { parseArgs } from "node:util";
import { demoMain } from "./demo.ts";
import { type SandboxOptions, startSandbox } from "./discord/server.ts";
import { telegramMain } from "./telegram/main.ts";
import { oneOf, toNumber, UsageError } from "./world/flags.ts";

const USAGE = `Usage: main.js [options], main.js telegram [options], or main.js demo [options] (--help)
  --port N             default 0: any free port
  --host ADDRESS       a loopback address, default 127.0.0.1
  --layout NAME        demo (default) or plain
  --messages N         default 20000, at most 10000000
  --seed N             default 1
  --guilds N, --channels N, --members N    sizes of the plain layout
  --limits on|off      Discord's rate limits, default on
  --latency MS         every REST answer comes so much later
  --max-concurrency N  IDENTIFYs per five seconds, default 1
  --tokens A,B         bots by their tokens, default one with the demo token
  --traffic N          messages that people post per second, default 0`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      host: { type: "string" },
      layout: { type: "string" },
      messages: { type: "string" },
      seed: { type: "string" },
      guilds: { type: "string" },
      channels: { type: "string" },
      members: { type: "string" },
      limits: { type: "string" },
      latency: { type: "string" },
      "max-concurrency": { type: "string" },
      tokens: { type: "string" },
      traffic: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const options: SandboxOptions = {
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.tokens === undefined ? {} : { tokens: values.tokens.split(",").filter(Boolean) }),
    port: toNumber("port", values.port, 0),
    layout: oneOf("layout", values.layout, ["demo", "plain"] as const),
    limits: oneOf("limits", values.limits, ["on", "off"] as const),
    messages: toNumber("messages", values.messages, 20_000),
    seed: toNumber("seed", values.seed, 1),
    guilds: toNumber("guilds", values.guilds, 1),
    channels: toNumber("channels", values.channels, 10),
    members: toNumber("members", values.members, 60),
    latencyMs: toNumber("latency", values.latency, 0),
    maxConcurrency: toNumber("max-concurrency", values["max-concurrency"], 1),
  };
  const sandbox = await startSandbox(options);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
  await sandbox.control.setTraffic({ perSecond: toNumber("traffic", values.traffic, 0) });
  const { apiBase, cdnBase, controlBase, tokens } = sandbox;
  console.log(JSON.stringify({ ready: true, apiBase, cdnBase, controlBase, tokens }));
}

/** One sentence for what the caller can mend; anything else is a defect and keeps its stack. */
function explain(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is already in use: choose another with --port, or 0 for any free one.`;
  if (code === "EACCES")
    return `Port ${port} may not be used by this user: choose one above 1023 with --port.`;
  if (error instanceof UsageError || error instanceof RangeError || code?.startsWith("ERR_PARSE_ARGS"))
    return message;
  return (error as Error).stack ?? String(error);
}

/** The others by their first word; the Discord alone has none. */
const others: Record<string, (args: string[]) => Promise<void>> = { telegram: telegramMain, demo: demoMain };
const other = others[process.argv[2] ?? ""];
(other ? other(process.argv.slice(3)) : main()).catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
