/**
 * What a message carries beside its text, out of `extra`: there stands what the platform sent, whatever that was. What does
 * not make sense is left out. Pure.
 */
import { z } from "zod";
import type { EmbedView, ForwardView, PollView, SoundView, StickerView } from "../../api/reading.ts";
import { TextEntity } from "../../api/reading.ts";
import { type About, aboutOf } from "./about.ts";
import { type ComponentExtra, layOut } from "./components.ts";
import { readTelegramExtras, type TelegramExtras } from "./telegramExtra.ts";
import { readWaveform, unpackWaveform } from "./waveform.ts";

/** Without the files, which stand in tables of their own. */
export type EmbedExtra = Omit<EmbedView, "pictures">;
export type StickerExtra = Omit<StickerView, "file">;
export type SoundExtra = Omit<SoundView, "file">;
export type ForwardExtra = Omit<ForwardView, "embeds" | "attachments" | "stickers" | "components"> & {
  embeds: EmbedExtra[];
  stickers: StickerExtra[];
  components: ComponentExtra[];
  attachments: Omit<ForwardView["attachments"][number], "file">[];
};

export interface MessageExtras extends About, Omit<TelegramExtras, "packedWaveforms"> {
  embeds: EmbedExtra[];
  stickers: StickerExtra[];
  sounds: SoundExtra[];
  poll: PollView | null;
  forwards: ForwardExtra[];
  components: ComponentExtra[];
  isPinned: boolean;
  threadId: string | null;
  /** The name a webhook's message was posted under. */
  postedAs: string | null;
  /** People it mentions, by id. */
  mentions: string[];
  entities: TextEntity[];
  views: number | null;
  /** Loudness of recordings, by the attachment's id. */
  waveforms: ReadonlyMap<string, number[]>;
}

const id = z.string().regex(/^-?\d{1,19}$/);
const text = z.string().catch("");
const optionalText = z.string().nullable().catch(null);
const time = z.iso.datetime({ offset: true }).nullable().catch(null);
/** Only these lead anywhere; an address of another kind could act when it is opened. */
const link = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .catch(null);
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((each) => item.safeParse(each).data ?? []));

const Embed = z.object({
  title: optionalText,
  url: link,
  description: optionalText,
  color: z.number().int().min(0).max(0xffffff).nullable().catch(null),
  provider: z.object({ name: optionalText }).nullable().catch(null),
  author: z.object({ name: optionalText }).nullable().catch(null),
  footer: z.object({ text: optionalText }).nullable().catch(null),
  fields: list(z.object({ name: text, value: text, inline: z.boolean().catch(false) })),
  image: z.unknown().optional(),
  thumbnail: z.unknown().optional(),
  video: z.unknown().optional(),
});

const Poll = z.object({
  question: z.object({ text }),
  answers: list(
    z.object({
      answer_id: z.number(),
      poll_media: z.object({ text, emoji: z.object({ name: optionalText }).nullable().catch(null) }),
    }),
  ),
  allow_multiselect: z.boolean().catch(false),
  expiry: time,
  results: z
    .object({
      is_finalized: z.boolean().catch(false),
      answer_counts: list(z.object({ id: z.number(), count: z.number().int() })),
    })
    .nullable()
    .catch(null),
});

const Stickers = list(z.object({ id: id.nullable().catch(null), name: text }));

const Snapshot = z.object({
  message: z.object({
    content: text,
    timestamp: time,
    embeds: list(Embed),
    attachments: list(
      z.object({
        id,
        filename: text,
        content_type: optionalText,
        size: z.number().min(0).catch(0),
        width: z.number().nullable().catch(null),
        height: z.number().nullable().catch(null),
        duration_secs: z.number().nullable().catch(null),
        description: optionalText,
        waveform: z.unknown().optional(),
      }),
    ),
    sticker_items: Stickers,
    components: z.array(z.unknown()).catch([]),
  }),
});

const Extra = z.object({
  embeds: list(Embed),
  sticker_items: Stickers,
  soundboard_sounds: list(z.object({ sound_id: id, name: text, emoji_name: optionalText })),
  poll: Poll.nullable().catch(null),
  message_snapshots: list(Snapshot),
  components: z.array(z.unknown()).catch([]),
  pinned: z.boolean().catch(false),
  thread_id: id.nullable().catch(null),
  webhook_author: z.object({ name: optionalText }).nullable().catch(null),
  mentions: list(id),
  entities: list(TextEntity),
  views: z.number().int().min(0).nullable().catch(null),
  attachment_details: z.record(z.string(), z.unknown()).nullable().catch(null),
  message_reference: z
    .object({ message_id: id.nullable().catch(null), channel_id: id.nullable().catch(null) })
    .nullable()
    .catch(null),
});

