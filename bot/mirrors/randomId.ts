import { createHmac } from "node:crypto";

/**
 * What the platform knows a part by: of the same mirror, message and part always the same, and nothing that others could
 * guess. A signed 64-bit number that is not 0.
 */
export function randomIdOf(sendKey: string, messageId: string, part: number): string {
  const digest = createHmac("sha256", sendKey).update(`${messageId} ${part}`).digest();
  const id = digest.readBigInt64LE(0);
  return (id === 0n ? 1n : id).toString();
}
