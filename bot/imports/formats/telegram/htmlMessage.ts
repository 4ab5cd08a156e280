/** A message of Telegram Desktop's HTML in the archive's shape (export_output_html.cpp). Pure. */
import { posix } from "node:path";
import type { ArchiveMessage, ArchiveReaction } from "../../../../core/database/archive/messages.ts";
import { toStorable, toStorableText } from "../../../../core/storable.ts";
import { toCount } from "../../../platforms/discord/fields.ts";
import type { ImportedFile, ImportTrouble } from "../../export.ts";
import { ItemError } from "../../itemError.ts";
import { eachByClass, findByClass, type HtmlElement, hasClass, textOf, wordsOf } from "../../read/html.ts";
import { uniqueReactions } from "../dce/message.ts";
import { toHtmlText } from "./htmlText.ts";
import { toMessageId } from "./ids.ts";

/** What a message takes over from the one before it. */
export interface HtmlBefore {
  /** Messages that follow one another do not repeat the name. */
  authorName: string | null;
  /** Service messages tell no time of their own. */
  time: { time: Date; local: string | null } | null;
}

export interface TelegramHtmlItem {
  message: ArchiveMessage;
  file: ImportedFile | null;
  trouble: ImportTrouble | null;
  before: HtmlBefore;
}

/** Lines that tell a new day are numbered down from -1; ids of a former group lie far below. */
const lowestDayLine = -1_000_000;

/** Null for the line of a new day. Throws ItemError. */
export function convertTelegramHtmlMessage(
  element: HtmlElement,
  folder: string,
  before: HtmlBefore,
): TelegramHtmlItem | null {
  const rawId = /^message(-?\d+)$/.exec(element.attributes.id ?? "")?.[1];
  const isService = hasClass(element.attributes, "service");
  if (isService && (rawId === undefined || (Number(rawId) < 0 && Number(rawId) > lowestDayLine))) return null;
  const id = toMessageId(rawId);
  if (id === null)
    throw new ItemError("no_usable_id", `It has no usable id: ${element.attributes.id?.slice(0, 40)}.`);
  const time = toTime(ownDate(element)) ?? (isService ? before.time : null);
  if (!time) throw new ItemError("no_usable_time", `Message ${id} has no usable time.`);
  const forwarded = findByClass(element, ["forwarded"]);
  const inForward = forwarded && hasClass(forwarded.attributes, "body") ? forwarded : forwardedBody(element);
  const ownName = wordsOf(findByClass(element, ["from_name"], "forwarded")) || null;
  const authorName = isService ? null : (ownName ?? before.authorName);
  const body = inForward ?? element;
  const { content, entities } = toHtmlText(findByClass(body, ["text"]));
  const replyToId = toMessageId(
    /go_to_message(-?\d+)/.exec(hrefIn(findByClass(element, ["reply_to"])) ?? "")?.[1],
  );
  const carried = isService ? null : toCarried(body, id, folder);
  const service = isService ? wordsOf(findByClass(element, ["details"])) : "";
  const forwardName = inForward ? nameWithoutDate(findByClass(inForward, ["from_name"])) : "";
  const signature = wordsOf(findByClass(element, ["signature"]));
  const poll = findByClass(body, ["media_poll"]);
  return {
    file: carried?.file ?? null,
    trouble: carried?.trouble ?? null,
    before: { authorName: isService ? before.authorName : authorName, time },
    message: {
      id,
      authorId: null,
      kind: isService ? "service" : replyToId === null ? "default" : "reply",
      content: isService ? "" : toStorableText(content),
      createdAt: time.time,
      editedAt: null,
      replyToId,
      topicId: null,
      albumId: null,
      attachments: carried ? [carried.attachment] : [],
      reactions: uniqueReactions([...eachByClass(element, ["reaction"])].flatMap(toReaction)),
      extra: toStorable({
        imported: "telegram_html",
        ...(authorName === null ? {} : { export_author: authorName }),
        ...(time.local === null ? {} : { local_time: time.local }),
        ...(service === "" ? {} : { export_content: service, action: { _: "service" } }),
        ...(entities.length > 0 ? { entities } : {}),
        ...(inForward ? { forward: { from_id: null, from_name: forwardName || null } } : {}),
        ...(signature === "" ? {} : { post_author: signature }),
        ...(poll ? { poll: toPoll(poll) } : {}),
        ...(carried ? { attachment_details: { [carried.attachment.id]: { kind: carried.kind } } } : {}),
      }) as Record<string, unknown>,
    },
  };
}

