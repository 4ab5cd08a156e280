/**
 * Posting into Discord's channels, as Poster promises it. A call is one message, however many parts it has: all of them stand
 * under its id.
 *
 * Once: the first part's random id is the message's nonce, enforced: Discord answers a repeat with the message that is
 * there. It does so for some minutes only, and tells nobody the nonce afterwards.
 */
import { type RawFile, RequestMethod, Routes } from "discord.js";
import { snowflakeAt } from "../../../../core/model/snowflake.ts";
import { RetryableError } from "../../../../core/queue/errors.ts";
import type {
  FileReader,
  FindOptions,
  FormattedText,
  OutgoingPart,
  PartIdentity,
  PostedIds,
  Poster,
  PostLimits,
  PostPlace,
  PostRequest,
} from "../../poster.ts";
import { BlockedError, RefusedError } from "../../poster.ts";
import { postPages } from "../../postPages.ts";
import { type Fields, toFields, toId, toList } from "../fields.ts";
import type { DiscordRequests } from "../requests.ts";
import { contentOf, isPosted } from "./find.ts";
import { codeOf, toPostError, unknownMessage } from "./refusals.ts";

type Part = OutgoingPart & PartIdentity;

const mebibyte = 1_024 * 1_024;
/** Those of a server without boosts. The form around the files takes a little of what is allowed together. */
const limits: PostLimits = {
  text: 2_000,
  caption: 2_000,
  file: 10 * mebibyte,
  filesTogether: 24 * mebibyte,
  filesPerMessage: 10,
  // "The past few minutes": one is meant to be safe, and looking costs a request.
  remembersMs: 60_000,
};
const pageSize = 100;
/** Discord's clock and ours may differ by so much. */
const clockSlackMs = 120_000;

export class DiscordPoster implements Poster {
  readonly #requests: DiscordRequests;
  readonly #accountId: string;

  constructor(requests: DiscordRequests, accountId: string) {
    this.#requests = requests;
    this.#accountId = accountId;
  }

  limits(): PostLimits {
    return limits;
  }

