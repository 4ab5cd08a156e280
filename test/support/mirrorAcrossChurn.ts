/** Mirrors in both directions between the platforms while the bot is killed: for the chaos test and the soak. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { TruthMessage } from "../../sandbox/telegram/truth/line.ts";
import { eventually } from "./eventually.ts";
import { type Churn, talk } from "./mirrorChurn.ts";
import { archiveChats, makeChat, makeMirror, saidIn, saveAccount, set } from "./mirrorHouse.ts";
import { acrossEnv, makeDiscordChannel, saidOnDiscord, waitForDiscord } from "./mirrorsAcross.ts";
import type { TestSandbox } from "./sandbox.ts";

export interface AcrossChurn extends Churn {
  discord: TestSandbox;
  /** Messages of Discord's source before the first kill, and between two. */
  before: number;
  between: number;
  /** Longest wait for the end. */
  withinMs: number;
}

/**
 * Throws unless each target is its source as it is now, each message once, in order. Texts, files, albums, edits and deletions go
 * both ways; what is changed on Discord while nobody listens is found by reading again.
 */
export async function churnAcross(churn: AcrossChurn): Promise<{ toDiscord: number; toTelegram: number }> {
  const { pool, telegram, discord, next } = churn;
  const telegramAccount = await saveAccount(pool, telegram);
  await set(pool, {
    mirrorIntervalMs: 0,
    mediaGroupBufferMs: 200,
    concurrentMirrors: 4,
    syncMessageEdits: true,
    syncMessageDeletions: true,
    nameAuthors: false,
  });
  const [chat, copy] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Copy")];
  const env = acrossEnv(telegram, discord, churn.databaseUrl);
  const startBot = () => churn.start({ entry: "bot", env, from: churn.from });
  await talk(churn, chat);
  let bot = startBot();
  const { accountId, guildId } = await waitForDiscord(pool);
  const channel = await makeDiscordChannel(pool, discord, guildId, "source");
  const mirrored = await makeDiscordChannel(pool, discord, guildId, "copy");
  await talkOnDiscord(churn, channel, churn.before);
  await archiveChats(pool, [chat]);
  // Proven, so that the first kill meets both mirrors at work.
  await eventually("what was said on Discord is proven", async () => {
    const { rows } = await pool.query<{ n: number; proven: boolean }>(
      `select covered @> newest_message_id as proven,
         (select count(*)::int from messages where channel_id = c.id and deleted_at is null) as n
       from channels c where id = $1`,
      [channel],
    );
    return rows[0]?.n === (await saidOnDiscord(discord, channel)).length && rows[0].proven;
  });
  await breakRequests(churn);
  await makeMirror(pool, {
    accountId,
    source: chat,
    target: mirrored,
    targetPlatform: "discord",
    targetGuildId: guildId,
  });
  await makeMirror(pool, {
    accountId: telegramAccount,
    source: channel,
    sourceGuildId: guildId,
    target: copy,
  });
  const sent = async () => {
    const { rows } = await pool.query<{ n: number }>(
      "select count(*)::int as n from mirror_messages where state = 'sent'",
    );
    return rows[0]?.n ?? 0;
  };
  for (let kill = 0; kill < churn.kills; kill++) {
    const already = await sent();
    await eventually("something is mirrored", async () => (await sent()) > already, churn.withinMs);
    await sleep(next(300)); // anywhere between writing down and having posted
    await bot.kill9();
    await talk(churn, chat);
    await talkOnDiscord(churn, channel, churn.between);
    bot = startBot();
  }
  await telegram.control.clearFaults({});
  await discord.control.clearFaults({});
  await eventually(
    "both targets have it all",
    async () => {
      const [there, onDiscord] = [await saidIn(telegram, chat), await saidOnDiscord(discord, channel)];
      assert.deepEqual(
        (await saidOnDiscord(discord, mirrored)).map(({ content, attachments }) => [
          content,
          attachments.length,
        ]),
        asMessages(there),
      );
      assert.deepEqual(
        (await saidIn(telegram, copy)).map((message) => [marked(message), message.file !== null]),
        onDiscord.flatMap(({ content, attachments }) =>
          attachments.length === 0
            ? [[content, false]]
            : attachments.map((_, index) => [index === 0 ? content : "", true]),
        ),
      );
      return true;
    },
    churn.withinMs,
  );
  await bot.stop();
  return {
    toDiscord: (await saidOnDiscord(discord, mirrored)).length,
    toTelegram: (await saidIn(telegram, copy)).length,
  };
}

async function breakRequests({ telegram, discord }: AcrossChurn): Promise<void> {
  for (const [seed, action] of (["drop-after", "drop-before", "lose-answer"] as const).entries())
    await telegram.control.addFault({
      action,
      match: { method: "sendMessage|sendMedia|sendMultiMedia|editMessage" },
      probability: 0.03,
      seed: seed + 1,
    });
  for (const [seed, action] of (["cut-after", "cut", "502"] as const).entries())
    await discord.control.addFault({
      action,
      match: { route: "^(POST|PATCH|DELETE) /channels/:channel/messages" },
      probability: 0.03,
      seed: seed + 1,
    });
}

/** Every text is another one, so that doubles show. Some are edited or deleted after a while. */
async function talkOnDiscord(
  { discord, next }: AcrossChurn,
  channelId: string,
  messages: number,
): Promise<void> {
  for (let n = 0; n < messages; n++) {
    const content = `said ${next(1_000_000_000)} and **meant**`;
    const files = next(8) === 0 ? 1 + next(3) : 0;
    const attachments = Array.from({ length: files }, (_, index) => ({ filename: `${index}.png` }));
    await discord.control.postMessages({ channelId, content, attachments });
    const what = next(8);
    if (what > 1) continue;
    const said = await saidOnDiscord(discord, channelId);
    const one = said[said.length - 1 - next(Math.min(20, said.length))];
    if (!one) continue;
    const messageId = one.id;
    if (what === 0)
      await discord.control.editMessage({ channelId, messageId, content: `edited ${next(1_000_000_000)}` });
    else await discord.control.deleteMessages({ channelId, messageIds: [messageId] });
  }
}

/** Messages of Telegram as Discord would hold them: an album is one with all its files. */
function asMessages(messages: readonly TruthMessage[]): [string, number][] {
  const found: [string, number][] = [];
  let album: string | null = null;
  for (const message of messages) {
    const last = found.at(-1);
    if (last && message.albumId !== null && message.albumId === album) last[1]++;
    else found.push([marked(message), message.file === null ? 0 : 1]);
    album = message.albumId;
  }
  return found;
}

/** The text with the one mark there is, as Discord writes it; texts of albums hold stars that mark nothing. */
function marked({ text, entities }: TruthMessage): string {
  const [bold] = entities;
  if (!bold) return text.replaceAll("*", "\\*");
  const end = bold.offset + bold.length;
  return `${text.slice(0, bold.offset)}**${text.slice(bold.offset, end)}**${text.slice(end)}`;
}
