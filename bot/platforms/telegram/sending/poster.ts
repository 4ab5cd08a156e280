/** Posting into Telegram's chats, as Poster promises it. */
import type {
  ChannelWish,
  Discussion,
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
  Thread,
} from "../../poster.ts";
import { BlockedError, RefusedError } from "../../poster.ts";
import { postPages } from "../../postPages.ts";
import { countsItself, migratedId } from "../chat.ts";
import { Api, type TlRequest, toLong } from "../gram.ts";
import { HistoryReader } from "../history.ts";
import { parseMarkedId } from "../peers.ts";
import type { TelegramSession } from "../session.ts";
import { makeChannel } from "./channel.ts";
import { discussionOf, findThread } from "./comments.ts";
import { toInputEntities } from "./entities.ts";
import { matchPosted } from "./find.ts";
import { toInputMedia, uploadMedia } from "./media.ts";
import { codeOf, missingCodes, toPostError } from "./refusals.ts";

type Part = OutgoingPart & PartIdentity;

const limits: PostLimits = {
  text: 4_096,
  caption: 1_024,
  file: 2_000_000_000,
  filesTogether: Number.POSITIVE_INFINITY,
  filesPerMessage: 1,
  remembersMs: 240_000,
};
/** Looking messages up by number is dearer than reading on: about 400 in the time of 3,000. */
const lookUpCost = 7;
/** Messages that an album has at most. */
const mostOfAlbum = 10;
/** Telegram's clock and ours may differ by so much. */
const clockSlackMs = 120_000;

export class TelegramPoster implements Poster {
  readonly #session: TelegramSession;

  constructor(session: TelegramSession) {
    this.#session = session;
  }

  limits(): PostLimits {
    return limits;
  }

  async post(request: PostRequest, files: FileReader, signal: AbortSignal): Promise<PostedIds> {
    const { place, parts } = request;
    await this.#findAddress(place.targetChannelId, signal);
    if (place.mode === "forward") return this.#send(place, parts, this.#forward(place, parts), signal);
    // A reference may expire between being read and being used: then it is read anew, once.
    for (let tries = 0; ; tries++) {
      try {
        return await this.#send(place, parts, await this.#copy(place, parts, files, signal), signal);
      } catch (error) {
        const cause = error instanceof RefusedError ? error.cause : error;
        if (tries > 0 || !/^FILE_?REF/.test(codeOf(cause) ?? "")) throw error;
      }
    }
  }

