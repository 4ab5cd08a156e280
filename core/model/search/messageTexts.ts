/**
 * What of a message is searched: its texts, and signs for what it is, carries and names. `extra` holds what the platform
 * sent, whatever that was: what does not make sense is passed over. Pure; runs for every message that is stored.
 */
import { findLanguage } from "./languages.ts";
import { tokensOfUnits } from "./tokens.ts";
import { toUnits, type Unit } from "./units.ts";

/** The parts of a message that searching looks at. */
export interface SearchableMessage {
  content: string;
  kind: string;
  editedAt: Date | null;
  replyToId: string | null;
  extra: unknown;
  attachments: readonly SearchableFile[];
}

export interface SearchableFile {
  fileName: string;
  contentType: string | null;
  description: string | null;
}

/** Signs begin with a character that no word has; see tokens.ts. */
export const signOf = {
  has: (value: string) => `=${value}`,
  is: (value: string) => `=${value}`,
  mentions: (id: string) => `@${id}`,
  lang: (tag: string) => `~${tag}`,
};

/**
 * The index's tokens of a message, as PostgreSQL reads a tsvector: no token holds a space, quote, colon or backslash, the
 * four that its text form knows. (Reading an array of text and turning it into one takes three times as long.)
 */
export function searchVector(message: SearchableMessage): string {
  const texts = messageTexts(message).map(toUnits);
  return tokensOfUnits(texts, messageSigns(message, texts[0] ?? [])).join(" ");
}

/** What is said in a message: its text first, then what it carries. Markup that stands for something else is left out. */
export function messageTexts({ content, extra, attachments }: SearchableMessage): string[] {
  const texts = [toPlain(content)];
  for (const { fileName, description } of attachments) {
    texts.push(fileName);
    if (description) texts.push(description);
  }
  if (isRecord(extra)) addExtra(texts, extra);
  return texts;
}

