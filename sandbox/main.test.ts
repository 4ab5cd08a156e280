import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { makeTestFolder, removeTestFolder } from "../scripts/lib/test/folders.js";
import { connectSandbox, connectTelegram, DEFAULT_PHONE, DEMO_TOKEN } from "./index.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

interface Ready {
  ready: boolean;
  apiBase: string;
  cdnBase: string;
  controlBase: string;
  tokens: string[];
}

/** Everything a process wrote, and how it ended. */
async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; out: string; error: string }> {
  let out = "";
  let error = "";
  child.stdout?.on("data", (data) => (out += String(data)));
  child.stderr?.on("data", (data) => (error += String(data)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, error };
}

describe("sandbox/main", function () {
  const run = (...args: string[]) => spawn(process.execPath, ["--import", "tsx", MAIN, ...args]);

  it("prints one line when it is ready, and ends quickly on SIGTERM", async function () {
    const child = run("--messages", "500", "--limits", "off");
    const outcome = outcomeOf(child);
    const [data] = (await once(child.stdout, "data")) as [Buffer];
    const ready = JSON.parse(data.toString()) as Ready;
    assert.deepEqual([ready.ready, ready.tokens], [true, [DEMO_TOKEN]]);
    assert.match(ready.apiBase, /^http:\/\/127\.0\.0\.1:\d+\/api$/);
    const { limits } = await connectSandbox(ready.controlBase).state();
    assert.equal(limits.enabled, false);
    const startedMs = Date.now();
    child.kill("SIGTERM");
    assert.deepEqual(await outcome, { code: 0, out: data.toString(), error: "" });
    assert.ok(Date.now() - startedMs < 2_000);
  });

  it("starts the Telegram, and tells where it is and by which key it is known", async function () {
    const child = run("telegram", "--messages", "500", "--limits", "off");
    const outcome = outcomeOf(child);
    const [data] = (await once(child.stdout, "data")) as [Buffer];
    const ready = JSON.parse(data.toString()) as { dc: string; controlBase: string; publicKeyPem: string };
    assert.match(ready.dc, /^127\.0\.0\.1:\d+$/);
    assert.match(ready.publicKeyPem, /^-----BEGIN PUBLIC KEY-----/);
    const { accounts } = await connectTelegram(ready.controlBase).state();
    assert.deepEqual(
      accounts.map(({ phone }) => phone),
      [DEFAULT_PHONE],
    );
    child.kill("SIGTERM");
    assert.deepEqual(await outcome, { code: 0, out: data.toString(), error: "" });
  });

  it("starts a demonstration of both, whose Telegram knows its session again the next time", async function () {
    const keys = makeTestFolder();
    const start = async () => {
      const child = run("demo", "--keys", keys, "--messages", "500", "--telegram-messages", "500");
      const outcome = outcomeOf(child);
      const [data] = (await once(child.stdout, "data")) as [Buffer];
      const ready = JSON.parse(data.toString()) as Ready & { telegram: Record<string, string> };
      const { accounts } = await connectTelegram(ready.telegram.controlBase ?? "").state();
      child.kill("SIGTERM");
      assert.deepEqual(await outcome, { code: 0, out: data.toString(), error: "" });
      return { ready, accounts, pem: readFileSync(ready.telegram.publicKeyFile ?? "", "utf8") };
    };
    const first = await start();
    assert.match(first.ready.apiBase, /\/api$/);
    assert.equal(first.accounts[0]?.signedIn, 1);
    const second = await start();
    assert.equal(second.ready.telegram.session, first.ready.telegram.session);
    assert.equal(second.pem, first.pem);
    await removeTestFolder(keys);
  });

  it("explains a taken port in one sentence", async function () {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { code, error } = await outcomeOf(run("--port", String(port)));
    server.close();
    assert.equal(code, 1);
    assert.match(error, new RegExp(`^Port ${port} is already in use: .*\n$`));
  });

  it("refuses addresses that are not loopback and flags it does not know", async function () {
    const [host, flag, number] = await Promise.all([
      outcomeOf(run("--host", "0.0.0.0")),
      outcomeOf(run("--nonsense")),
      outcomeOf(run("--messages", "many")),
    ]);
    assert.deepEqual([host.code, flag.code, number.code], [1, 1, 1]);
    assert.match(host.error, /loopback addresses only/);
    assert.match(flag.error, /--nonsense/);
    assert.match(number.error, /--messages must be a whole number/);
  });
});
