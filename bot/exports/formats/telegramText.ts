/** A text with its marks as Telegram Desktop's pieces: the way back from bot/imports/formats/telegram/text.ts. Pure. */
import { type Fields, toFields, toText } from "../../platforms/discord/fields.ts";

/** Telegram Desktop's names where they differ from Telegram's own. */
const types: Readonly<Record<string, string>> = {
  url: "link",
  text_url: "text_link",
  strike: "strikethrough",
};

/** In order and without overlaps: of marks within marks the outer one counts, as pieces know no others. */
export function toPieces(content: string, entities: readonly unknown[]): Fields[] {
  const marks = entities
    .flatMap((raw) => {
      const mark = toFields(raw);
      const { offset, length } = mark ?? {};
      const isWhole = typeof offset === "number" && typeof length === "number" && offset >= 0 && length > 0;
      return mark && isWhole && offset + length <= content.length
        ? [{ mark, offset, end: offset + length }]
        : [];
    })
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  const pieces: Fields[] = [];
  let at = 0;
  for (const { mark, offset, end } of marks) {
    if (offset < at) continue;
    if (offset > at) pieces.push({ type: "plain", text: content.slice(at, offset) });
    const type = toText(mark.type) ?? "plain";
    pieces.push({ type: types[type] ?? type, text: content.slice(offset, end), ...detailsOf(mark) });
    at = end;
  }
  if (at < content.length) pieces.push({ type: "plain", text: content.slice(at) });
  return pieces;
}

function detailsOf({ url, language, user_id, custom_emoji_id, is_collapsed }: Fields): Fields {
  return {
    ...(typeof url === "string" ? { href: url } : {}),
    ...(typeof language === "string" ? { language } : {}),
    ...(typeof user_id === "string" ? { user_id: Number(user_id) } : {}),
    ...(typeof custom_emoji_id === "string" ? { document_id: custom_emoji_id } : {}),
    ...(is_collapsed === true ? { collapsed: true } : {}),
  };
}
