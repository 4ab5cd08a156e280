/** api_id and api_hash, which Telegram gives its developers: saved in the console where the environment has none. */
import { z } from "zod";
import type { Queryable } from "../../postgres/pool.ts";
import { type SecretBox, SecretUnreadableError } from "../../secrets.ts";
import { findSetting, putSetting } from "../settings/settings.ts";

export interface TelegramApi {
  id: number;
  hash: string;
}

const settingKey = "telegram_api";
/** Where the hash is sealed. */
const hashPlace = `settings:${settingKey}:apiHashEncrypted`;
const Stored = z.object({ apiId: z.number().int().positive(), apiHashEncrypted: z.string() });

/** What was saved in the console; null when nothing was, or it cannot be opened with this key. */
export async function findTelegramApi(db: Queryable, secrets: SecretBox | null): Promise<TelegramApi | null> {
  const stored = Stored.safeParse(await findSetting(db, settingKey));
  if (!stored.success || !secrets) return null;
  try {
    return { id: stored.data.apiId, hash: secrets.open(stored.data.apiHashEncrypted, hashPlace) };
  } catch (error) {
    if (error instanceof SecretUnreadableError) return null;
    throw error;
  }
}

/** Saves them; every process takes them up with its next look. */
export async function putTelegramApi(db: Queryable, secrets: SecretBox, api: TelegramApi): Promise<void> {
  await putSetting(db, settingKey, {
    apiId: api.id,
    apiHashEncrypted: secrets.seal(api.hash, hashPlace),
  });
}
