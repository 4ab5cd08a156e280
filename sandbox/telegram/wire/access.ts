/** Access hashes: what an account must show to name a peer or file it was told of. */
import { hashText, mix } from "../../world/hash.ts";

const known = new Map<string, bigint>();

/** The hash by which one account names a user or channel: other accounts have others. */
export function accessHash(accountId: bigint, kind: "user" | "channel", id: bigint): bigint {
  const key = `${accountId} ${kind} ${id}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const hash = signed(hashText(key), hashText(key, 0x5bd1e995));
  if (known.size > 200_000) known.clear();
  known.set(key, hash);
  return hash;
}

/** The hash of a file: the same for everybody. */
export function fileAccessHash(id: bigint): bigint {
  const low = Number(id & 0xffffffffn);
  return signed(mix(low, Number((id >> 32n) & 0xffffffffn)), mix(low ^ 0x3c6ef372, 17));
}

function signed(high: number, low: number): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}
