import assert from "node:assert/strict";
import { Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { makeRest } from "./support.test.ts";

const MESSAGES = 10_000_000;

describe("a world of ten million messages", function () {
  let sandbox: Sandbox;
  let rssBefore: number;

  before(async function () {
    rssBefore = process.memoryUsage().rss;
    sandbox = await startSandbox({ layout: "plain", channels: 60, messages: MESSAGES, limits: "off" });
  });
  after(() => sandbox.close());

  it("is read by sixty readers at once at thousands of messages a second in flat memory", async function () {
    const rest = makeRest(sandbox);
    const channels = await sandbox.control.truth.channels();
    assert.equal(
      channels.reduce((sum, { messageCount }) => sum + messageCount, 0),
      MESSAGES,
    );
    let served = 0;
    const startedMs = performance.now();
    await Promise.all(
      channels.map(async ({ id }, i) => {
        let before = String(BigInt(channels[i]?.newestId ?? 0) - BigInt(i) * 10n ** 15n);
        for (let n = 0; n < 4; n++) {
          const query = new URLSearchParams({ limit: "100", before });
          const page = (await rest.get(Routes.channelMessages(id), { query })) as { id: string }[];
          served += page.length;
          before = page.at(-1)?.id ?? before;
        }
      }),
    );
    const perSecond = served / ((performance.now() - startedMs) / 1_000);
    assert.equal(served, 60 * 400);
    // Server and reader share this process: alone the sandbox does several times as much.
    assert.ok(perSecond > 2_500, `${Math.round(perSecond)} messages/s`);
    const grownMb = (process.memoryUsage().rss - rssBefore) / 1e6;
    assert.ok(grownMb < 200, `grew by ${Math.round(grownMb)} MB`);
  });
});
