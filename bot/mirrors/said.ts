/** All that a message says, as text with its marks: what the other platform cannot hold in its own form is written out. Pure. */
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import { parseDiscordMarkup } from "../../core/model/markup/discordMarkup.ts";
import type { TextEntity } from "../../core/model/markup/entity.ts";
import { type MarkedText, type MarkupNames, toMarked } from "../../core/model/markup/toMarked.ts";
import type { Platform } from "../../core/model/platform.ts";
import { joinTexts, marked, withButtons } from "./text.ts";

export interface Telling {
  sourcePlatform: Platform;
  targetPlatform: Platform;
  /** The channel itself, as whose words posts of a Telegram channel count. */
  sourceChannelId: string;
  names: MarkupNames;
  /** Whether a copy on the other platform, or of a comment, begins with the author's name. */
  namesAuthors: boolean;
  /** It was said under a post, by whoever comments there. */
  isComment: boolean;
}

/** With marks as Telegram has them, whatever the target. */
export function textOf(message: SourceMessage, how: Telling): MarkedText {
  const words = ownWords(message, how);
  const isAcross = how.sourcePlatform !== how.targetPlatform;
  const whole = isAcross
    ? joinTexts([...authorOf(message, how), words, ...besides(message, how)])
    : how.isComment && canBeCaptioned(message)
      ? joinTexts([...authorOf(message, how), words])
      : words;
  return withButtons(whole, buttonsOf(message));
}

/** The text as it was written, where nothing is added to it; null elsewhere. */
export const asWritten = (message: SourceMessage | undefined): string | null =>
  message && buttonsOf(message).length === 0 ? message.content : null;

function ownWords({ content, extra }: SourceMessage, how: Telling): MarkedText {
  if (how.sourcePlatform === "discord") return toMarked(parseDiscordMarkup(content), how.names);
  return { text: content, entities: (extra?.entities ?? []) as TextEntity[] };
}

/** Stickers, round videos, polls and places stand without words. */
function canBeCaptioned({ attachments, extra }: SourceMessage): boolean {
  const details = extra?.attachment_details as Record<string, { kind?: string }> | undefined;
  const [file] = attachments;
  if (file) return !["sticker", "video_note"].includes(details?.[file.id]?.kind ?? "");
  return extra === null || !("poll" in extra || ("media" in extra && !("web_page" in extra)));
}

function authorOf({ authorId, authorName, extra }: SourceMessage, how: Telling): MarkedText[] {
  if (!how.namesAuthors || authorId === null || authorId === how.sourceChannelId) return [];
  const webhook = extra?.webhook_author as { name?: unknown } | undefined;
  const name = typeof webhook?.name === "string" ? webhook.name : authorName;
  return name === null || name === "" ? [] : [marked(name, "bold")];
}

interface Embed {
  type?: unknown;
  title?: unknown;
  url?: unknown;
  description?: unknown;
  fields?: { name?: unknown; value?: unknown }[];
  footer?: { text?: unknown } | null;
}
interface Poll {
  question?: { text?: unknown };
  answers?: { poll_media?: { text?: unknown } }[];
}
interface Snapshot {
  message?: { content?: unknown };
}

/** What stands beside the words. */
function besides({ extra }: SourceMessage, how: Telling): MarkedText[] {
  if (extra === null) return [];
  const discord = (value: unknown) =>
    typeof value === "string" && value !== "" ? [toMarked(parseDiscordMarkup(value), how.names)] : [];
  const told: MarkedText[] = [...pollText(extra.poll as Poll | undefined)];
  if (how.sourcePlatform === "telegram") return [...told, ...placeText(extra.media)];
  for (const { message } of list<Snapshot>(extra.message_snapshots))
    told.push(
      ...discord(message?.content).map(({ text, entities }) => ({
        text,
        entities: [{ type: "blockquote", offset: 0, length: text.length }, ...entities],
      })),
    );
  for (const embed of list<Embed>(extra.embeds)) {
    if (embed.type !== "rich") continue; // previews of links: the link stands in the text
    const url = typeof embed.url === "string" ? embed.url : null;
    if (typeof embed.title === "string" && embed.title !== "")
      told.push(url === null ? marked(embed.title, "bold") : marked(embed.title, "text_url", { url }));
    told.push(...discord(embed.description));
    for (const field of embed.fields ?? [])
      told.push(
        ...(typeof field.name === "string" ? [marked(field.name, "bold")] : []),
        ...discord(field.value),
      );
    if (typeof embed.footer?.text === "string") told.push(marked(embed.footer.text, "italic"));
  }
  for (const { name } of list<{ name?: unknown }>(extra.sticker_items))
    if (typeof name === "string") told.push({ text: `[${name}]`, entities: [] });
  return told;
}

function pollText(poll: Poll | undefined): MarkedText[] {
  const question = poll?.question?.text;
  if (typeof question !== "string") return [];
  const answers = (poll?.answers ?? []).flatMap(({ poll_media }) =>
    typeof poll_media?.text === "string" ? [{ text: `◦ ${poll_media.text}`, entities: [] }] : [],
  );
  return [joinTexts([marked(`📊 ${question}`, "bold"), ...answers])];
}

/** Places and contacts, as Telegram sent them. */
function placeText(media: unknown): MarkedText[] {
  if (typeof media !== "object" || media === null) return [];
  const { geo, title, address, phone_number, first_name, last_name, emoticon } = media as Record<
    string,
    unknown
  >;
  const { lat, long } = (geo ?? {}) as { lat?: unknown; long?: unknown };
  const words = [
    ...[title, address, first_name, last_name, phone_number].filter((one) => typeof one === "string"),
    ...(typeof lat === "number" && typeof long === "number" ? [`📍 ${lat}, ${long}`] : []),
    ...(typeof emoticon === "string" ? [emoticon] : []),
  ].filter((one) => one !== "");
  return words.length === 0 ? [] : [{ text: words.join("\n"), entities: [] }];
}

interface Row {
  components?: { label?: unknown; url?: unknown }[];
}

function buttonsOf({ extra }: SourceMessage): { label: string; url: string }[] {
  return list<Row>(extra?.components).flatMap(({ components }) =>
    list<{ label?: unknown; url?: unknown }>(components).flatMap(({ label, url }) =>
      typeof url === "string" && /^https?:/.test(url)
        ? [{ label: typeof label === "string" && label !== "" ? label : url, url }]
        : [],
    ),
  );
}

/** A list of objects, or an empty one. */
const list = <Item extends object>(value: unknown): Item[] =>
  Array.isArray(value) ? value.filter((one): one is Item => typeof one === "object" && one !== null) : [];
