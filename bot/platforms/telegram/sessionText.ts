/** A Telegram session as it is sealed in an account's row. */
import { z } from "zod";
import { type AuthKey, toAuthKey } from "./link/envelope.ts";

/** Where a session lives and what proves that it is ours. */
export interface SessionKey {
  dcId: number;
  key: AuthKey;
}

const Stored = z.object({
  version: z.literal(1),
  dc: z.number().int().min(1).max(10_000),
  key: z.base64(),
});

export function formatSession({ dcId, key }: SessionKey): string {
  return JSON.stringify({ version: 1, dc: dcId, key: key.bytes.toString("base64") });
}

/** Null for what is no session. */
export function parseSession(text: string): SessionKey | null {
  try {
    const { dc, key } = Stored.parse(JSON.parse(text));
    return { dcId: dc, key: toAuthKey(Buffer.from(key, "base64")) };
  } catch {
    return null;
  }
}
