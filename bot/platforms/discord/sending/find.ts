/** Whether a message of a channel is what parts of a mirror became. Pure: nothing is believed of what Discord sent. */
import type { OutgoingPart, PartIdentity } from "../../poster.ts";
import { type Fields, toFields, toId, toList, toText } from "../fields.ts";

/** What all parts of a call say together, as it is posted. */
export const contentOf = (parts: readonly OutgoingPart[]): string =>
  parts
    .map(({ text }) => text.text)
    .filter((text) => text !== "")
    .join("\n");

/**
 * Sent by this account behind `afterId`, with the same words and files of the same sizes: Discord changes file names, and
 * gives nobody the nonce back later.
 */
export function isPosted(
  candidate: Fields,
  accountId: string,
  parts: readonly (OutgoingPart & PartIdentity)[],
): boolean {
  const [first] = parts;
  const id = toId(candidate.id);
  if (!first || id === null || BigInt(id) <= BigInt(first.afterId)) return false;
  if (toId(toFields(candidate.author)?.id) !== accountId) return false;
  if (candidate.nonce === first.randomId) return true;
  if ((toText(candidate.content) ?? "").trim() !== contentOf(parts).trim()) return false;
  const sizes = toList(candidate.attachments).map((one) => Number(toFields(one)?.size));
  const wanted = parts.flatMap(({ message, file }) =>
    file === null ? [] : (message.attachments[file]?.sizeBytes ?? -1),
  );
  return sizes.length === wanted.length && sizes.every((size, index) => size === wanted[index]);
}