  async post({ place, parts }: PostRequest, files: FileReader, signal: AbortSignal): Promise<PostedIds> {
    const [first] = parts;
    if (!first) throw new RangeError("A post has at least one part");
    const content = contentOf(parts);
    const uploads = await readFiles(parts, files);
    if (content.trim() === "" && uploads.length === 0)
      throw new RefusedError("unsupported_type", "There is nothing in it that can be sent anew");
    const body = {
      content,
      nonce: first.randomId,
      enforce_nonce: true,
      allowed_mentions: { parse: [] },
      // What it answers may be gone: it is posted all the same.
      ...(first.replyToId === null
        ? {}
        : { message_reference: { message_id: first.replyToId, fail_if_not_exists: false } }),
    };
    const posted = await this.#write(Routes.channelMessages(place.targetChannelId), {
      method: RequestMethod.Post,
      body,
      files: uploads,
      signal,
      pacedAs: `posts in ${place.targetChannelId}`,
    });
    const id = toId(posted?.id);
    if (id === null)
      throw new RetryableError("discord_unreadable", "Discord answered something that is no message");
    return parts.map(() => id);
  }

  async find(
    { place, parts }: PostRequest,
    { isMapped }: FindOptions,
    signal: AbortSignal,
  ): Promise<PostedIds | null> {
    const behindId = oldestPlace(parts);
    const pages = postPages<Fields>({
      behindId,
      sinceId: async () => behindId, // an id tells the time
      read: (edge) => this.#page(place.targetChannelId, edge, signal),
      idOf: ({ id }) => BigInt(toId(id) ?? 0),
    });
    let seen = 0;
    for await (const messages of pages) {
      seen += messages.length;
      const ids = messages
        .filter((one) => isPosted(one, this.#accountId, parts))
        .flatMap(({ id }) => toId(id) ?? [])
        .toReversed(); // oldest first
      const known = await isMapped(ids);
      const found = ids.find((id) => !known.has(id));
      if (found !== undefined) return parts.map(() => found);
    }
    if (seen === 0 && parts.some(({ afterId }) => afterId !== "0"))
      throw new BlockedError(
        "target_forbidden",
        "The bot cannot read the channel's history, and so not see what it has posted: give it Read Message History.",
      );
    return null;
  }

  async edit(
    place: PostPlace,
    targetId: string,
    { text, keptFiles }: { text: FormattedText; keptFiles: readonly number[] | null },
    signal: AbortSignal,
  ): Promise<void> {
    const route = Routes.channelMessage(place.targetChannelId, targetId);
    const kept = keptFiles && (await this.#attachmentsOf(route, keptFiles, signal));
    await this.#write(route, {
      method: RequestMethod.Patch,
      body: {
        content: text.text,
        allowed_mentions: { parse: [] },
        ...(kept ? { attachments: kept } : {}),
      },
      signal,
      pacedAs: `edits in ${place.targetChannelId}`,
    });
  }

  async remove(place: PostPlace, targetIds: readonly string[], signal: AbortSignal): Promise<void> {
    for (const id of targetIds)
      try {
        await this.#write(Routes.channelMessage(place.targetChannelId, id), {
          method: RequestMethod.Delete,
          signal,
          pacedAs: `deletions in ${place.targetChannelId}`,
        });
      } catch (error) {
        if (!(error instanceof RefusedError && codeOf(error.cause) === unknownMessage)) throw error;
      }
  }

  async #write(...[route, options]: Parameters<DiscordRequests["send"]>): Promise<Fields | null> {
    try {
      const { body } = await this.#requests.send<unknown>(route, options);
      return toFields(body);
    } catch (error) {
      throw toPostError(error);
    }
  }

  /** Newest first. What has no id is left out. */
  async #page(
    channelId: string,
    edge: { before?: string; after?: string },
    signal: AbortSignal,
  ): Promise<{ messages: Fields[]; isFull: boolean }> {
    try {
      const { body } = await this.#requests.get<unknown>(Routes.channelMessages(channelId), {
        query: { limit: String(pageSize), ...edge },
        signal,
        historyOf: channelId,
      });
      if (!Array.isArray(body))
        throw new RetryableError("discord_unreadable", "Discord answered no list of messages");
      const messages = toList(body).flatMap((one): Fields[] => {
        const message = toFields(one);
        return message && toId(message.id) !== null ? [message] : [];
      });
      return { messages, isFull: body.length >= pageSize };
    } catch (error) {
      throw toPostError(error);
    }
  }

  async #attachmentsOf(
    route: `/${string}`,
    places: readonly number[],
    signal: AbortSignal,
  ): Promise<{ id: string }[]> {
    try {
      const { body } = await this.#requests.get<unknown>(route, { signal });
      const ids = toList(toFields(body)?.attachments).flatMap((one) => toId(toFields(one)?.id) ?? []);
      return ids.filter((_, index) => places.includes(index)).map((id) => ({ id }));
    } catch (error) {
      throw toPostError(error);
    }
  }
}

async function readFiles(parts: readonly Part[], files: FileReader): Promise<RawFile[]> {
  const uploads: RawFile[] = [];
  for (const { message, file } of parts) {
    const known = file === null ? undefined : message.attachments[file];
    if (!known || file === null) continue;
    const isMarked = known.fileName.startsWith("SPOILER_");
    uploads.push({
      name: known.isSpoiler && !isMarked ? `SPOILER_${known.fileName}` : known.fileName,
      data: await files(message, file),
      ...(known.contentType === null ? {} : { contentType: known.contentType }),
    });
  }
  return uploads;
}

/** Nothing older can be the post: it stands behind what was known before, and was not sent before it was written down. */
function oldestPlace(parts: readonly Part[]): bigint {
  const after = parts.reduce(
    (least, { afterId }) => {
      const id = BigInt(afterId);
      return id < least ? id : least;
    },
    BigInt(parts[0]?.afterId ?? 0),
  );
  const agoMs = Math.max(...parts.map(({ message }) => message.sendingAgoMs ?? 0));
  const sent = snowflakeAt(Date.now() - agoMs - clockSlackMs);
  return after > sent ? after : sent;
}
