/**
 * Telegram's files: read in parts, several at once, from the data centre where they are. What addresses a file expires;
 * where it came from does not: the message is asked for anew, and reading goes on at the byte where it was.
 */
import type { KnownFile } from "../../../core/database/media/files.ts";
import { AccountLostError, PermanentError, SnoozeError } from "../../../core/queue/errors.ts";
import { type FileDownload, FileMissedError, type FileSource } from "../fileSource.ts";
import type { TelegramChats } from "./chats.ts";
import type { TelegramConnection } from "./connection.ts";
import { largestSize } from "./convert/media.ts";
import { migratedTo } from "./errors.ts";
import { Api, toLong } from "./gram.ts";
import { RpcError } from "./link/failures.ts";
import { parseMarkedId } from "./peers.ts";

/** Bytes of a part: 1 MB is the most Telegram gives, and a part must not cross a boundary of 1 MB. */
const partBytes = 512 * 1024;
/** Parts of one file on their way at once. More fill no line any better; Telegram slows down accounts that ask for many. */
const partsAtOnce = 4;
/** Addresses that are remembered. They expire within hours; more would be memory. */
const mostAddresses = 2_000;
/** Messages that one request asks for. */
const messagesAtOnce = 100;

interface FileAddress {
  location: Api.TypeInputFileLocation;
  /** Null: not known before it was asked for. */
  dcId: number | null;
  /** Null: Telegram does not say. */
  sizeBytes: number | null;
}

export class TelegramFiles implements FileSource {
  readonly #connection: TelegramConnection;
  readonly #chats: TelegramChats;
  readonly #homeDc: number;
  readonly #addresses = new Map<string, FileAddress>();

  constructor(connection: TelegramConnection, chats: TelegramChats, homeDc: number) {
    this.#connection = connection;
    this.#chats = chats;
    this.#homeDc = homeDc;
  }

  async prepare(files: readonly KnownFile[], signal: AbortSignal): Promise<void> {
    const wanted = new Map<string, Set<number>>();
    for (const file of files) {
      if (!isInMessage(file) || this.#addresses.has(keyOf(file))) continue;
      const ids = wanted.get(file.channelId) ?? new Set();
      wanted.set(file.channelId, ids.add(Number(file.messageId)));
    }
    for (const [channelId, ids] of wanted) {
      const all = [...ids];
      for (let at = 0; at < all.length; at += messagesAtOnce)
        await this.#askFor(channelId, all.slice(at, at + messagesAtOnce), signal);
    }
  }

  async download(file: KnownFile, fromByte: number, signal: AbortSignal): Promise<FileDownload> {
    const address = await this.#addressOf(file, signal);
    const first = await this.#part(file, address, fromByte - (fromByte % partBytes), signal);
    return {
      sizeBytes: address.sizeBytes,
      fromByte,
      body: this.#body(file, first, fromByte, signal),
    };
  }

  async *#body(
    file: KnownFile,
    first: Uint8Array,
    fromByte: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const skipped = fromByte % partBytes;
    if (first.length > skipped) yield first.subarray(skipped);
    if (first.length < partBytes) return;
    const { sizeBytes } = await this.#addressOf(file, signal);
    let next = fromByte - skipped + partBytes;
    const isBehindEnd = (offset: number) => sizeBytes !== null && offset >= sizeBytes;
    const onTheirWay: Promise<Uint8Array>[] = [];
    try {
      for (;;) {
        // Without a known length one part follows the other: behind the end there is nothing to ask for.
        while (!isBehindEnd(next) && onTheirWay.length < (sizeBytes === null ? 1 : partsAtOnce)) {
          const part = this.#nextPart(file, next, signal);
          part.catch(() => undefined); // told when its turn comes
          onTheirWay.push(part);
          next += partBytes;
        }
        const part = await onTheirWay.shift();
        if (!part || part.length === 0) return;
        yield part;
        if (part.length < partBytes) return;
      }
    } finally {
      await Promise.allSettled(onTheirWay);
    }
  }

