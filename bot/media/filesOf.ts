/**
 * The files that a message carries. Attachments stand in the archive's own shape; pictures of embeds, stickers and custom
 * emoji where Discord's messages have them, in `extra` and in the text. What makes no sense there is passed over. Pure.
 */
import type {
  ArchiveAttachment,
  ArchiveMessage,
  MessagePlace,
} from "../../core/database/archive/messages.ts";
import type { KnownFile } from "../../core/database/media/files.ts";
import { componentFile, mediaOfComponents } from "../../core/model/componentMedia.ts";

/** As much of a message as is looked at. */
export type CarryingMessage = Pick<ArchiveMessage, "id" | "content" | "extra"> & {
  attachments: readonly Pick<ArchiveAttachment, "id" | "url" | "sizeBytes">[];
  reactions: readonly { emojiId: string | null; isAnimated: boolean }[];
};

type Fields = Readonly<Record<string, unknown>>;

const toFields = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const toText = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const toId = (value: unknown): string | null =>
  typeof value === "string" && /^\d{1,19}$/.test(value) ? value : null;

/** All files that these messages of a channel carry. Emoji and stickers are noted once for the channel. */
export function filesOf(place: MessagePlace, messages: readonly CarryingMessage[]): KnownFile[] {
  return messages.flatMap((message) =>
    mayCarry(message)
      ? [
          ...message.attachments.map((file) => attachment(place, message.id, file)),
          ...(message.extra === null ? [] : filesOfExtra(place, message.id, message.extra)),
          ...emojiOf(place, message),
        ]
      : [],
  );
}

const carrying = ["embeds", "components", "sticker_items", "soundboard_sounds", "message_snapshots"];

/** Most messages carry nothing, and this runs for each that is stored. */
function mayCarry({ attachments, extra, content, reactions }: CarryingMessage): boolean {
  if (attachments.length > 0 || reactions.length > 0 || content.includes("<")) return true;
  return extra !== null && carrying.some((key) => extra[key] !== undefined);
}

const inMessage = ({ channelId, guildId }: MessagePlace, messageId: string) => ({
  channelId,
  messageId,
  guildId,
  variant: null,
});
/** In no single message: the same emoji in a hundred of them is one file. */
const inChannel = ({ channelId, guildId }: MessagePlace) => ({
  channelId,
  messageId: "0",
  guildId,
  url: null,
  announcedBytes: null,
});

const attachment = (
  place: MessagePlace,
  messageId: string,
  { id, url, sizeBytes }: CarryingMessage["attachments"][number],
): KnownFile => ({
  ...inMessage(place, messageId),
  kind: "attachment",
  item: id,
  url: url === "" ? null : url,
  announcedBytes: sizeBytes > 0 ? sizeBytes : null, // 0 also stands for a size that made no sense
});

function filesOfExtra(place: MessagePlace, messageId: string, extra: Fields): KnownFile[] {
  const snapshots = toList(extra.message_snapshots)
    .map((raw) => toFields(toFields(raw)?.message))
    .filter((message) => message !== null);
  const forwarded = snapshots.flatMap((message, index) => {
    return [
      ...toList(message.attachments).flatMap((each) => forwardedAttachment(place, messageId, each)),
      ...picturesOf(place, messageId, message.embeds, `forward.${index}.`),
      ...laidOut(place, messageId, message.components, `forward.${index}.`),
      ...stickersOf(place, message.sticker_items),
      ...soundsOf(place, message.soundboard_sounds),
    ];
  });
  return [
    ...picturesOf(place, messageId, extra.embeds, ""),
    ...laidOut(place, messageId, extra.components, ""),
    ...stickersOf(place, extra.sticker_items),
    ...soundsOf(place, extra.soundboard_sounds),
    ...forwarded,
  ];
}

function forwardedAttachment(place: MessagePlace, messageId: string, raw: unknown): KnownFile[] {
  const file = toFields(raw);
  const [id, url] = [toId(file?.id), toText(file?.url)];
  if (id === null || url === null) return [];
  const sizeBytes = typeof file?.size === "number" && Number.isSafeInteger(file.size) ? file.size : 0;
  return [attachment(place, messageId, { id, url: withoutQuery(url), sizeBytes })];
}

/** Pictures of embeds by the address of the platform's own copy: the original may stand anywhere, and hear of us. */
function picturesOf(place: MessagePlace, messageId: string, embeds: unknown, prefix: string): KnownFile[] {
  // Counted as the reader counts them: what is no object is no embed.
  const objects = toList(embeds)
    .map(toFields)
    .filter((embed) => embed !== null);
  return objects.flatMap((embed, index) =>
    (["image", "thumbnail", "video"] as const).flatMap((part): KnownFile[] => {
      const url = toText(toFields(embed[part])?.proxy_url);
      if (url === null) return [];
      return [
        {
          ...inMessage(place, messageId),
          kind: "embed",
          item: `${prefix}${index}.${part}`,
          url: /\/attachments\//.test(url) ? withoutQuery(url) : url,
          announcedBytes: null,
        },
      ];
    }),
  );
}

/** What is laid out in a message; what of it is an attachment is noted as such. */
function laidOut(place: MessagePlace, messageId: string, components: unknown, prefix: string): KnownFile[] {
  return mediaOfComponents(components).flatMap(({ path, url, attachmentId }): KnownFile[] => {
    if (url === null || attachmentId !== null) return [];
    return [
      {
        ...inMessage(place, messageId),
        kind: "embed",
        item: componentFile(path, prefix),
        url: /\/attachments\//.test(url) ? withoutQuery(url) : url,
        announcedBytes: null,
      },
    ];
  });
}

/** Sounds of the soundboard that a message plays. */
const soundsOf = (place: MessagePlace, sounds: unknown): KnownFile[] =>
  toList(sounds).flatMap((raw): KnownFile[] => {
    const id = toId(toFields(raw)?.sound_id);
    return id === null ? [] : [{ ...inChannel(place), kind: "sound", item: id, variant: null }];
  });

/** Discord's formats of stickers, by number. */
const stickerFormats: Readonly<Record<number, string>> = { 1: "png", 2: "png", 3: "json", 4: "gif" };

const stickersOf = (place: MessagePlace, items: unknown): KnownFile[] =>
  toList(items).flatMap((raw): KnownFile[] => {
    const sticker = toFields(raw);
    const id = toId(sticker?.id);
    if (id === null) return [];
    return [
      {
        ...inChannel(place),
        kind: "sticker",
        item: id,
        variant: stickerFormats[Number(sticker?.format_type)] ?? "png",
      },
    ];
  });

function emojiOf(place: MessagePlace, { content, reactions }: CarryingMessage): KnownFile[] {
  const found = new Map<string, boolean>();
  if (content.includes("<"))
    for (const [, animated, id] of content.matchAll(/<(a?):\w{1,64}:(\d{15,19})>/g))
      if (id !== undefined) found.set(id, animated === "a");
  for (const { emojiId, isAnimated } of reactions) if (emojiId !== null) found.set(emojiId, isAnimated);
  return [...found].map(([id, isAnimated]) => ({
    ...inChannel(place),
    kind: "emoji",
    item: id,
    variant: isAnimated ? "animated" : null,
  }));
}

/** Signatures expire; what remains names the file for good. */
const withoutQuery = (url: string) => url.split("?")[0] ?? url;
