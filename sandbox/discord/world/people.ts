import { hashText, hexDigits, mix } from "../../world/hash.ts";
import { makeUsername, REGULARS } from "../../world/regulars.ts";
import type { User } from "./model.ts";
import { toId } from "./snowflake.ts";

/** Makes a user with a fixed id (made from `createdMs` and the name) and writes its JSON once. */
export function createUser(
  username: string,
  globalName: string | null,
  createdMs: number,
  kind: { bot?: boolean; id?: string; avatar?: boolean } = {},
): User {
  const hash = hashText(username);
  const user = {
    id: kind.id ?? toId(createdMs + (hash % 86_400_000), hash & 0x3fffff),
    username,
    globalName,
    avatar: kind.avatar === false ? null : hexDigits(hash, 32),
    bot: kind.bot ?? false,
  };
  return { ...user, ...encoded(toApiUser(user, hash % 10_000)) };
}

/** The face a webhook gives a message: the webhook's id with a name of the message's own. */
export function createWebhookFace(webhookId: string, name: string, avatar: string | null): User {
  const json = {
    id: webhookId,
    username: name,
    avatar,
    discriminator: "0000",
    public_flags: 0,
    flags: 0,
    bot: true,
  };
  return {
    id: webhookId,
    username: name,
    globalName: null,
    avatar,
    bot: true,
    ...encoded({ ...json, global_name: null, clan: null, primary_guild: null }),
  };
}

function encoded(apiUser: object): Pick<User, "json" | "jsonBytes"> {
  const json = JSON.stringify(apiUser);
  return { json, jsonBytes: Buffer.from(json) };
}

/** The people of a world, `count` of them: the regulars first, then those who only read along. */
export function createPeople(count: number): User[] {
  const firstMs = Date.UTC(2016, 4, 1);
  return Array.from({ length: count }, (_, i) => {
    const regular = REGULARS[i];
    const hash = mix(0x9e0f1e, i);
    const createdMs = firstMs + (hash % 1_500) * 86_400_000;
    if (regular) return createUser(regular[0], regular[1], createdMs, { avatar: hash % 7 !== 0 });
    return createUser(makeUsername(hash, i), null, createdMs, { avatar: hash % 3 === 0 });
  });
}

function toApiUser(user: Omit<User, "json" | "jsonBytes">, discriminator: number) {
  return {
    id: user.id,
    username: user.username,
    avatar: user.avatar,
    discriminator: user.bot ? String(discriminator).padStart(4, "0") : "0",
    public_flags: user.bot ? 65_536 : 0,
    flags: user.bot ? 65_536 : 0,
    ...(user.bot ? { bot: true } : {}),
    banner: null,
    accent_color: null,
    global_name: user.globalName,
    avatar_decoration_data: null,
    collectibles: null,
    display_name_styles: null,
    banner_color: null,
    clan: null,
    primary_guild: null,
  };
}
