/** A connected Discord bot. */
import { setMaxListeners } from "node:events";
import { type Client, RequestMethod, Routes } from "discord.js";
import type { Logger } from "../../../core/log.ts";
import { snowflakeAt } from "../../../core/model/snowflake.ts";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import type { CommandFeed } from "../commandFeed.ts";
import type { FileSource } from "../fileSource.ts";
import type { LiveFeed } from "../liveFeed.ts";
import type {
  AccountIdentity,
  ChannelPlace,
  ChatDirectory,
  ChatSession,
  HistoryPage,
  OutgoingMessage,
  PageRequest,
  SignsOfLife,
} from "../platform.ts";
import type { Poster } from "../poster.ts";
import type { ResponseSource } from "../responseSource.ts";
import { DiscordCommands } from "./commands.ts";
import { DiscordDirectory } from "./directory.ts";
import { isUnknownMessage } from "./errors.ts";
import { toFields, toId } from "./fields.ts";
import { DiscordFiles, type FileOptions } from "./files.ts";
import type { GatewayLife } from "./gateway/connection.ts";
import type { DiscordLive } from "./live.ts";
import { NewestMessages } from "./newest.ts";
import { convertPage } from "./page.ts";
import type { DiscordRequests } from "./requests.ts";
import { DiscordResponses } from "./responses.ts";
import { DiscordPoster } from "./sending/poster.ts";

/** The most messages Discord gives at once. */
const pageSize = 100;

/**
 * How far behind Discord's clock ids count as settled. Ids are made on several machines, so that a smaller one may
 * arrive after a larger one. Smaller risks missing such a message, larger lets every fetch of a busy channel wait longer.
 */
export const settleMs = 5_000;

interface DiscordParts {
  client: Client<true>;
  requests: DiscordRequests;
  live: DiscordLive;
  identity: AccountIdentity;
  isDemo: boolean;
  /** Where files are, and how requests for them leave this machine. */
  files: FileOptions;
  log: Logger;
  life: GatewayLife;
  /** Settles once the account can do nothing any more. */
  lost: Promise<Error>;
  /** Closes the gateway and the client. */
  close: () => Promise<void>;
}

export class DiscordSession implements ChatSession {
  readonly identity: AccountIdentity;
  readonly directory: ChatDirectory;
  readonly live: LiveFeed;
  readonly files: FileSource;
  readonly commands: CommandFeed;
  readonly poster: Poster;
  readonly responses: ResponseSource;
  readonly settleMs = settleMs;
  readonly lost: Promise<Error>;
  readonly #parts: DiscordParts;
  readonly #requests: DiscordRequests;
  readonly #newest: NewestMessages;
  readonly #closing = new AbortController();

  constructor(parts: DiscordParts) {
    this.#parts = parts;
    this.#requests = parts.requests;
    this.identity = parts.identity;
    this.lost = parts.lost;
    this.live = parts.live;
    this.files = new DiscordFiles(parts.requests, parts.files);
    this.responses = new DiscordResponses(parts.requests);
    this.poster = new DiscordPoster(parts.requests, parts.identity.externalId);
    this.directory = new DiscordDirectory(parts.client, parts.requests, parts.isDemo);
    setMaxListeners(0, this.#closing.signal); // every request of the session listens to it
    this.commands = new DiscordCommands({
      client: parts.client,
      requests: parts.requests,
      applicationId: parts.identity.applicationId ?? "",
      log: parts.log,
      closing: this.#closing.signal,
    });
    this.#newest = new NewestMessages(parts.requests, this.#closing.signal);
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

  async confirmReadable(
    channel: ChannelPlace,
    messageId: string | null,
    signal: AbortSignal,
  ): Promise<boolean> {
    const id = messageId ?? channel.id; // only the first message of a post has the id of its channel
    try {
      const { body } = await this.#requests.get<{ id?: unknown } | null>(
        Routes.channelMessage(channel.id, id),
        {
          signal,
        },
      );
      if (body?.id === id) return true;
    } catch (error) {
      if (isUnknownMessage(error)) return false;
      throw error;
    }
    throw new RetryableError(
      "inconsistent_page",
      "Discord answered something that is not the message asked for",
    );
  }

  newestMessageId(channel: ChannelPlace, signal: AbortSignal): Promise<string | null> {
    return this.#newest.of(channel, signal);
  }

  async send(channelId: string, message: OutgoingMessage, nonce: string, signal: AbortSignal): Promise<void> {
    await this.#requests.send(Routes.channelMessages(channelId), {
      method: RequestMethod.Post,
      // With enforce_nonce Discord answers a repeat with the message that is there already.
      body: { embeds: [message], nonce, enforce_nonce: true, allowed_mentions: { parse: [] } },
      signal,
    });
  }

  signsOfLife(): SignsOfLife {
    const ago = (atMs: number | null) => (atMs === null ? null : performance.now() - atMs);
    const { heartbeatAtMs, eventAtMs } = this.#parts.life;
    return { heartbeatAgoMs: ago(heartbeatAtMs), eventAgoMs: ago(eventAtMs) };
  }

  /** Requests on their way end by themselves; later ones are refused. */
  async close(): Promise<void> {
    const reason = new AccountLostError("The account is no longer held by this process");
    this.#requests.end(reason);
    this.#closing.abort(reason);
    await this.#parts.close();
  }
}
