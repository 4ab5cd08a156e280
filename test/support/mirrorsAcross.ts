/** Both loopback platforms and a bot between them: what tests of mirrors from one to the other share. */
import type { Pool } from "../../core/postgres/pool.ts";
import type { TruthMessage } from "../../sandbox/discord/truth/line.ts";
import { eventually } from "./eventually.ts";
import { mirrorEnv } from "./mirrorHouse.ts";
import type { TestSandbox } from "./sandbox.ts";

type Discord = Pick<TestSandbox, "apiBase" | "cdnBase" | "tokens" | "control">;

/** The environment of a bot that has an account on both platforms. */
export const acrossEnv = (
  telegram: Parameters<typeof mirrorEnv>[0],
  discord: Pick<Discord, "apiBase" | "cdnBase" | "tokens">,
  databaseUrl: string,
): Record<string, string> => ({
  ...mirrorEnv(telegram, databaseUrl),
  DISCORD_TOKEN: discord.tokens[0] ?? "",
  DISCORD_API_BASE: discord.apiBase,
  DISCORD_CDN_BASE: discord.cdnBase,
  DISCORD_RATE_LIMIT: "off",
});

export interface DiscordHouse {
  accountId: string;
  guildId: string;
}

/** Waits until the bot's account on Discord stands ready and its server is listed. */
export function waitForDiscord(pool: Pool): Promise<DiscordHouse> {
  return eventually("the server is listed", async () => {
    const { rows } = await pool.query<DiscordHouse>(
      `select a.id as "accountId", ag.guild_id as "guildId" from accounts a join account_guilds ag on ag.account_id = a.id
       where a.platform = 'discord' and exists (select from channels c where c.guild_id = ag.guild_id)`,
    );
    return rows[0];
  });
}

/** A new text channel, once the bot has it in its list. */
export async function makeDiscordChannel(
  pool: Pool,
  { control }: Pick<Discord, "control">,
  guildId: string,
  name: string,
): Promise<string> {
  const { id } = await control.createChannel({ guildId, name, messages: 0 });
  await eventually(`#${name} is listed`, async () => {
    const { rowCount } = await pool.query("select from channels where id = $1", [id]);
    return rowCount === 1;
  });
  return id;
}

/** What stands in a channel of Discord, oldest first. */
export async function saidOnDiscord(
  { control }: Pick<Discord, "control">,
  channelId: string,
): Promise<TruthMessage[]> {
  const all: TruthMessage[] = [];
  for await (const message of control.truth.messages(channelId)) all.push(message);
  return all;
}
