/** A message of DiscordChatExporter's HTML in the archive's shape. Pure. */
import { posix } from "node:path";
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
} from "../../../../core/database/archive/messages.ts";
import { snowflakeTimeMs } from "../../../../core/model/snowflake.ts";
import { toStorable, toStorableText } from "../../../../core/storable.ts";
import { toCount, toId } from "../../../platforms/discord/fields.ts";
import { attachmentAt } from "../../discordFiles.ts";
import type { ImportedFile } from "../../export.ts";
import { ItemError } from "../../itemError.ts";
import { eachByClass, findByClass, type HtmlElement, hasClass, textOf, wordsOf } from "../../read/html.ts";
import { toMarkdown } from "./htmlMarkdown.ts";
import { type DceContext, uniqueReactions } from "./message.ts";
import { iconHash } from "./place.ts";

export interface HtmlMessage {
  message: ArchiveMessage;
  /** Null when the HTML names none with an id. */
  author: ArchiveAuthor | null;
  files: ImportedFile[];
}

const replyParts = "chatlog__reply";

/** `groupAuthor`: who wrote the messages of its group so far; followers repeat no name. Throws ItemError. */
export function convertDceHtmlMessage(
  element: HtmlElement,
  context: DceContext,
  groupAuthor: ArchiveAuthor | null,
): HtmlMessage {
  const id = toId(element.attributes["data-message-id"]);
  if (id === null)
    throw new ItemError(
      "no_usable_id",
      `It has no usable id: ${element.attributes["data-message-id"]?.slice(0, 40)}.`,
    );
  const ownName = findByClass(element, ["chatlog__author", "chatlog__author-name"], replyParts);
  const author = ownName ? toHtmlAuthor(ownName, element) : groupAuthor;
  const content = findByClass(element, ["chatlog__content"], replyParts);
  const replyToId = replyOf(element);
  const edited = findByClass(element, ["chatlog__edited-timestamp"], replyParts)?.attributes.title ?? null;
  const editedMs = edited === null ? Number.NaN : Date.parse(`${edited} UTC`);
  const system = wordsOf(findByClass(element, ["chatlog__system-notification-content"]));
  const files: ImportedFile[] = [];
  const embeds = [...eachByClass(element, ["chatlog__embed"])].flatMap((each) => toEmbed(each) ?? []);
  return {
    author,
    files,
    message: {
      id,
      authorId: author?.id ?? null,
      kind: replyToId === null ? "default" : "reply",
      // Which kind of system message it is shows in nothing but the exporter's own sentence.
      content: toStorableText(toMarkdown(content) || system),
      createdAt: new Date(snowflakeTimeMs(id)),
      editedAt: editedMs > snowflakeTimeMs(id) ? new Date(editedMs) : null,
      replyToId,
      topicId: null,
      albumId: null,
      attachments: toAttachments(element, id, context, files),
      reactions: uniqueReactions([...eachByClass(element, ["chatlog__reaction"])].flatMap(toReaction)),
      extra: toStorable({
        imported: "dce_html",
        ...(embeds.length > 0 ? { embeds } : {}),
        ...(hasClass(element.attributes, "chatlog__message-container--pinned") ? { pinned: true } : {}),
        // A local time in the exporter's own way of writing it, taken as UTC where it can be read.
        ...(edited === null ? {} : { edited_as_exported: edited }),
      }) as Record<string, unknown>,
    },
  };
}

