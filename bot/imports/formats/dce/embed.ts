/** Embeds and stickers of DiscordChatExporter in the shape of Discord's API. Pure. */
import { type Fields, toFields, toId, toList, toText } from "../../../platforms/discord/fields.ts";

/** Null for what is no object. */
export function toApiEmbed(raw: unknown): Record<string, unknown> | null {
  const embed = toFields(raw);
  if (!embed) return null;
  return withoutEmpty({
    title: embed.title,
    url: embed.url,
    description: embed.description,
    timestamp: embed.timestamp,
    color: toColor(embed.color),
    author: toPart(embed.author, ({ name, url, iconUrl }) => ({ name, url, icon_url: iconUrl })),
    thumbnail: toPart(embed.thumbnail, toPicture),
    image: toPart(embed.image, toPicture),
    video: toPart(embed.video, toPicture),
    footer: toPart(embed.footer, ({ text, iconUrl }) => ({ text, icon_url: iconUrl })),
    fields: toList(embed.fields).flatMap(
      (field) => toPart(field, ({ name, value, isInline }) => ({ name, value, inline: isInline })) ?? [],
    ),
    images: embed.images,
  });
}

const toPicture = ({ url, width, height }: Fields) => ({ url, width, height });

function toPart(raw: unknown, convert: (fields: Fields) => Fields): Fields | undefined {
  const fields = toFields(raw);
  return fields ? withoutEmpty(convert(fields)) : undefined;
}

/** "#5865F2" as a number. */
function toColor(color: unknown): number | undefined {
  const digits = typeof color === "string" ? /^#([0-9a-f]{6})$/i.exec(color)?.[1] : undefined;
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== "" &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** StickerFormat by its name (Discord's numbers). */
const stickerFormats: Readonly<Record<string, number>> = { Png: 1, Apng: 2, Lottie: 3, Gif: 4 };

export function toStickerItems(raw: unknown): Record<string, unknown>[] {
  return toList(raw).flatMap((each) => {
    const sticker = toFields(each);
    const name = toText(sticker?.name);
    if (!sticker || name === null) return [];
    return [{ id: toId(sticker.id), name, format_type: stickerFormats[toText(sticker.format) ?? ""] ?? 1 }];
  });
}