  async find(
    { place, parts }: PostRequest,
    { isMapped, isCertain }: FindOptions,
    signal: AbortSignal,
  ): Promise<PostedIds | null> {
    await this.#findAddress(place.targetChannelId, signal);
    const reader = new HistoryReader(this.#session.connection);
    const peer = this.#session.chats.inputPeer(place.targetChannelId);
    const sentAgoMs = Math.max(...parts.map(({ message }) => message.sendingAgoMs ?? 0));
    const sentAtSeconds = Math.floor((Date.now() - sentAgoMs - clockSlackMs) / 1_000);
    const orElse = (error: unknown) => {
      throw toPostError(error, "target_missing");
    };
    const pages = postPages<Api.TypeMessage>({
      behindId: BigInt(Math.min(...parts.map(({ afterId }) => Number(afterId)))),
      sinceId: async () => BigInt((await reader.firstIdAt(peer, sentAtSeconds, signal).catch(orElse)) ?? 0),
      read: (edge) => reader.page(peer, edge, signal).catch(orElse),
      idOf: ({ id }) => BigInt(id),
    });
    const others = new Map<number, Api.TypeMessage>();
    for await (const messages of pages) {
      const known = await isMapped(messages.map(({ id }) => String(id)));
      for (const message of messages) if (!known.has(String(message.id))) others.set(message.id, message);
      const found = matchPosted([...others.values()], place, parts, true);
      if (found) return found;
    }
    return isCertain ? matchPosted([...others.values()], place, parts, false) : null;
  }

  async edit(
    place: PostPlace,
    targetId: string,
    { text }: { text: FormattedText },
    signal: AbortSignal,
  ): Promise<void> {
    const request = new Api.messages.EditMessage({
      peer: this.#session.chats.inputPeer(place.targetChannelId),
      id: Number(targetId),
      message: text.text,
      entities: this.#entities(text),
    });
    try {
      this.#session.live.stream.push(await this.#session.connection.call(request, { signal }));
    } catch (error) {
      if (codeOf(error) !== "MESSAGE_NOT_MODIFIED") throw toPostError(error, "target_missing");
    }
  }

  async remove(place: PostPlace, targetIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { chats, connection, live } = this.#session;
    const id = targetIds.map(Number);
    const isChannel = parseMarkedId(place.targetChannelId)?.kind === "channel";
    const request: TlRequest<Api.messages.AffectedMessages> = isChannel
      ? new Api.channels.DeleteMessages({ channel: chats.inputChannel(place.targetChannelId), id })
      : new Api.messages.DeleteMessages({ id, revoke: true });
    await connection.call(request, { signal }).catch((error: unknown) => {
      throw toPostError(error, "target_missing");
    });
    if (chats.find(place.targetChannelId)) live.stream.compare(); // what we delete ourselves is told by its count alone
  }

  makeChannel(wish: ChannelWish, signal: AbortSignal): Promise<{ guildId: string; channelId: string }> {
    return makeChannel(this.#session, wish, signal);
  }

  async movedTo(channelId: string, signal: AbortSignal): Promise<string | null> {
    if (parseMarkedId(channelId)?.kind !== "group") return null;
    const [chat] = await this.#session.chats.lookUp([channelId], signal);
    return chat?.migratedTo ? migratedId(chat.migratedTo) : null;
  }

  async discussionOf(channelId: string, signal: AbortSignal): Promise<Discussion | null> {
    await this.#findAddress(channelId, signal);
    return discussionOf(this.#session, channelId, signal);
  }

  async findThread(channelId: string, postId: string, signal: AbortSignal): Promise<Thread | null> {
    await this.#findAddress(channelId, signal);
    return findThread(this.#session, channelId, postId, signal);
  }

  /** A target that nobody has named to this connection yet stands in the list of dialogs. */
  async #findAddress(chatId: string, signal: AbortSignal): Promise<void> {
    const { chats } = this.#session;
    if (chats.hasAddress(chatId)) return;
    for (const folderId of [0, 1])
      for await (const _page of chats.dialogPages(signal, folderId)) if (chats.hasAddress(chatId)) return;
    throw new BlockedError("target_missing", "The account does not know this chat");
  }

  async #send(
    place: PostPlace,
    parts: readonly Part[],
    request: TlRequest<Api.TypeUpdates>,
    signal: AbortSignal,
  ): Promise<PostedIds> {
    try {
      const answer = await this.#session.connection.call(request, { signal, cost: parts.length });
      // What we do ourselves is told in the answer and nowhere else.
      this.#session.live.stream.push(answer);
      return idsIn(answer, parts);
    } catch (error) {
      signal.throwIfAborted();
      if (missingCodes.has(codeOf(error) ?? "")) throw await this.#whoIsMissing(place, error, signal);
      throw toPostError(error, "target_missing");
    }
  }

  /** Source and target are told apart by asking for the target alone. */
  async #whoIsMissing(place: PostPlace, error: unknown, signal: AbortSignal): Promise<unknown> {
    const { chats, connection } = this.#session;
    try {
      await new HistoryReader(connection).newestId(chats.inputPeer(place.targetChannelId), signal);
    } catch (asked) {
      return toPostError(asked, "target_missing");
    }
    return toPostError(error, place.mode === "forward" ? "source_missing" : "target_missing");
  }

  #forward(
    { sourceChannelId, targetChannelId }: PostPlace,
    parts: readonly Part[],
  ): TlRequest<Api.TypeUpdates> {
    const { chats } = this.#session;
    return new Api.messages.ForwardMessages({
      fromPeer: chats.inputPeer(sourceChannelId),
      toPeer: chats.inputPeer(targetChannelId),
      id: parts.map(({ message }) => Number(message.id)),
      randomId: parts.map(({ randomId }) => toLong(randomId)),
    });
  }

