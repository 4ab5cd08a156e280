/** `npm run sandbox -- telegram …`: the loopback Telegram in the foreground. */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { oneOf, toNumber } from "../world/flags.ts";
import type { AccountOptions } from "./options.ts";
import { startTelegram } from "./server.ts";

const USAGE = `Usage: main.js telegram [options]
  --port N             the main data centre's, default 0: any free port
  --control-port N     default 0
  --host ADDRESS       a loopback address, default 127.0.0.1
  --layout NAME        demo (default) or plain
  --messages N         default 20000, at most 10000000
  --seed N             default 1
  --chats N            supergroups of the plain layout, default 10
  --accounts A,B       phone numbers, each with a password after a colon if wanted, and @N for its data centre
  --limits on|off      flood waits, default on
  --public-key FILE    where the server's public key is written (PEM), for TELEGRAM_DC_PUBLIC_KEY
  --private-key FILE   the server's key (PEM): read if it is there, else written; default a new one every time
  --proxy-secret HEX   16 bytes: also listen as an MTProto proxy
  --traffic N          events per second of people who go on talking, default 0`;

/** Starts it, prints one line when it listens, and goes on until SIGINT or SIGTERM. */
export async function telegramMain(args: string[]): Promise<void> {
  const names = [
    "port",
    "control-port",
    "host",
    "layout",
    "messages",
    "seed",
    "chats",
    "accounts",
    "limits",
  ] as const;
  const more = ["public-key", "private-key", "proxy-secret", "traffic"] as const;
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries([...names, ...more].map((name) => [name, { type: "string" as const }])),
      help: { type: "boolean", short: "h" },
    },
  }) as {
    values: Partial<Record<(typeof names)[number] | (typeof more)[number], string>> & { help?: boolean };
  };
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const privateKeyPem =
    values["private-key"] && (await readFile(values["private-key"], "utf8").catch(() => undefined));
  const sandbox = await startTelegram({
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.accounts === undefined ? {} : { accounts: values.accounts.split(",").map(toAccount) }),
    ...(privateKeyPem ? { privateKeyPem } : {}),
    ...(values["proxy-secret"] ? { proxySecret: values["proxy-secret"] } : {}),
    port: toNumber("port", values.port, 0),
    controlPort: toNumber("control-port", values["control-port"], 0),
    layout: oneOf("layout", values.layout, ["demo", "plain"] as const),
    limits: oneOf("limits", values.limits, ["on", "off"] as const),
    messages: toNumber("messages", values.messages, 20_000),
    seed: toNumber("seed", values.seed, 1),
    chats: toNumber("chats", values.chats, 10),
  });
  const { dc, ports, controlBase, phones, publicKeyPem, proxyPort } = sandbox;
  if (values["public-key"]) await writeFile(values["public-key"], publicKeyPem);
  if (values["private-key"] && !privateKeyPem) {
    await writeFile(values["private-key"], sandbox.privateKeyPem, { mode: 0o600 });
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
  await sandbox.control.setTraffic({ perSecond: toNumber("traffic", values.traffic, 0), mix: "everyday" });
  console.log(JSON.stringify({ ready: true, dc, ports, controlBase, phones, publicKeyPem, proxyPort }));
}

/** `9996621234:password@1`: password and data centre may be missing. */
function toAccount(text: string): AccountOptions {
  const match = /^(\+?\d+)(?::(.*?))?(?:@(\d+))?$/.exec(text);
  const [, phone = text, password, dcId] = match ?? [];
  return { phone, ...(password ? { password } : {}), ...(dcId ? { dcId: Number(dcId) } : {}) };
}
