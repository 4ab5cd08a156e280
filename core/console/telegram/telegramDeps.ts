/** What everything about Telegram that people do is given, and the errors it shares. */
import { AppError } from "../../errors.ts";
import type { Pool } from "../../postgres/pool.ts";
import type { SecretBox } from "../../secrets.ts";

export interface TelegramDeps {
  pool: Pool;
  /** Null without ENCRYPTION_KEY: then nothing secret can be taken. */
  secrets: SecretBox | null;
  /** api_id and api_hash from the environment; null when it has none. They win over what was saved. */
  telegramApi: { id: number; hash: string } | null;
  /** How long a bot process counts as alive after its last heartbeat. */
  aliveSeconds: number;
}

/** Throws AppError not_possible without a key to seal with. */
export function requireSecrets(secrets: SecretBox | null): SecretBox {
  if (secrets) return secrets;
  throw new AppError(
    "not_possible",
    "Nothing secret can be saved without ENCRYPTION_KEY: npm start generates one.",
  );
}
