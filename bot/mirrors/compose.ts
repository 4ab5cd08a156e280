/** What messages of a source become in the target: calls to the platform, each of one or several parts. Pure. */
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import { parseTelegramMarkup } from "../../core/model/markup/telegramMarkup.ts";
import { toDiscord } from "../../core/model/markup/toDiscord.ts";
import type { MirrorMode } from "../../core/model/mirror.ts";
import type { FormattedText, OutgoingPart, PostLimits } from "../platforms/poster.ts";
import { asWritten, type Telling, textOf } from "./said.ts";
import { joinTexts, splitText } from "./text.ts";

export interface Composition extends Telling {
  mode: MirrorMode;
  limits: PostLimits;
  /** What comments answer in the target, where they answer nothing else that stands there; null: nothing. */
  threadId: string | null;
}

/** Parts of the text that follow a message's files are numbered from here: the numbers stay when files are left out. */
const firstTextPart = 100;

/** Calls in the order in which they are made. The same messages always become the same ones. */
export function compose(messages: readonly SourceMessage[], how: Composition): OutgoingPart[][] {
  if (how.mode === "forward") return [messages.map((message) => toPart(message, 0, nothing, null))];
  const calls = how.limits.filesPerMessage > 1 ? together(messages, how) : asAlbums(messages, how);
  // All of a comment stands under the post, the further pieces of a long one too.
  return how.threadId === null
    ? calls
    : calls.map((call) => call.map((part) => ({ ...part, replyToId: part.replyToId ?? how.threadId })));
}

/** Where each file is a message: albums, each part with its own caption. */
function asAlbums(messages: readonly SourceMessage[], how: Composition): OutgoingPart[][] {
  const files: OutgoingPart[] = [];
  const texts: OutgoingPart[][] = [];
  for (const message of messages) {
    const hasFiles = message.attachments.length > 0;
    const [caption = nothing, ...rest] = piecesOf([message], how, hasFiles);
    if (hasFiles)
      files.push(
        ...message.attachments.map((_, index) =>
          toPart(message, index, index === 0 ? caption : nothing, index),
        ),
      );
    else texts.push([toPart(message, 0, caption, null)]);
    texts.push(...restOf(message, rest));
  }
  return [...albums(files), ...texts];
}

/** Where a message carries several files: as many as fit in each, and all texts of an album in the first. */
function together(messages: readonly SourceMessage[], how: Composition): OutgoingPart[][] {
  const [first] = messages;
  if (!first) return [];
  const hasFiles = messages.some(({ attachments }) => attachments.length > 0);
  const [caption = nothing, ...rest] = piecesOf(messages, how, hasFiles);
  const calls: OutgoingPart[][] = [];
  let bytes = 0;
  for (const message of messages)
    for (const [index, file] of (message.attachments.length > 0 ? message.attachments : [null]).entries()) {
      const isFirst = calls.length === 0;
      const part = toPart(message, index, isFirst ? caption : nothing, file && index);
      const call = calls.at(-1);
      bytes += file?.sizeBytes ?? 0;
      if (call && call.length < how.limits.filesPerMessage && bytes <= how.limits.filesTogether)
        call.push(part);
      else {
        calls.push([part]);
        bytes = file?.sizeBytes ?? 0;
      }
    }
  return [...calls, ...restOf(first, rest)];
}

const restOf = (message: SourceMessage, rest: readonly FormattedText[]): OutgoingPart[][] =>
  rest.map((piece, index) => [{ ...toPart(message, firstTextPart + index, piece, null), replyToId: null }]);

/** The text in the target's own form, in as many pieces as it takes there. */
function piecesOf(messages: readonly SourceMessage[], how: Composition, hasFiles: boolean): FormattedText[] {
  const { limits, sourcePlatform, targetPlatform } = how;
  const most = { first: hasFiles ? limits.caption : limits.text, others: limits.text };
  const text = joinTexts(messages.map((message) => textOf(message, how)));
  if (targetPlatform === "telegram")
    return splitText(sourcePlatform === "telegram" ? text : withoutOwnEmoji(text), most);
  // As it was written, where that can be: Discord knows marks that Telegram's cannot tell.
  const written = sourcePlatform === "discord" && messages.length === 1 ? asWritten(messages[0]) : null;
  if (written !== null && written.length <= most.first) return [{ text: written, entities: [] }];
  const size = (piece: FormattedText) => inDiscord(piece).length;
  return splitText(text, { ...most, size }).map((piece) => ({ text: inDiscord(piece), entities: [] }));
}

const inDiscord = ({ text, entities }: FormattedText) => toDiscord(parseTelegramMarkup(text, entities));

/** Emoji of one platform are known there alone: their names stand. */
const withoutOwnEmoji = ({ text, entities }: FormattedText): FormattedText => ({
  text,
  entities: entities.filter(({ type }) => type !== "custom_emoji"),
});

/** What may stand in one album: pictures and films together, everything else with its own kind. */
function albums(files: readonly OutgoingPart[]): OutgoingPart[][] {
  const calls: OutgoingPart[][] = [];
  let family = "";
  for (const part of files) {
    const next = familyOf(part);
    const last = calls.at(-1);
    if (last && next === family && next !== "single" && last.length < 10) last.push(part);
    else calls.push([part]);
    family = next;
  }
  return calls;
}

function familyOf({ message, file }: OutgoingPart): string {
  const attachment = message.attachments[file ?? 0];
  const details = message.extra?.attachment_details as Record<string, { kind?: string }> | undefined;
  const kind = details?.[attachment?.id ?? ""]?.kind;
  if (kind === "photo" || kind === "video") return "seen";
  if (kind === "audio" || kind === "document") return kind;
  if (kind !== undefined) return "single";
  const type = attachment?.contentType ?? "";
  if (/^(image\/(jpeg|png)|video\/)/.test(type)) return "seen";
  return type.startsWith("audio/") ? "audio" : "document";
}

const nothing: FormattedText = { text: "", entities: [] };

const toPart = (
  message: SourceMessage,
  part: number,
  text: FormattedText,
  file: number | null,
): OutgoingPart => ({ message, part, text, file, replyToId: part === 0 ? message.replyTargetId : null });

/** The text as it stands in the first message of the target: what an edit sets anew. Longer ones are cut. */
export function firstText(messages: readonly SourceMessage[], how: Composition): FormattedText {
  const [part] = compose(messages, { ...how, mode: "copy" })[0] ?? [];
  return part?.text ?? nothing;
}
