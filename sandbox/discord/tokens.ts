import { hashText, hexDigits, mix } from "../world/hash.ts";
import { toId } from "./world/snowflake.ts";

const FIRST_BOT_MS = Date.UTC(2021, 1, 3, 9, 26, 53);

/** The token of the world's bot number `index` where none was given: Discord's form, never a secret. */
export function tokenOf(index: number): string {
  const id = toId(FIRST_BOT_MS + index * 61_007, mix(0xb07, index) & 0x3fffff);
  const text = (hash: number, length: number) =>
    Buffer.from(hexDigits(hash, length * 2), "hex").toString("base64url");
  return `${Buffer.from(id).toString("base64url")}.${text(mix(1, index), 4)}.${text(mix(2, index), 20)}`;
}

/** The user id a token belongs to: the one it spells, as on Discord, else one made from its text. */
export function botIdOf(token: string): string {
  const spelled = Buffer.from(token.split(".")[0] ?? "", "base64url").toString("latin1");
  if (/^\d{17,19}$/.test(spelled)) return spelled;
  const hash = hashText(token);
  return toId(FIRST_BOT_MS + (hash % 1_000_000_000), mix(hash, 1) & 0x3fffff);
}

/** The token of the first bot of every world that names no others. */
export const DEMO_TOKEN = tokenOf(0);
