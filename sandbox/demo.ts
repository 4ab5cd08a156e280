/** `main.js demo …`: the Discord and the Telegram of a demonstration, in one process. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "./discord/server.ts";
import { startTelegram } from "./telegram/server.ts";
import { toNumber, UsageError } from "./world/flags.ts";

const USAGE = `Usage: main.js demo --keys DIR [options]
  --keys DIR             the Telegram's key and a session that is logged in: read, or made and written at first
  --port N               the Discord's, default 0: any free port
  --telegram-port N      default 0
  --messages N           of the Discord, default 30000
  --telegram-messages N  default 12000`;

/** A data centre's key makes these of an authorization key. */
const sessionBytes = 256;

/** Starts both, prints one line when they listen, and goes on until SIGINT or SIGTERM. */
export async function demoMain(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      keys: { type: "string" },
      port: { type: "string" },
      "telegram-port": { type: "string" },
      messages: { type: "string" },
      "telegram-messages": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (values.keys === undefined) throw new UsageError("--keys is missing.");
  const keys = readKeys(values.keys);
  const telegram = await startTelegram({
    port: toNumber("telegram-port", values["telegram-port"], 0),
    messages: toNumber("telegram-messages", values["telegram-messages"], 12_000),
    sessionKey: keys.session,
    ...(keys.privateKeyPem === null ? {} : { privateKeyPem: keys.privateKeyPem }),
  });
  keepKeys(values.keys, { session: keys.session, privateKeyPem: telegram.privateKeyPem });
  const publicKeyFile = join(values.keys, "telegram.pem");
  writeFileSync(publicKeyFile, telegram.publicKeyPem);
  const discord = await startSandbox({
    port: toNumber("port", values.port, 0),
    messages: toNumber("messages", values.messages, 30_000),
    layout: "demo",
    limits: "on",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void Promise.all([discord.close(), telegram.close()]).then(() => process.exit(0));
    });
  }
  const { apiBase, cdnBase, controlBase, tokens } = discord;
  const { dc, controlBase: telegramControlBase } = telegram;
  const session = keys.session.toString("base64");
  console.log(
    JSON.stringify({
      ready: true,
      apiBase,
      cdnBase,
      controlBase,
      tokens,
      telegram: { dc, publicKeyFile, session, controlBase: telegramControlBase },
    }),
  );
}

interface Keys {
  session: Buffer;
  /** Null: the sandbox makes one. */
  privateKeyPem: string | null;
}

/** What an earlier demonstration left, so that who was logged in stays so; new ones where it is missing or damaged. */
function readKeys(directory: string): Keys {
  try {
    const { session, privateKeyPem } = JSON.parse(readFileSync(fileIn(directory), "utf8")) as Record<
      string,
      string
    >;
    const bytes = Buffer.from(session ?? "", "base64");
    if (bytes.length === sessionBytes) return { session: bytes, privateKeyPem: privateKeyPem ?? null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && !(error instanceof SyntaxError)) throw error; // cut off by a full disk: made anew
  }
  return { session: randomBytes(sessionBytes), privateKeyPem: null };
}

function keepKeys(directory: string, { session, privateKeyPem }: Keys): void {
  mkdirSync(directory, { recursive: true });
  const content = JSON.stringify({ session: session.toString("base64"), privateKeyPem });
  writeFileSync(fileIn(directory), content, { mode: 0o600 });
}

const fileIn = (directory: string) => join(directory, "telegram-keys.json");