function forwardedBody(element: HtmlElement): HtmlElement | null {
  for (const each of eachByClass(element, ["forwarded"])) if (hasClass(each.attributes, "body")) return each;
  return null;
}

/** The message's own date: that of what it passes on stands within `forwarded`. */
const ownDate = (element: HtmlElement): string | null =>
  findByClass(element, ["date"], "forwarded")?.attributes.title ?? null;

/** "01.03.2024 13:00:01 UTC+01:00"; before 2021 without the zone: then it is taken as UTC, and kept as it stands. */
function toTime(title: string | null): { time: Date; local: string | null } | null {
  const parts = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?$/.exec(title ?? "");
  if (!parts) return null;
  const [, day, month, year, clock, zone] = parts;
  const local = `${year}-${month}-${day}T${clock}`;
  const time = new Date(`${local}${zone ?? "Z"}`);
  return Number.isNaN(time.getTime()) ? null : { time, local: zone === undefined ? local : null };
}

function nameWithoutDate(element: HtmlElement | null): string {
  if (!element) return "";
  return element.children
    .map((child) =>
      typeof child === "string" ? child : hasClass(child.attributes, "date") ? "" : textOf(child),
    )
    .join("")
    .trim();
}

function hrefIn(element: HtmlElement | null): string | null {
  for (const child of element?.children ?? []) {
    if (typeof child === "string") continue;
    const found = child.tag === "a" && child.attributes.href ? child.attributes.href : hrefIn(child);
    if (found) return found;
  }
  return null;
}

/** What a message carries, by the classes of its frame, in the words of fetched messages. */
const kinds: Readonly<Record<string, string>> = {
  photo_wrap: "photo",
  media_photo: "photo",
  video_file_wrap: "video",
  media_video: "video",
  animated_wrap: "animation",
  sticker_wrap: "sticker",
  media_voice_message: "voice",
  media_audio_file: "audio",
  media_file: "document",
};

function toCarried(element: HtmlElement, messageId: string, folder: string) {
  const frame = findByClass(element, Object.keys(kinds));
  if (!frame) return null;
  const [, kind = "document"] =
    Object.entries(kinds).find(([name]) => hasClass(frame.attributes, name)) ?? [];
  const { href } = frame.attributes;
  const title = wordsOf(findByClass(frame, ["title"]));
  const said = wordsOf(findByClass(frame, ["description"]));
  const [, minutes, seconds] =
    /\b(\d{1,3}):(\d\d)\b/.exec(wordsOf(findByClass(frame, ["status", "video_duration"]))) ?? [];
  const fileName = href === undefined ? title || kind : title || posix.basename(href);
  return {
    kind,
    attachment: {
      id: "0",
      fileName: toStorableText(fileName),
      contentType: kind === "photo" ? "image/jpeg" : null,
      sizeBytes: 0,
      width: null,
      height: null,
      durationSeconds: minutes === undefined ? null : Number(minutes) * 60 + Number(seconds),
      description: null,
      isSpoiler: false,
      url: "",
    },
    file:
      href === undefined
        ? null
        : { messageId, item: "0", source: { path: posix.join(folder, href.replaceAll("\\", "/")) } },
    trouble:
      href === undefined
        ? ({
            reason: "file_not_included",
            place: `message ${messageId}`,
            message: said || "The export leaves this file out.",
          } as const)
        : null,
  };
}

function toReaction(element: HtmlElement): ArchiveReaction[] {
  const emoji = toStorableText(wordsOf(findByClass(element, ["emoji"])));
  if (emoji === "") return [];
  const people = [...eachByClass(element, ["userpic"])].length;
  const count = Number(wordsOf(findByClass(element, ["count"])) || people || 1);
  return [
    { emoji, emojiId: null, isAnimated: false, count: toCount(count, 2 ** 31 - 1) ?? 1, burstCount: 0 },
  ];
}

/** Question and answers ("- tea"); how many chose each stands in no HTML. */
function toPoll(element: HtmlElement) {
  const answers = [...eachByClass(element, ["answer"])].map((answer) => wordsOf(answer).replace(/^- /, ""));
  return {
    question: { text: wordsOf(findByClass(element, ["question"])) },
    answers: answers.map((text, index) => ({ answer_id: index + 1, poll_media: { text } })),
    allow_multiselect: false,
  };
}
