/** What messages of Telegram carry that no other platform has, out of `extra` (bot/platforms/telegram/convert/extra.ts). Pure. */
import { z } from "zod";
import type { CarriedView } from "../../api/reading.ts";

const id = z.string().regex(/^-?\d{1,19}$/);
const optionalId = id.nullable().catch(null);
const optionalText = z.string().min(1).nullable().catch(null);

export interface ForwardedFrom {
  /** A person or chat; null where it hides itself. */
  authorId: string | null;
  /** What it called itself, where no id is told. */
  name: string | null;
  sentAt: string | null;
  /** Who signed the post. */
  signature: string | null;
  /** The original, where Telegram tells which it was. */
  original: { channelId: string; messageId: string } | null;
}

export interface TelegramExtras {
  forwardedFrom: ForwardedFrom | null;
  /** Who signed a post of a channel. */
  signature: string | null;
  /** Comments stand under it, in the discussion group. */
  hasComments: boolean;
  /** The words of the answered message that were quoted. */
  quote: string | null;
  carried: CarriedView | null;
  /** Loudness of recordings by the attachment's id: 5 bits each, packed. */
  packedWaveforms: ReadonlyMap<string, string>;
}

const Forward = z.object({
  from_id: optionalId,
  from_name: optionalText,
  sent_at: z.iso.datetime({ offset: true }).nullable().catch(null),
  message_id: optionalId,
  post_author: optionalText,
  saved_from_id: optionalId,
});

const Sent = z.object({
  forward: Forward.nullable().catch(null),
  post_author: optionalText,
  has_discussion: z.boolean().catch(false),
  reply_to: z.object({ quote_text: optionalText }).nullable().catch(null),
  media: z.record(z.string(), z.unknown()).nullable().catch(null),
});

export function readTelegramExtras(extra: unknown): TelegramExtras {
  const sent = Sent.parse(typeof extra === "object" && extra !== null ? extra : {});
  return {
    forwardedFrom: sent.forward && toForwardedFrom(sent.forward),
    signature: sent.post_author,
    hasComments: sent.has_discussion,
    quote: sent.reply_to?.quote_text ?? null,
    carried: sent.media && toCarried(sent.media),
    packedWaveforms: sent.media ? waveformsOf(sent.media) : new Map(),
  };
}

function toForwardedFrom(forward: z.infer<typeof Forward>): ForwardedFrom {
  const { from_id: authorId, message_id: messageId, saved_from_id: savedFromId, sent_at: sentAt } = forward;
  // Only chats have messages that others can be led to; a person's original stands in some chat that is not told.
  const channelId = authorId?.startsWith("-") ? authorId : savedFromId;
  return {
    authorId,
    name: forward.from_name,
    sentAt: sentAt === null ? null : new Date(sentAt).toISOString(),
    signature: forward.post_author,
    original: channelId !== null && messageId !== null ? { channelId, messageId } : null,
  };
}

const point = z.object({ lat: z.number(), long: z.number() });
const text = z.string().catch("");
const Media = z.discriminatedUnion("_", [
  z.object({ _: z.literal("messageMediaGeo"), geo: point }),
  z.object({ _: z.literal("messageMediaGeoLive"), geo: point }),
  z.object({ _: z.literal("messageMediaVenue"), title: text, address: text }),
  z.object({ _: z.literal("messageMediaContact"), first_name: text, last_name: text, phone_number: text }),
  z.object({ _: z.literal("messageMediaDice"), emoticon: text, value: z.number() }),
  z.object({ _: z.literal("messageMediaGame"), game: z.object({ title: text }) }),
  z.object({ _: z.literal("messageMediaInvoice"), title: text }),
  z.object({ _: z.literal("messageMediaStory") }),
  z.object({ _: z.literal("messageMediaUnsupported") }),
]);

/** What is neither text nor file; null for what is shown otherwise. */
function toCarried(media: Record<string, unknown>): CarriedView | null {
  const { data } = Media.safeParse(media);
  switch (data?._) {
    case undefined:
      return null;
    case "messageMediaGeo":
    case "messageMediaGeoLive":
      return { kind: "place", text: `${data.geo.lat.toFixed(5)}, ${data.geo.long.toFixed(5)}` };
    case "messageMediaVenue":
      return { kind: "place", text: joined([data.title, data.address], ", ") };
    case "messageMediaContact":
      return {
        kind: "contact",
        text: joined([joined([data.first_name, data.last_name], " "), data.phone_number], ", "),
      };
    case "messageMediaDice":
      return { kind: "dice", text: `${data.emoticon} ${data.value}` };
    case "messageMediaGame":
      return { kind: "game", text: data.game.title };
    case "messageMediaInvoice":
      return { kind: "invoice", text: data.title };
    case "messageMediaStory":
      return { kind: "story", text: "" };
    case "messageMediaUnsupported":
      return { kind: "unsupported", text: "" };
  }
}

const joined = (parts: readonly string[], by: string) => parts.filter((part) => part !== "").join(by);

const Recording = z.object({
  document: z.object({
    id,
    attributes: z.array(z.object({ waveform: z.string().optional().catch(undefined) })),
  }),
});

function waveformsOf(media: Record<string, unknown>): ReadonlyMap<string, string> {
  const { data } = Recording.safeParse(media);
  const packed = data?.document.attributes.find(({ waveform }) => waveform !== undefined)?.waveform;
  return data && packed !== undefined ? new Map([[data.document.id, packed]]) : new Map();
}
