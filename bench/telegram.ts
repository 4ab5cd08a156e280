/**
 * How fast a Telegram chat is read: with the sandbox counting as Telegram does, and without limits.
 *
 *   npm run bench -- telegram
 *
 * telegram.ceiling_ratio: share of an account's budget (3,000 messages in 30 seconds) that reading 14,500 messages uses,
 * from the first request to the last. telegram.flood_waits: how often Telegram had to ask for a pause; none is right.
 * telegram.unthrottled_messages_per_second: no budget, no limits; the reader and the sandbox share one process, nothing is
 * written.
 */
import type { TelegramSession } from "../bot/platforms/telegram/session.ts";
import { startTelegram } from "../sandbox/telegram/server.ts";
import { connectTelegram, logIn, makeStore } from "../test/support/telegramAccount.ts";

const budget = { messages: 3_000, windowMs: 30_000 };
const never = new AbortController().signal;
const result = (name: string, value: number) => console.log(`RESULT ${name} ${Number(value.toPrecision(4))}`);

async function readAll(session: TelegramSession): Promise<{ messages: number; seconds: number }> {
  const startedMs = performance.now();
  const counts = await Promise.all(
    session.directory.guildIds().map(async (id) => {
      let count = 0;
      for (let before: string | undefined; ; ) {
        const page = await session.historyPage(id, before === undefined ? {} : { before }, never);
        count += page.messages.length;
        before = page.messages.at(-1)?.id;
        if (!page.isFull || before === undefined) return count;
      }
    }),
  );
  return {
    messages: counts.reduce((sum, count) => sum + count, 0),
    seconds: (performance.now() - startedMs) / 1_000,
  };
}

async function measure(messages: number, limits: "on" | "off") {
  const telegram = await startTelegram({ layout: "plain", chats: 1, messages, limits });
  const chosen = (await telegram.control.truth.chats()).map(({ id }) => id);
  const key = await logIn(telegram);
  const session = await connectTelegram(telegram, {
    key,
    store: makeStore(chosen),
    budget: limits === "on" ? budget : null,
  });
  const run = await readAll(session);
  const { floodWaits } = session.connection;
  await session.close();
  await telegram.close();
  return { ...run, floodWaits };
}

const limited = await measure(14_500, "on");
// The first window's budget is there from the beginning, all further ones come with time.
const allowed = budget.messages + (budget.messages / budget.windowMs) * 1_000 * limited.seconds;
result("telegram.ceiling_ratio", limited.messages / allowed);
result("telegram.flood_waits", limited.floodWaits);
const free = await measure(40_000, "off");
result("telegram.unthrottled_messages_per_second", free.messages / free.seconds);
process.exit(0);
