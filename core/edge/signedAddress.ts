/**
 * How the console tells the API for whom it asks. The API sees the console as its peer; a header alone could come
 * from anybody who reaches the API, so it carries a proof that only holders of SECRET_KEY can make.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export const clientHeader = "x-backscroll-client";

/** Longer helps whoever overheard one; shorter fails consoles on another host whose clock is off. */
const validSeconds = 300;

/** The header's value: `address;seconds since 1970;signature`. */
export function signAddress(secretKey: string, address: string, now: Date): string {
  const statement = `${address};${Math.floor(now.getTime() / 1000)}`;
  return `${statement};${signature(secretKey, statement)}`;
}

/** The address that a header states, or null: unsigned, altered, of another key, too old or from the future. */
export function readSignedAddress(secretKey: string, header: string | undefined, now: Date): string | null {
  const [address = "", time = "", given = "", ...rest] = (header ?? "").split(";");
  if (rest.length > 0 || !/^\d+$/.test(time)) return null;
  const expected = Buffer.from(signature(secretKey, `${address};${time}`));
  const received = Buffer.from(given);
  if (expected.length !== received.length || !timingSafeEqual(expected, received)) return null;
  return Math.abs(now.getTime() / 1000 - Number(time)) <= validSeconds ? address : null;
}

/** The purpose stands in what is signed: no other use of the key can make a signature that passes here. */
function signature(secretKey: string, statement: string): string {
  return createHmac("sha256", Buffer.from(secretKey, "base64"))
    .update(`client-address\n${statement}`)
    .digest("base64url");
}
