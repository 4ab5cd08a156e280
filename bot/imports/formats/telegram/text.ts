/** Texts of Telegram Desktop: one string, or pieces of which some are set in another way. Pure. */
import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { type Fields, toFields, toList, toText } from "../../../platforms/discord/fields.ts";

/** Telegram Desktop's names where they differ from Telegram's own. */
const types: Readonly<Record<string, string>> = {
  link: "url",
  text_link: "text_url",
  strikethrough: "strike",
};

/** `text` may be a string or a list of strings and pieces; `text_entities`, in newer exports, is always a list of pieces. */
export function toTextWithEntities(message: Fields): { content: string; entities: TextEntity[] } {
  const pieces = toList(message.text_entities);
  const source =
    pieces.length > 0 ? pieces : typeof message.text === "string" ? [message.text] : toList(message.text);
  const entities: TextEntity[] = [];
  let content = "";
  for (const raw of source) {
    const piece = toFields(raw);
    const text = typeof raw === "string" ? raw : (toText(piece?.text) ?? "");
    const type = toText(piece?.type);
    if (piece && type !== null && type !== "plain" && text !== "")
      entities.push({
        type: types[type] ?? type,
        offset: content.length,
        length: text.length,
        ...detailsOf(piece),
      });
    content += text;
  }
  return { content, entities };
}

function detailsOf({ href, language, user_id, document_id, collapsed }: Fields): Partial<TextEntity> {
  const isNumber = (value: unknown) => /^\d+$/.test(String(value));
  return {
    ...(typeof href === "string" ? { url: href } : {}),
    ...(typeof language === "string" && language !== "" ? { language } : {}),
    ...(isNumber(user_id) ? { user_id: String(user_id) } : {}),
    // Exported with its stickers, the id is a path instead.
    ...(isNumber(document_id) ? { custom_emoji_id: String(document_id) } : {}),
    ...(collapsed === true ? { is_collapsed: true as const } : {}),
  };
}
