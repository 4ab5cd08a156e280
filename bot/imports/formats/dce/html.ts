/**
 * DiscordChatExporter's HTML, as far as it carries ids: messages since 2019 do (data-message-id). The channel's id stands in the
 * file's name alone ("server - channel [123].html", the exporter's own), the server's in the address of its icon.
 */
import { posix } from "node:path";
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { toId } from "../../../platforms/discord/fields.ts";
import type { ExportPart, ExportReader, ImportPlace } from "../../export.ts";
import { readHtmlParts } from "../../htmlParts.ts";
import { ExportError } from "../../read/exportError.ts";
import { type ExportFile, partitionOf } from "../../read/exportFile.ts";
import { hasClass, wordsOf } from "../../read/html.ts";
import { convertDceHtmlMessage, toHtmlAuthor } from "./htmlMessage.ts";
import { iconHash } from "./place.ts";

export const dceHtml: ExportReader = { format: "dce_html", read };

/** By its first bytes: the classes of its style sheet, or its own generator's mark. */
export const isDceHtml = (head: string): boolean =>
  /^\s*(?:<!--[^>]*-->\s*)?<!doctype html/i.test(head) && /chatlog__|DiscordChatExporter/.test(head);

const headClasses = ["preamble__entry", "preamble__guild-icon", "info__guild-icon", "info__guild-name"];
const authorClasses = ["chatlog__author", "chatlog__author-name"];

function read(file: ExportFile): AsyncGenerator<ExportPart> {
  const channelId = toId(/\[(\d{15,20})\](?=[^/]*$)/.exec(file.path)?.[1]);
  const folder = posix.dirname(file.path);
  const head: Head = { entries: [], guildId: null, icon: null };
  let groupAuthor: ArchiveAuthor | null = null;
  return readHtmlParts(file, {
    isWanted: (_tag, attributes) =>
      attributes["data-message-id"] !== undefined ||
      [...headClasses, ...authorClasses, "chatlog__message"].some((name) => hasClass(attributes, name)),
    isEnd: (_tag, attributes) => hasClass(attributes, "postamble"),
    takeAround(element, place) {
      const { attributes } = element;
      if (attributes["data-message-id"] !== undefined) return false;
      if (hasClass(attributes, "chatlog__message"))
        throw new ExportError(
          "no_message_ids",
          place,
          "This HTML tells no ids of its messages. Export the channel again as JSON.",
        );
      if (authorClasses.some((name) => hasClass(attributes, name))) groupAuthor = toHtmlAuthor(element);
      else if (attributes.src === undefined) head.entries.push(wordsOf(element));
      else
        Object.assign(head, {
          guildId: toId(/\/icons\/(\d+)\//.exec(attributes.src)?.[1]),
          icon: iconHash(attributes.src),
        });
      return true;
    },
    findPlace(place) {
      if (channelId === null)
        throw new ExportError(
          "no_place",
          place,
          "DiscordChatExporter's HTML tells its channel by the file's name alone: name it “… [channel id].html”, or export as JSON.",
        );
      return toPlace(head, channelId, file.path);
    },
    add(builder, element) {
      const context = { channelId: channelId ?? "", folder };
      const converted = convertDceHtmlMessage(element, context, groupAuthor);
      groupAuthor = converted.author ?? groupAuthor;
      builder.add(converted.message, converted.files);
      if (converted.author) builder.addAuthor(converted.author);
    },
  });
}

interface Head {
  /** Server, "category / channel" and what else stands above the messages. */
  entries: string[];
  guildId: string | null;
  icon: string | null;
}

function toPlace({ entries, guildId, icon }: Head, channelId: string, path: string): ImportPlace {
  const [guildName = "", channelPath = ""] = entries;
  const names = channelPath.split(" / ");
  const fromFile = posix.basename(partitionOf(path).whole).replace(/ \[\d+\].*$/, "");
  return {
    platform: "discord",
    guild:
      guildId === null
        ? null
        : { id: guildId, kind: "server", name: toStorableText(guildName) || guildId, icon },
    channel: {
      id: channelId,
      parentId: null,
      parentName: null,
      kind: "text",
      name: toStorableText(names.at(-1)?.replace(/^#/, "") || fromFile || channelId),
      topic: toStorableText(entries[2] ?? "") || null,
      nsfw: false,
    },
  };
}
