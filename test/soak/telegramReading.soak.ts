/**
 * A million messages of Telegram read over one connection, ten thousand calls: `npm run soak -- telegramReading`. The made-up
 * Telegram is another process, so that the memory that is measured is the reader's.
 */
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { TelegramSession } from "../../bot/platforms/telegram/session.ts";
import { connectTelegram as connectControl } from "../../sandbox/index.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { connectTelegram, logIn, makeStore } from "../support/telegramAccount.ts";
import { soakResult } from "./result.ts";

const messages = 1_000_000;
const never = new AbortController().signal;

describe(`reading ${messages} messages of Telegram`, function () {
  this.timeout(3_600_000);
  const { start } = useProcesses();

  it("takes no more memory at the end than early on, one connection, and leaves nothing open", async function () {
    const sandbox = start({
      entry: "sandbox",
      args: [
        "telegram",
        "--layout",
        "plain",
        "--chats",
        "4",
        "--messages",
        String(messages),
        "--limits",
        "off",
      ],
    });
    const { dc, controlBase, phones, publicKeyPem } = (await sandbox.waitForLine(
      ({ ready }) => ready === true,
      120_000,
    )) as { dc: string; controlBase: string; phones: string[]; publicKeyPem: string };
    const control = connectControl(controlBase);
    const chosen = (await control.truth.chats())
      .filter(({ kind }) => kind === "supergroup")
      .map(({ id }) => id);
    const key = await logIn({ dc, phones, publicKeyPem, control });
    const timersBefore = openTimers();
    const { openConnections } = await control.counters();
    const session = await connectTelegram(
      { dc, phones, publicKeyPem, control },
      { key, store: makeStore(chosen) },
    );
    const before = await control.counters();

    const heapMb: number[] = [];
    const begunMs = performance.now();
    const read = await Promise.all(
      chosen.map((id) =>
        readAll(session, id, (calls) => calls % 250 === 0 && heapMb.push(heapAfterCollection())),
      ),
    );
    const seconds = (performance.now() - begunMs) / 1_000;
    const after = await control.counters();
    const connections = after.connections - before.connections;
    const calls = after.calls - before.calls;
    await session.close();
    await eventually("nothing is open that was not before", async () => {
      assert.equal((await control.counters()).openConnections, openConnections);
      assert.ok(openTimers() <= timersBefore);
      return true;
    });

    const early = Math.max(...heapMb.slice(0, Math.ceil(heapMb.length / 10)));
    const late = Math.max(...heapMb.slice(-Math.ceil(heapMb.length / 10)));
    soakResult("telegram_reading", {
      messages: read.reduce((sum, count) => sum + count, 0),
      calls,
      connections_made_on_the_way: connections,
      messages_per_second: Math.round(messages / seconds),
      heap_megabytes_early: Math.round(early),
      heap_megabytes_late: Math.round(late),
      resident_megabytes: Math.round(process.memoryUsage().rss / 1e6),
      handles_left_open: 0,
    });
    assert.equal(
      read.reduce((sum, count) => sum + count, 0),
      messages,
    );
    assert.ok(calls >= messages / 100, `${calls} calls`);
    assert.equal(connections, 0, "connected anew");
    assert.ok(late < early + 20, `${early} MB early, ${late} MB late`);
  });
});

async function readAll(
  session: TelegramSession,
  id: string,
  onCall: (calls: number) => void,
): Promise<number> {
  let count = 0;
  let before: string | undefined;
  for (let calls = 1; ; calls++) {
    const page = await session.historyPage(id, before === undefined ? {} : { before }, never);
    onCall(calls);
    count += page.messages.length;
    before = page.messages.at(-1)?.id;
    if (!page.isFull || before === undefined) return count;
  }
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Megabytes of what is really held. */
function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Timers that keep the process alive. Sockets are counted where they end: in the made-up Telegram. */
const openTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
