import { once } from "node:events";
import { Client, type ClientOptions, GatewayIntentBits, REST } from "discord.js";
import type { Sandbox } from "./server.ts";

/** No tests: what the tests of this folder share. */

/** The intents an archive needs. */
export const ALL_INTENTS =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMembers |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.GuildMessageReactions |
  GatewayIntentBits.MessageContent;

/**
 * A discord.js client that is not logged in yet. Its own waits (50 requests a second, five seconds between
 * IDENTIFYs) are off.
 */
export function makeClient(
  sandbox: Sandbox,
  intents: number = ALL_INTENTS,
  more: Pick<ClientOptions, "shards" | "shardCount"> = {},
): Client {
  const { apiBase: api, cdnBase: cdn } = sandbox;
  const rest = { api, cdn, version: "10", globalRequestsPerSecond: 10_000 };
  const buildIdentifyThrottler = async () => ({ waitForIdentify: async () => {} });
  return new Client({ intents, rest, ws: { buildIdentifyThrottler }, ...more });
}

/** A discord.js client that is ready. The caller destroys it. */
export async function connectClient(
  sandbox: Sandbox,
  intents?: number,
  token = sandbox.tokens[0],
): Promise<Client> {
  const client = makeClient(sandbox, intents);
  const ready = once(client, "clientReady");
  await client.login(token);
  await ready;
  return client;
}

/** The REST part of discord.js alone, without its own limit of 50 requests a second. */
export function makeRest(sandbox: Sandbox, token = sandbox.tokens[0] ?? ""): REST {
  const { apiBase: api, cdnBase: cdn } = sandbox;
  return new REST({ api, cdn, version: "10", globalRequestsPerSecond: 10_000 }).setToken(token);
}

/** A request without any client library, to see status and headers as they are. */
export function rawGet(sandbox: Sandbox, path: string, token = sandbox.tokens[0]): Promise<Response> {
  return fetch(`${sandbox.apiBase}/v10${path}`, { headers: { authorization: `Bot ${token}` } });
}

/** The id of the only channel or thread with this name in the first guild that has one. */
export async function channelNamed(sandbox: Sandbox, name: string): Promise<string> {
  const found = (await sandbox.control.truth.channels()).find((channel) => channel.name === name);
  if (!found) throw new Error(`No channel is called ${name}.`);
  return found.id;
}