/** Null for a name without an id, as before 2020. `within`: where the signs of a bot and the picture stand. */
export function toHtmlAuthor(named: HtmlElement, within?: HtmlElement): ArchiveAuthor | null {
  const id = toId(named.attributes["data-user-id"]);
  if (id === null) return null;
  const shown = toStorableText(wordsOf(named));
  const name = toStorableText(named.attributes.title?.replace(/#0000$/, "") ?? "") || shown || id;
  const avatar = within ? findByClass(within, ["chatlog__avatar"], replyParts) : null;
  return {
    id,
    name,
    displayName: shown === "" || shown === name ? null : shown,
    avatar: iconHash(avatar?.attributes.src ?? null),
    isBot:
      within !== undefined &&
      findByClass(within, ["chatlog__author-tag", "chatlog__bot-tag"], replyParts) !== null,
    isWebhook: false,
  };
}

/** From the link that scrolls to it. */
function replyOf(element: HtmlElement): string | null {
  const link = findByClass(element, ["chatlog__reply-link", "chatlog__reference-link"]);
  return toId(/scrollToMessage\(event, *['"](\d+)['"]/.exec(link?.attributes.onclick ?? "")?.[1]);
}

function toAttachments(
  element: HtmlElement,
  messageId: string,
  { folder }: DceContext,
  files: ImportedFile[],
): ArchiveAttachment[] {
  const attachments = new Map<string, ArchiveAttachment>();
  for (const part of eachByClass(element, ["chatlog__attachment"], replyParts)) {
    const address = addressIn(part);
    const attachment = address === null ? null : attachmentAt(address);
    if (attachment) attachments.set(attachment.id, attachment);
    else if (address !== null && !/^[a-z]+:/i.test(address)) {
      // Exported with its media: a path beside the file, and no id. It is numbered by its place in the message.
      const item = String(attachments.size);
      const path = posix.join(folder, address.replaceAll("\\", "/"));
      files.push({ messageId, item, source: { path } });
      attachments.set(item, {
        id: item,
        fileName: toStorableText(posix.basename(path)),
        contentType: null,
        sizeBytes: 0,
        width: null,
        height: null,
        durationSeconds: null,
        description: null,
        isSpoiler: findByClass(part, ["chatlog__attachment--hidden"]) !== null,
        url: "",
      });
    }
  }
  return [...attachments.values()];
}

/** The first address of a link, a picture or a film. */
function addressIn(element: HtmlElement): string | null {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    const { href, src } = child.attributes;
    const address =
      child.tag === "a" ? href : ["img", "video", "audio", "source"].includes(child.tag) ? src : "";
    const found = address || addressIn(child);
    if (found) return found;
  }
  return null;
}

function toReaction(element: HtmlElement): ArchiveReaction[] {
  const picture = findByClass(element, ["chatlog__emoji", "emoji"]);
  const emojiId = toId(/\/emojis\/(\d+)\./.exec(picture?.attributes.src ?? "")?.[1]);
  const name = picture?.attributes.alt ?? element.attributes.title ?? "";
  if (name === "") return [];
  return [
    {
      emoji: toStorableText(emojiId ? `${name.replaceAll(":", "")}:${emojiId}` : name),
      emojiId,
      isAnimated: /\/emojis\/\d+\.gif/.test(picture?.attributes.src ?? ""),
      count: toCount(Number(wordsOf(findByClass(element, ["chatlog__reaction-count"]))), 2 ** 31 - 1) ?? 0,
      burstCount: 0,
    },
  ];
}

/** What of an embed is told in words, and its pictures. */
function toEmbed(element: HtmlElement): Record<string, unknown> | null {
  const title = findByClass(element, ["chatlog__embed-title"]);
  const titleLink = findByClass(element, ["chatlog__embed-title-link"]);
  const picture = findByClass(element, ["chatlog__embed-image"])?.attributes.src;
  const fields = [...eachByClass(element, ["chatlog__embed-field"])].map((field) => ({
    name: wordsOf(findByClass(field, ["chatlog__embed-field-name"])),
    value: textOf(findByClass(field, ["chatlog__embed-field-value"])).trim(),
  }));
  const embed = {
    title: wordsOf(title) || undefined,
    url: titleLink?.attributes.href,
    description: toMarkdown(findByClass(element, ["chatlog__embed-description"])) || undefined,
    author: named(wordsOf(findByClass(element, ["chatlog__embed-author"]))),
    footer: texted(wordsOf(findByClass(element, ["chatlog__embed-footer-text"]))),
    image: picture === undefined ? undefined : { url: picture },
    fields: fields.length > 0 ? fields : undefined,
  };
  const told = Object.entries(embed).filter(([, value]) => value !== undefined);
  return told.length > 0 ? Object.fromEntries(told) : null;
}

const named = (name: string) => (name === "" ? undefined : { name });
const texted = (text: string) => (text === "" ? undefined : { text });