/** Reads `extra`; null and anything that is no object hold nothing. */
export const readExtras = (extra: unknown): MessageExtras =>
  extra === null || extra === undefined ? (nothing ??= frozen(read(null))) : read(extra);

/** Of the messages that carry nothing, which are most: checking that anew for each is what exports spent most time on. */
let nothing: MessageExtras | undefined;

function frozen(extras: MessageExtras): MessageExtras {
  for (const part of Object.values(extras)) if (Array.isArray(part)) Object.freeze(part);
  return Object.freeze(extras);
}

function read(extra: unknown): MessageExtras {
  const sent = Extra.parse(typeof extra === "object" && extra !== null ? extra : {});
  const { packedWaveforms, ...telegram } = readTelegramExtras(extra);
  return {
    ...telegram,
    embeds: sent.embeds.map(toEmbed),
    stickers: sent.sticker_items,
    sounds: sent.soundboard_sounds.map(({ sound_id, name, emoji_name }) => ({
      id: sound_id,
      name,
      emoji: emoji_name,
    })),
    poll: sent.poll && toPoll(sent.poll),
    forwards: sent.message_snapshots.map(({ message }) => ({
      content: message.content,
      createdAt: utc(message.timestamp),
      attachments: message.attachments.map((file) => ({
        id: file.id,
        fileName: file.filename,
        contentType: file.content_type,
        sizeBytes: file.size,
        width: file.width,
        height: file.height,
        durationSeconds: file.duration_secs,
        description: file.description,
        isSpoiler: file.filename.startsWith("SPOILER_"),
        waveform: readWaveform(file),
      })),
      embeds: message.embeds.map(toEmbed),
      stickers: message.sticker_items,
      components: layOut(message.components),
      channelId: sent.message_reference?.channel_id ?? null,
      messageId: sent.message_reference?.message_id ?? null,
    })),
    components: layOut(sent.components),
    isPinned: sent.pinned,
    threadId: sent.thread_id,
    postedAs: sent.webhook_author?.name ?? null,
    mentions: sent.mentions,
    entities: sent.entities,
    views: sent.views,
    ...aboutOf(extra),
    waveforms: new Map([...waveformsOf(sent.attachment_details), ...unpacked(packedWaveforms)]),
  };
}

function waveformsOf(details: Record<string, unknown> | null): ReadonlyMap<string, number[]> {
  return new Map(
    Object.entries(details ?? {}).flatMap(([id, detail]) => {
      const waveform = readWaveform(detail);
      return waveform ? [[id, waveform] as const] : [];
    }),
  );
}

const unpacked = (packed: ReadonlyMap<string, string>) =>
  [...packed].flatMap(([id, text]) => {
    const waveform = unpackWaveform(text);
    return waveform ? [[id, waveform] as const] : [];
  });

const utc = (at: string | null) => (at === null ? null : new Date(at).toISOString());

const toEmbed = (embed: z.infer<typeof Embed>): EmbedExtra => ({
  title: embed.title,
  url: embed.url,
  description: embed.description,
  color: embed.color,
  provider: embed.provider?.name ?? null,
  author: embed.author?.name ?? null,
  footer: embed.footer?.text ?? null,
  fields: embed.fields.map(({ name, value, inline }) => ({ name, value, isInline: inline })),
  hasPicture: [embed.image, embed.thumbnail, embed.video].some((each) => each !== undefined && each !== null),
});

function toPoll({ question, answers, allow_multiselect, expiry, results }: z.infer<typeof Poll>): PollView {
  const votes = new Map(results?.answer_counts.map(({ id, count }) => [id, count]));
  return {
    question: question.text,
    isMultiple: allow_multiselect,
    isFinal: results?.is_finalized ?? false,
    endsAt: utc(expiry),
    answers: answers.map(({ answer_id, poll_media }) => ({
      item: String(answer_id),
      text: poll_media.text,
      emoji: poll_media.emoji?.name ?? null,
      // Discord leaves answers without votes out of results that it sends.
      votes: results ? (votes.get(answer_id) ?? 0) : null,
    })),
  };
}
