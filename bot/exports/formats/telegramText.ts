/** A text with its marks as Telegram Desktop's pieces: the way back from bot/imports/formats/telegram/text.ts. Pure. */
import { type Fields, toFields, toText } from "../../platforms/discord/fields.ts";

/** All of Telegram Desktop's names, by Telegram's own: readers know no others. */
const types: Readonly<Record<string, string>> = {
  url: "link",
  text_url: "text_link",
  strike: "strikethrough",
  ...Object.fromEntries(
    (
      "mention hashtag bot_command email bold italic code pre mention_name phone cashtag underline blockquote " +
      "bank_card spoiler custom_emoji"
    )
      .split(" ")
      .map((name) => [name, name]),
  ),
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
    const type = types[toText(mark.type) ?? ""] ?? "unknown";
    pieces.push({ type, text: content.slice(offset, end), ...detailsOf(type, mark) });
    at = end;
  }
  if (at < content.length) pieces.push({ type: "plain", text: content.slice(at) });
  return pieces;
}

/** What Telegram Desktop always writes with a mark of this type. */
function detailsOf(type: string, { url, language, user_id, custom_emoji_id, is_collapsed }: Fields): Fields {
  switch (type) {
    case "text_link":
      return { href: toText(url) ?? "" };
    case "pre":
      return { language: toText(language) ?? "" };
    case "mention_name":
      return { user_id: Number(toText(user_id) ?? 0) };
    case "custom_emoji":
      return { document_id: toText(custom_emoji_id) ?? "" };
    case "blockquote":
      return is_collapsed === true ? { collapsed: true } : {};
    default:
      return {};
  }
}