/** A platform's markup as it is read: custom emoji by their names, mentions and times as nothing. */
export const toPlain = (content: string): string =>
  content.includes("<")
    ? content
        .replace(/<a?:(\w{1,64}):\d{15,20}>/g, " $1 ")
        .replace(/<(?:@[!&]?|#)\d{15,20}>|<t:-?\d{1,15}(?::[a-zA-Z])?>/g, " ")
    : content;

type Loose = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const records = (value: unknown): Loose[] => (Array.isArray(value) ? value.filter(isRecord) : []);
/** A text, or the text within an object, as platforms send either. */
const textIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [toPlain(value)]
    : isRecord(value) && typeof value.text === "string"
      ? [toPlain(value.text)]
      : [];
const nameIn = (value: unknown): string[] => (isRecord(value) ? textIn(value.name) : []);

function addExtra(texts: string[], extra: Loose): void {
  for (const embed of records(extra.embeds)) addEmbed(texts, embed);
  for (const sticker of records(extra.sticker_items)) texts.push(...textIn(sticker.name));
  if (isRecord(extra.poll)) {
    texts.push(...textIn(extra.poll.question));
    for (const answer of records(extra.poll.answers))
      texts.push(...textIn(answer.poll_media), ...textIn(answer.text));
  }
  for (const { message } of records(extra.message_snapshots)) {
    if (!isRecord(message)) continue;
    texts.push(...textIn(message.content));
    for (const file of records(message.attachments))
      texts.push(...textIn(file.filename), ...textIn(file.description));
    for (const embed of records(message.embeds)) addEmbed(texts, embed);
  }
  addComponents(texts, extra.components, 0);
}

function addEmbed(texts: string[], embed: Loose): void {
  texts.push(
    ...textIn(embed.title),
    ...textIn(embed.description),
    ...nameIn(embed.author),
    ...nameIn(embed.provider),
    ...textIn(embed.footer),
    ...textIn(embed.url),
  );
  for (const { name, value } of records(embed.fields)) texts.push(...textIn(name), ...textIn(value));
}

/** Layouts within layouts: as deep as any platform goes, and no deeper. */
const deepest = 8;
function addComponents(texts: string[], components: unknown, depth: number): void {
  if (depth > deepest) return;
  for (const component of records(components)) {
    texts.push(...textIn(component.label), ...textIn(component.placeholder), ...textIn(component.content));
    addComponents(texts, component.components, depth + 1);
    if (isRecord(component.accessory)) addComponents(texts, [component.accessory], depth + 1);
  }
}

const link = /https?:\/\/[^\s<>]/i;
const extensions: readonly (readonly [string, RegExp])[] = [
  ["image", /\.(?:png|jpe?g|gif|webp|avif|bmp|tiff?|heic|svg)$/i],
  ["video", /\.(?:mp4|webm|mov|mkv|avi|m4v)$/i],
  ["audio", /\.(?:mp3|ogg|oga|opus|wav|flac|m4a|aac)$/i],
];

/** What kind of file it is, by its type, else by its name; null for any other. */
function fileKind(contentType: unknown, fileName: unknown): string | null {
  const type = typeof contentType === "string" ? /^(image|video|audio)\//i.exec(contentType)?.[1] : undefined;
  if (type) return type.toLowerCase();
  if (typeof contentType === "string" && contentType !== "" && contentType !== "application/octet-stream")
    return null;
  return typeof fileName === "string"
    ? (extensions.find(([, pattern]) => pattern.test(fileName))?.[0] ?? null)
    : null;
}

/** Of a long text, its beginning tells the language. */
const unitsThatTell = 200;

/** `units` are those of its own text, the first of messageTexts. */
export function messageSigns(message: SearchableMessage, units: readonly Unit[]): string[] {
  const { content, kind, editedAt, replyToId, attachments } = message;
  const extra = isRecord(message.extra) ? message.extra : {};
  const forwarded = records(extra.message_snapshots).flatMap(({ message: inner }) =>
    isRecord(inner) ? [inner] : [],
  );
  const signs = new Set<string>();
  const has = (value: typeof import("./query.ts").hasValues[number]) => signs.add(signOf.has(value));
  const files = [
    ...attachments.map(({ contentType, fileName }) => fileKind(contentType, fileName)),
    ...forwarded.flatMap((inner) =>
      records(inner.attachments).map((file) => fileKind(file.content_type, file.filename)),
    ),
  ];
  if (files.length > 0) has("file");
  for (const file of files) if (file) signs.add(signOf.has(file));
  if (
    link.test(content) ||
    forwarded.some((inner) => typeof inner.content === "string" && link.test(inner.content))
  )
    has("link");
  if (isRecord(extra.poll)) has("poll");
  if ([extra, ...forwarded].some(({ embeds }) => records(embeds).length > 0)) has("embed");
  // Telegram's stickers are files.
  const details = isRecord(extra.attachment_details) ? Object.values(extra.attachment_details) : [];
  if (records(extra.sticker_items).length > 0 || records(details).some(({ kind: of }) => of === "sticker"))
    has("sticker");
  if (replyToId !== null || kind === "reply") signs.add(signOf.is("reply"));
  if (editedAt !== null) signs.add(signOf.is("edited"));
  if (extra.pinned === true) signs.add(signOf.is("pinned"));
  if (content.includes("<")) {
    for (const [, id] of content.matchAll(/<(?:@[!&]?|#)(\d{15,20})>/g))
      if (id) signs.add(signOf.mentions(id));
  }
  if (Array.isArray(extra.mentions)) {
    for (const id of extra.mentions)
      if (typeof id === "string" && /^-?\d{1,19}$/.test(id)) signs.add(signOf.mentions(id));
  }
  const language = findLanguage(units.length > unitsThatTell ? units.slice(0, unitsThatTell) : units);
  if (language) signs.add(signOf.lang(language));
  return [...signs];
}
