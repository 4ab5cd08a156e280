/**
 * Telegram Desktop's HTML of one chat: messages.html, messages2.html … It tells the ids of messages, and neither the chat's nor
 * anybody's: the chat is the one whose id stands in brackets in the path ("Harbour [-1001234567890]/messages.html"), else the
 * only one of that name in the archive. Authors are kept by name until a fetch or a result.json tells who they are.
 */
import { posix } from "node:path";
import { toStorableText } from "../../../../core/storable.ts";
import type { ExportPart, ExportReader, ImportPlace, KnownChats } from "../../export.ts";
import { readHtmlParts } from "../../htmlParts.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile, ExportFolder } from "../../read/exportFile.ts";
import { findByClass, hasClass, wordsOf } from "../../read/html.ts";
import { convertTelegramHtmlMessage, type HtmlBefore } from "./htmlMessage.ts";

export const telegramHtml: ExportReader = { format: "telegram_html", read };

/** By its first bytes: Telegram Desktop's page of messages. */
export const isTelegramHtml = (head: string): boolean =>
  /^\s*<!doctype html/i.test(head) && /class="page_body chat_page"/.test(head);

/** In brackets within the path: marked as the Bot API does it. */
const statedId = /\[(-?[1-9]\d{4,15})\]/;

function read(file: ExportFile, _folder: ExportFolder, chats: KnownChats): AsyncGenerator<ExportPart> {
  const folder = posix.dirname(file.path);
  let name = "";
  let before: HtmlBefore = { authorName: null, time: null };
  return readHtmlParts(file, {
    isWanted: (_tag, attributes) => hasClass(attributes, "message") || hasClass(attributes, "page_header"),
    isEnd: () => false,
    takeAround(element) {
      const isHeader = hasClass(element.attributes, "page_header");
      if (isHeader) name = wordsOf(findByClass(element, ["text"]));
      return isHeader;
    },
    findPlace: (place) => findPlace(file.path, name, chats, place),
    add(builder, element) {
      const converted = convertTelegramHtmlMessage(element, folder, before);
      if (!converted) return; // the line that tells a new day
      before = converted.before;
      builder.add(converted.message, converted.file ? [converted.file] : []);
      if (converted.trouble) builder.note(converted.trouble);
    },
  });
}

async function findPlace(path: string, name: string, chats: KnownChats, place: string): Promise<ImportPlace> {
  const stated = statedId.exec(path)?.[1];
  const chat = stated === undefined ? await chats.named(name) : { id: stated, kind: kindOf(stated) };
  if (!chat)
    throw new ExportError(
      "no_place",
      place,
      `This HTML does not tell which chat it is of, and the archive has not exactly one named “${name}”. Export as JSON, or put the chat's id in brackets into the folder's name.`,
    );
  const shown = toStorableText(name) || chat.id;
  return {
    platform: "telegram",
    guild: { id: chat.id, kind: chat.kind, name: shown, icon: null },
    channel: {
      id: chat.id,
      parentId: null,
      parentName: null,
      kind: "chat",
      name: shown,
      topic: null,
      nsfw: false,
    },
  };
}

const kindOf = (id: string): string =>
  id.startsWith("-100") && id.length > 10 ? "supergroup" : id.startsWith("-") ? "group" : "private";
