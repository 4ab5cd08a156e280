/** How a text is set: bold, links, mentions. Pure. */
import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { Api } from "../gram.ts";
import { toSnakeCase } from "./plain.ts";

/** In Telegram's order; `type` is its constructor without MessageEntity, in snake case (bold, text_url, mention_name). */
export function toEntities(entities: readonly Api.TypeMessageEntity[] | undefined): TextEntity[] {
  return (entities ?? []).map((entity) => ({
    type: toSnakeCase(entity.className.replace(/^(Input)?MessageEntity/, "")),
    offset: entity.offset,
    length: entity.length,
    ...detailsOf(entity),
  }));
}

function detailsOf(entity: Api.TypeMessageEntity): Partial<TextEntity> {
  if (entity instanceof Api.MessageEntityTextUrl) return { url: entity.url };
  if (entity instanceof Api.MessageEntityPre) return entity.language ? { language: entity.language } : {};
  if (entity instanceof Api.MessageEntityMentionName) return { user_id: entity.userId.toString() };
  if (entity instanceof Api.MessageEntityCustomEmoji)
    return { custom_emoji_id: entity.documentId.toString() };
  if (entity instanceof Api.MessageEntityBlockquote && entity.collapsed) return { is_collapsed: true };
  return {};
}

/** People that a text names by their number, each once. */
export function mentionedIds(entities: readonly TextEntity[]): string[] {
  return [...new Set(entities.flatMap(({ user_id }) => user_id ?? []))];
}