  async #nextPart(file: KnownFile, offset: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.#part(file, await this.#addressOf(file, signal), offset, signal);
  }

  /** One part. An expired address is renewed, another data centre followed, once each. */
  async #part(
    file: KnownFile,
    address: FileAddress,
    offset: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    let current = address;
    for (let tries = 0; ; tries++) {
      try {
        const answer = await this.#connection.callForFile(
          current.dcId ?? this.#homeDc,
          new Api.upload.GetFile({ location: current.location, offset: toLong(offset), limit: partBytes }),
          signal,
        );
        if (answer instanceof Api.upload.File) return answer.bytes;
        throw new FileMissedError("unavailable", "Telegram refers to a server that is not used here.");
      } catch (error) {
        const cause = error instanceof Error ? error.cause : null;
        const code = cause instanceof RpcError ? cause.text : "";
        const dcId = migratedTo(cause);
        if (tries < 2 && dcId !== null) {
          current = { ...current, dcId };
          this.#remember(keyOf(file), current);
        } else if (tries < 2 && /^FILE_?REF/.test(code)) {
          this.#addresses.delete(keyOf(file));
          current = await this.#addressOf(file, signal);
        } else throw toMissed(error, code, signal);
      }
    }
  }

  async #addressOf(file: KnownFile, signal: AbortSignal): Promise<FileAddress> {
    const key = keyOf(file);
    const known = this.#addresses.get(key) ?? this.#pictureOf(file);
    if (known) return known;
    if (file.kind === "emoji") return this.#emojiOf(file, signal);
    if (!isInMessage(file))
      throw new FileMissedError("refused", "Telegram gives this picture only to those who meet its owner.");
    await this.#askFor(file.channelId, [Number(file.messageId)], signal);
    const found = this.#addresses.get(key);
    if (found) return found;
    throw new FileMissedError("gone", "The message does not carry this file any more.");
  }

  /** Pictures of chats are found by the chat. */
  #pictureOf({ kind, item, variant }: KnownFile): FileAddress | null {
    if (kind !== "icon" || variant === null || !this.#chats.find(item)) return null;
    const peer = this.#chats.inputPeer(item);
    const location = new Api.InputPeerPhotoFileLocation({ peer, photoId: toLong(variant), big: true });
    return { location, dcId: null, sizeBytes: null };
  }

  async #emojiOf(file: KnownFile, signal: AbortSignal): Promise<FileAddress> {
    const request = new Api.messages.GetCustomEmojiDocuments({ documentId: [toLong(file.item)] });
    const documents = await this.#connection.call(request, { signal }).catch((error: unknown) => {
      throw toMissed(error, "", signal);
    });
    const [document] = documents;
    const [found] = addressesIn(new Api.MessageMediaDocument({ document }));
    if (!found) throw new FileMissedError("gone", "Telegram knows no such emoji any more.");
    this.#remember(keyOf(file), found[1]);
    return found[1];
  }

  async #askFor(channelId: string, ids: readonly number[], signal: AbortSignal): Promise<void> {
    const id = ids.map((one) => new Api.InputMessageID({ id: one }));
    const request =
      parseMarkedId(channelId)?.kind === "channel"
        ? new Api.channels.GetMessages({ channel: this.#chats.inputChannel(channelId), id })
        : new Api.messages.GetMessages({ id });
    let answer: Api.messages.TypeMessages;
    try {
      // Looking messages up by number is dearer than reading on: about 400 in the time of 3,000.
      answer = await this.#connection.call<Api.messages.TypeMessages>(request, {
        signal,
        cost: ids.length * 7,
      });
    } catch (error) {
      throw toMissed(error, "", signal);
    }
    if (answer instanceof Api.messages.MessagesNotModified) return;
    for (const message of answer.messages)
      if (message instanceof Api.Message)
        for (const [item, address] of addressesIn(message.media))
          this.#remember(`attachment ${channelId} ${message.id} ${item}`, address);
  }

  #remember(key: string, address: FileAddress): void {
    this.#addresses.delete(key);
    this.#addresses.set(key, address);
    const oldest = this.#addresses.size > mostAddresses ? this.#addresses.keys().next().value : undefined;
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }
}

const keyOf = ({ kind, channelId, messageId, item }: KnownFile): string =>
  `${kind === "sticker" ? "attachment" : kind} ${channelId} ${messageId} ${item}`;

const isInMessage = ({ kind, messageId }: KnownFile): boolean =>
  (kind === "attachment" || kind === "sticker") && messageId !== "0";

/** Addresses of the files of a message, by the ids under which they are archived. */
function addressesIn(media: Api.TypeMessageMedia | undefined): [string, FileAddress][] {
  if (media instanceof Api.MessageMediaPaidMedia)
    return media.extendedMedia.flatMap((one) =>
      one instanceof Api.MessageExtendedMedia ? addressesIn(one.media) : [],
    );
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo) {
    const { photo } = media;
    const size = largestSize(photo);
    if (!size) return [];
    const { id, accessHash, fileReference, dcId } = photo;
    const location = new Api.InputPhotoFileLocation({ id, accessHash, fileReference, thumbSize: size.type });
    return [[id.toString(), { location, dcId, sizeBytes: size.bytes }]];
  }
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document) {
    const { id, accessHash, fileReference, dcId, size } = media.document;
    const location = new Api.InputDocumentFileLocation({ id, accessHash, fileReference, thumbSize: "" });
    return [[id.toString(), { location, dcId, sizeBytes: Number(size.toString()) }]];
  }
  return [];
}

function toMissed(error: unknown, code: string, signal: AbortSignal): unknown {
  signal.throwIfAborted();
  if (error instanceof FileMissedError || error instanceof SnoozeError || error instanceof AccountLostError)
    return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof PermanentError) {
    const isGone = /^(FILE_ID_INVALID|LOCATION_INVALID|MSG_ID_INVALID)$/.test(code);
    return new FileMissedError(isGone ? "gone" : "refused", message, { cause: error });
  }
  return new FileMissedError("unreachable", message, { cause: error });
}
