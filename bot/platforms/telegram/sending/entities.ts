/** How a text is set, as Telegram takes it: the way back from convert/entities.ts. Pure. */
import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { Api, toLong } from "../gram.ts";

const plain = {
  bold: Api.MessageEntityBold,
  italic: Api.MessageEntityItalic,
  underline: Api.MessageEntityUnderline,
  strike: Api.MessageEntityStrike,
  code: Api.MessageEntityCode,
  spoiler: Api.MessageEntitySpoiler,
} as const;

/**
 * Links, mentions by name and the like are left out: Telegram finds them in the text itself. `findUser` answers how a person
 * is addressed, null where that is unknown: then the name stands as text.
 */
export function toInputEntities(
  marks: readonly TextEntity[],
  findUser: (id: string) => Api.TypeInputUser | null,
): Api.TypeMessageEntity[] {
  return marks.flatMap((mark): Api.TypeMessageEntity[] => {
    const { type, offset, length } = mark;
    if (length <= 0) return [];
    if (type in plain) return [new plain[type as keyof typeof plain]({ offset, length })];
    switch (type) {
      case "pre":
        return [new Api.MessageEntityPre({ offset, length, language: mark.language ?? "" })];
      case "blockquote":
        return [new Api.MessageEntityBlockquote({ offset, length, collapsed: mark.is_collapsed === true })];
      case "text_url":
        return mark.url ? [new Api.MessageEntityTextUrl({ offset, length, url: mark.url })] : [];
      case "custom_emoji":
        return mark.custom_emoji_id
          ? [new Api.MessageEntityCustomEmoji({ offset, length, documentId: toLong(mark.custom_emoji_id) })]
          : [];
      case "mention_name": {
        const userId = mark.user_id ? findUser(mark.user_id) : null;
        return userId ? [new Api.InputMessageEntityMentionName({ offset, length, userId })] : [];
      }
      default:
        return [];
    }
  });
}
