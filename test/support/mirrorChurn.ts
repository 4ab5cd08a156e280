/** A source in which people go on talking while the bot that mirrors it is killed: for the chaos test and the soak. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../../core/postgres/pool.ts";
import type { TelegramSandbox } from "../../sandbox/telegram/server.ts";
import { eventually } from "./eventually.ts";
import {
  archiveChats,
  makeChat,
  makeMirror,
  mirrorEnv,
  saidIn,
  saveAccount,
  set,
  shapes,
} from "./mirrorHouse.ts";
import type { ProcessOptions, TestProcess } from "./processes.ts";

export interface Churn {
  pool: Pool;
  databaseUrl: string;
  telegram: Pick<TelegramSandbox, "dc" | "publicKeyPem" | "phones" | "control">;
  start: (options: ProcessOptions) => TestProcess;
  from: ProcessOptions["from"];
  /** Random numbers from 0 to `below`, exclusive. */
  next: (below: number) => number;
  kills: number;
  /** Posts between two kills. */
  perKill: number;
}

/** What was seen in the end. */
export interface ChurnResult {
  posted: number;
  copied: number;
  forwarded: number;
  double: number;
}

/**
 * Mirrors one source into a copy that follows edits and deletions, and into a forward. Throws unless the copy is the source
 * as it is now, and the forward holds every message that was not deleted, each once, in order.
 */
export async function churnMirrors(churn: Churn): Promise<ChurnResult> {
  const { pool, telegram, next } = churn;
  const accountId = await saveAccount(pool, telegram);
  await set(pool, {
    mirrorIntervalMs: 0,
    mediaGroupBufferMs: 200,
    concurrentMirrors: 4,
    syncMessageEdits: true,
    syncMessageDeletions: true,
  });
  const source = await makeChat(telegram, "Source");
  const [copy, forward] = [await makeChat(telegram, "Copy"), await makeChat(telegram, "Forward")];
  const env = mirrorEnv(telegram, churn.databaseUrl);
  const startBot = () => churn.start({ entry: "bot", env, from: churn.from });
  await talk(churn, source);
  let bot = startBot();
  await bot.waitForLine("account.ready", 90_000);
  await archiveChats(pool, [source]);
  await makeMirror(pool, { accountId, source, target: copy });
  await makeMirror(pool, { accountId, source, target: forward, mode: "forward" });
  const methods = "sendMessage|sendMedia|sendMultiMedia|forwardMessages|editMessage";
  for (const [seed, action] of (["drop-after", "drop-before", "lose-answer"] as const).entries())
    await telegram.control.addFault({
      action,
      match: { method: methods },
      probability: 0.03,
      seed: seed + 1,
    });
  const sent = async () => {
    const { rows } = await pool.query<{ n: number }>(
      "select count(*)::int as n from mirror_messages where state = 'sent'",
    );
    return rows[0]?.n ?? 0;
  };
  for (let kill = 0; kill < churn.kills; kill++) {
    const before = await sent();
    await eventually("something is mirrored", async () => (await sent()) > before, 60_000);
    await sleep(next(400)); // anywhere between writing down and having posted
    await bot.kill9();
    await talk(churn, source);
    bot = startBot();
  }
  await telegram.control.clearFaults({});
  await eventually(
    "both targets have it all",
    async () => {
      const said = await saidIn(telegram, source);
      assert.deepEqual(shapes(await saidIn(telegram, copy)), shapes(said));
      assert.deepEqual(
        (await saidIn(telegram, forward)).map(({ forwardPostId }) => forwardPostId),
        said.map(({ id }) => id),
      );
      return true;
    },
    120_000,
  );
  const copies = await saidIn(telegram, copy);
  const forwards = await saidIn(telegram, forward);
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::int - count(distinct (target_channel_id, target_message_id))::int as n from mirror_parts where target_message_id is not null",
  );
  await bot.stop();
  return {
    posted: (await saidIn(telegram, source)).length,
    copied: copies.length,
    forwarded: forwards.length,
    double: rows[0]?.n ?? 0,
  };
}

/** Texts, files, albums, edits and deletions; every text is another one, so that doubles show. */
export async function talk(
  { telegram, next, perKill }: Pick<Churn, "telegram" | "next" | "perKill">,
  chatId: string,
): Promise<void> {
  const { control } = telegram;
  for (let n = 0; n < perKill; n++) {
    const what = next(10);
    const text = `said ${next(1_000_000_000)} and **meant**`;
    if (what === 0) await control.postAlbum({ chatId, count: 2 + next(4), text });
    else if (what < 3)
      await control.postMessages({ chatId, text, file: next(2) === 0 ? "photo" : "file", count: 1 });
    else await control.postMessages({ chatId, text, count: 1 });
    const said = what > 6 ? await saidIn(telegram, chatId) : [];
    const one = said[said.length - 1 - next(Math.min(20, said.length))];
    if (what === 7 && one && one.albumId === null && one.media === null)
      await control.editMessage({
        chatId,
        messageId: one.id,
        text: `${one.text} (edited ${next(1_000_000)})`,
      });
    if (what === 8 && one && one.albumId === null)
      await control.deleteMessages({ chatId, messageIds: [one.id] });
  }
}
