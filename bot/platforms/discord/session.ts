/** A connected Discord bot. */
import { setMaxListeners } from "node:events";
import { type Client, Events, Routes } from "discord.js";
import { snowflakeAt } from "../../../core/model/snowflake.ts";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import type {
  AccountIdentity,
  ChannelPlace,
  ChatDirectory,
  ChatSession,
  HistoryPage,
  PageRequest,
} from "../platform.ts";
import { DiscordDirectory } from "./directory.ts";
import { toFields, toId } from "./fields.ts";
import { NewestMessages } from "./newest.ts";
import { convertPage } from "./page.ts";
import type { DiscordRequests } from "./requests.ts";

/** The most messages Discord gives at once. */
const pageSize = 100;

/**
 * How far behind Discord's clock ids count as settled. Ids are made on several machines, so that a smaller one may
 * arrive after a larger one. Smaller risks missing such a message, larger lets every fetch of a busy channel wait longer.
 */
const settleMs = 5_000;

export class DiscordSession implements ChatSession {
  readonly identity: AccountIdentity;
  readonly directory: ChatDirectory;
  readonly settleMs = settleMs;
  readonly lost: Promise<Error>;
  readonly #client: Client<true>;
  readonly #requests: DiscordRequests;
  readonly #newest: NewestMessages;
  readonly #closing = new AbortController();

  constructor(client: Client<true>, requests: DiscordRequests, identity: AccountIdentity, isDemo: boolean) {
    this.#client = client;
    this.#requests = requests;
    this.identity = identity;
    this.directory = new DiscordDirectory(client, requests, isDemo);
    setMaxListeners(0, this.#closing.signal); // every request of the session listens to it
    this.#newest = new NewestMessages(requests, this.#closing.signal);
    this.lost = new Promise((resolve) => {
      client.once(Events.Invalidated, () =>
        resolve(new AccountLostError("Discord ended the session for good")),
      );
      // Emitted only for close codes after which the library does not reconnect (4004 authentication failed, 4010-4014).
      client.once(Events.ShardDisconnect, ({ code }) =>
        resolve(new AccountLostError(`Discord closed the connection with code ${code}`)),
      );
    });
  }

  async historyPage(channelId: string, request: PageRequest, signal: AbortSignal): Promise<HistoryPage> {
    const { body, answeredAtMs } = await this.#requests.get<unknown>(Routes.channelMessages(channelId), {
      query: { limit: String(pageSize), ...request },
      signal,
      historyOf: channelId,
    });
    if (!Array.isArray(body))
      throw new RetryableError(
        "discord_unreadable",
        "Discord answered something that is no list of messages",
      );
    const settledBelow = snowflakeAt(answeredAtMs - settleMs).toString();
    const raw: readonly unknown[] = body;
    return {
      ...convertPage(raw, { after: request.after ?? "0", before: request.before ?? settledBelow }),
      rawOf: (id) => raw.find((item) => toId(toFields(item)?.id) === id),
      isFull: raw.length >= pageSize,
      settledBelow,
    };
  }

  newestMessageId(channel: ChannelPlace, signal: AbortSignal): Promise<string | null> {
    return this.#newest.of(channel, signal);
  }

  /** Requests on their way end by themselves; later ones find the library without a token (errors.ts). */
  async close(): Promise<void> {
    this.#closing.abort(new AccountLostError("The account is no longer held by this process"));
    await this.#client.destroy();
  }
}
