/**
 * Names what is forgotten without naming it: an HMAC with a key that does not stand in the database. Whoever has the
 * database alone cannot tell whom it forgot; whoever meets an id while storing can tell that it is one of them.
 */
import { createHmac } from "node:crypto";
import type { Platform } from "../model/platform.ts";

/** What can be forgotten. Ids are decimal strings. */
export type Forgettable =
  | { kind: "person"; platform: Platform; id: string }
  | { kind: "message"; channelId: string; id: string }
  | { kind: "channel"; id: string }
  | { kind: "guild"; id: string };

/** 32 bytes as 64 hexadecimal digits. Pure. */
export function digestOf(key: Buffer, what: Forgettable): string {
  return createHmac("sha256", key).update(nameOf(what)).digest("hex");
}

function nameOf(what: Forgettable): string {
  switch (what.kind) {
    case "person":
      return `person:${what.platform}:${what.id}`;
    case "message":
      return `message:${what.channelId}:${what.id}`;
    default:
      return `${what.kind}:${what.id}`;
  }
}

/** Ids of Discord have at least 16 digits, those of Telegram at most 13 (CHECK guilds_id_of_platform). */
export function platformOfId(id: string): Platform {
  return BigInt(id) >= 1_000_000_000_000_000n ? "discord" : "telegram";
}
