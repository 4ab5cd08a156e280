/** People and chats as authors. Pure. */
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { Api } from "../gram.ts";
import { idOf } from "../peers.ts";

/** Those who can be authors, by marked id, as an answer lists them beside its messages. */
export type Entities = ReadonlyMap<string, Api.TypeUser | Api.TypeChat>;

export function toEntityMap(
  ...lists: readonly (readonly (Api.TypeUser | Api.TypeChat)[] | undefined)[]
): Map<string, Api.TypeUser | Api.TypeChat> {
  return new Map(lists.flatMap((list) => (list ?? []).map((entity) => [idOf(entity), entity] as const)));
}

/** Who it is, as far as the answer says; somebody whom it names by number only has that as a name. */
export function toAuthor(id: string, entities: Entities): ArchiveAuthor {
  const entity = entities.get(id);
  const base = { id, avatar: null, isBot: false, isWebhook: false };
  if (entity instanceof Api.User) {
    const displayName = [entity.firstName, entity.lastName].filter((part) => part).join(" ");
    return {
      ...base,
      name: toStorableText(userName(entity) ?? (displayName || id)),
      displayName: displayName === "" ? null : toStorableText(displayName),
      avatar: entity.photo instanceof Api.UserProfilePhoto ? entity.photo.photoId.toString() : null,
      isBot: entity.bot === true,
    };
  }
  if (!entity || entity instanceof Api.UserEmpty || entity instanceof Api.ChatEmpty)
    return { ...base, name: id, displayName: null };
  return {
    ...base,
    name: toStorableText((entity instanceof Api.Channel ? userName(entity) : null) ?? entity.title),
    displayName: toStorableText(entity.title),
    avatar:
      "photo" in entity && entity.photo instanceof Api.ChatPhoto ? entity.photo.photoId.toString() : null,
  };
}

/** Its public name without @; of several the one shown first. */
export function userName(entity: Api.User | Api.Channel): string | null {
  return entity.username ?? entity.usernames?.find(({ active }) => active)?.username ?? null;
}