  async #copy(
    place: PostPlace,
    parts: readonly Part[],
    files: FileReader,
    signal: AbortSignal,
  ): Promise<TlRequest<Api.TypeUpdates>> {
    const [first] = parts;
    if (!first) throw new RangeError("A post has at least one part");
    const peer = this.#session.chats.inputPeer(place.targetChannelId);
    const replyTo =
      first.replyToId === null
        ? undefined
        : new Api.InputReplyToMessage({ replyToMsgId: Number(first.replyToId) });
    const media = await this.#mediaOf(place, parts, files, signal);
    if (parts.length === 1) {
      const common = {
        peer,
        replyTo,
        message: first.text.text,
        entities: this.#entities(first.text),
        randomId: toLong(first.randomId),
      };
      const [only] = media;
      if (only) return new Api.messages.SendMedia({ ...common, media: only });
      if (first.text.text.trim() === "")
        throw new RefusedError("unsupported_type", "There is nothing in it that can be sent anew");
      return new Api.messages.SendMessage(common);
    }
    const multiMedia: Api.InputSingleMedia[] = [];
    for (const [index, part] of parts.entries()) {
      const one = media[index];
      if (!one) throw new RefusedError("unsupported_type", "A part of the album cannot be sent anew");
      multiMedia.push(
        new Api.InputSingleMedia({
          media: await this.#onServer(peer, one, signal),
          randomId: toLong(part.randomId),
          message: part.text.text,
          entities: this.#entities(part.text),
        }),
      );
    }
    return new Api.messages.SendMultiMedia({ peer, replyTo, multiMedia });
  }

  /** By part: what it carries; null: nothing. What the account can read at the source is never uploaded. */
  async #mediaOf(
    place: PostPlace,
    parts: readonly Part[],
    files: FileReader,
    signal: AbortSignal,
  ): Promise<(Api.TypeInputMedia | null)[]> {
    const carrying = parts.filter(
      ({ file, message, part }) => file !== null || (part === 0 && hasOtherMedia(message.extra)),
    );
    const raw =
      place.sourcePlatform === "telegram" && carrying.length > 0
        ? await this.#read(
            place.sourceChannelId,
            carrying.map(({ message }) => Number(message.id)),
            signal,
          )
        : new Map<string, Api.Message>();
    const media: (Api.TypeInputMedia | null)[] = [];
    for (const part of parts) {
      if (!carrying.includes(part)) {
        media.push(null);
        continue;
      }
      const known = toInputMedia(raw.get(part.message.id)?.media);
      const file = part.file === null ? undefined : part.message.attachments[part.file];
      if (known) media.push(known);
      else if (!file || part.file === null) media.push(null);
      else {
        const bytes = await files(part.message, part.file);
        media.push(await uploadMedia(this.#session.connection, file, kindOf(part, file.id), bytes, signal));
      }
    }
    return media;
  }

  async findProtected(
    { sourceChannelId }: PostPlace,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const now = await this.#look(sourceChannelId, ids.map(Number), signal);
    if (!now) return new Set(ids); // as it was when it was archived
    return now.isProtected
      ? new Set(ids)
      : new Set(now.messages.filter(({ noforwards }) => noforwards === true).map(({ id }) => String(id)));
  }

  async hasMoreOfAlbum(
    { channelId, albumId, behindId }: { channelId: string; albumId: string; behindId: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const ids = Array.from({ length: mostOfAlbum - 1 }, (_, index) => Number(behindId) + 1 + index);
    const now = await this.#look(channelId, ids, signal);
    return now?.messages.some(({ groupedId }) => groupedId?.toString() === albumId) === true;
  }

  /** Messages of the source as they are now; none where the account cannot read it. */
  async #read(
    chatId: string,
    ids: readonly number[],
    signal: AbortSignal,
  ): Promise<Map<string, Api.Message>> {
    const now = await this.#look(chatId, ids, signal);
    if (now?.isProtected) throw new RefusedError("protected_content", "The chat is protected");
    if (now?.messages.some(({ noforwards }) => noforwards === true))
      throw new RefusedError("protected_content", "The message is protected");
    return new Map((now?.messages ?? []).map((one) => [String(one.id), one]));
  }

  /** Null where the account cannot read the source. */
  async #look(
    chatId: string,
    ids: readonly number[],
    signal: AbortSignal,
  ): Promise<{ messages: Api.Message[]; isProtected: boolean } | null> {
    const { chats, connection } = this.#session;
    const id = ids.map((one) => new Api.InputMessageID({ id: one }));
    const chat = chats.find(chatId);
    const isChannel = chat ? countsItself(chat) : parseMarkedId(chatId)?.kind === "channel";
    if (isChannel && !chats.hasAddress(chatId)) return null;
    const request: TlRequest<Api.messages.TypeMessages> = isChannel
      ? new Api.channels.GetMessages({ channel: chats.inputChannel(chatId), id })
      : new Api.messages.GetMessages({ id });
    try {
      const answer = await connection.call(request, { signal, cost: ids.length * lookUpCost });
      if (answer instanceof Api.messages.MessagesNotModified) return null;
      return {
        messages: answer.messages.filter((one): one is Api.Message => one instanceof Api.Message),
        isProtected:
          "chats" in answer &&
          answer.chats.some((one) => isChannel && "noforwards" in one && one.noforwards === true),
      };
    } catch (error) {
      // What the source does not give any more, the archive may still have.
      if (missingCodes.has(codeOf(error) ?? "")) return null;
      throw toPostError(error, "source_missing");
    }
  }

  /** Albums are made of what is at Telegram already. */
  async #onServer(
    peer: Api.TypeInputPeer,
    media: Api.TypeInputMedia,
    signal: AbortSignal,
  ): Promise<Api.TypeInputMedia> {
    if (!(media instanceof Api.InputMediaUploadedPhoto || media instanceof Api.InputMediaUploadedDocument))
      return media;
    const stored = await this.#session.connection
      .call(new Api.messages.UploadMedia({ peer, media }), { signal, cost: 0 })
      .catch((error: unknown) => {
        throw toPostError(error, "target_missing");
      });
    const input = toInputMedia(stored);
    if (!input) throw new RefusedError("unsupported_type", "Telegram took the file as something else");
    if (media.spoiler && (input instanceof Api.InputMediaPhoto || input instanceof Api.InputMediaDocument))
      input.spoiler = true;
    return input;
  }

  #entities({ entities }: FormattedText): Api.TypeMessageEntity[] {
    const { chats } = this.#session;
    return toInputEntities(entities, (id) => {
      const peer = chats.hasAddress(id) ? chats.inputPeer(id) : null;
      return peer instanceof Api.InputPeerUser
        ? new Api.InputUser({ userId: peer.userId, accessHash: peer.accessHash })
        : null;
    });
  }
}

/** Media that are no files: polls, places, contacts. */
const hasOtherMedia = (extra: OutgoingPart["message"]["extra"]): boolean =>
  extra !== null && ("poll" in extra || ("media" in extra && !("web_page" in extra)));

function kindOf({ message }: OutgoingPart, attachmentId: string): string | null {
  const details = message.extra?.attachment_details as Record<string, { kind?: string }> | undefined;
  return details?.[attachmentId]?.kind ?? null;
}

/** What the random ids became. A short answer tells of one message alone. */
function idsIn(answer: Api.TypeUpdates, parts: readonly Part[]): PostedIds {
  if (answer instanceof Api.UpdateShortSentMessage) return parts.map(() => String(answer.id));
  const updates = "updates" in answer ? answer.updates : [];
  const ids = new Map<string, string>();
  for (const update of updates)
    if (update instanceof Api.UpdateMessageID && update.randomId)
      ids.set(update.randomId.toString(), String(update.id));
  return parts.map(({ randomId }) => ids.get(randomId) ?? null);
}
