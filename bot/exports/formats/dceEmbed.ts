/** Embeds and stickers of Discord's API as DiscordChatExporter writes them: the way back from bot/imports/formats/dce/embed.ts. Pure. */
import { type Fields, toFields, toList, toText } from "../../platforms/discord/fields.ts";

/** Null for what is no object. */
export function toDceEmbed(raw: unknown): Fields | null {
  const embed = toFields(raw);
  if (!embed) return null;
  const author = toFields(embed.author);
  const footer = toFields(embed.footer);
  const pictures = Object.fromEntries(
    (["thumbnail", "image", "video"] as const).flatMap((part) => {
      const picture = toFields(embed[part]);
      return picture
        ? [[part, { url: toText(picture.url), width: picture.width ?? null, height: picture.height ?? null }]]
        : [];
    }),
  );
  return {
    title: toText(embed.title) ?? "",
    url: toText(embed.url),
    timestamp: toText(embed.timestamp),
    description: toText(embed.description) ?? "",
    ...(typeof embed.color === "number"
      ? { color: `#${Math.trunc(embed.color).toString(16).padStart(6, "0").toUpperCase()}` }
      : {}),
    ...(author
      ? { author: { name: toText(author.name), url: toText(author.url), iconUrl: toText(author.icon_url) } }
      : {}),
    ...pictures,
    ...(footer ? { footer: { text: toText(footer.text) ?? "", iconUrl: toText(footer.icon_url) } } : {}),
    images: pictures.image ? [pictures.image] : [],
    fields: toList(embed.fields).flatMap((each) => {
      const field = toFields(each);
      return field
        ? {
            name: toText(field.name) ?? "",
            value: toText(field.value) ?? "",
            isInline: field.inline === true,
          }
        : [];
    }),
    inlineEmojis: [],
  };
}

const formats: Readonly<Record<number, string>> = { 1: "Png", 2: "Apng", 3: "Lottie", 4: "Gif" };

export function toDceStickers(raw: unknown): Fields[] {
  return toList(raw).flatMap((each) => {
    const sticker = toFields(each);
    if (!sticker) return [];
    const format = formats[Number(sticker.format_type)] ?? "Png";
    const ending = format === "Lottie" ? "json" : format === "Gif" ? "gif" : "png";
    return [
      {
        id: sticker.id,
        name: toText(sticker.name) ?? "",
        format,
        sourceUrl: `https://cdn.discordapp.com/stickers/${String(sticker.id)}.${ending}`,
      },
    ];
  });
}
