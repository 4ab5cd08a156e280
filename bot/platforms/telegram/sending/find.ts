/** Finds what was posted already: Telegram does not tell what a random id became. */
import type { OutgoingPart, PartIdentity, PostPlace } from "../../poster.ts";
import { toFiles } from "../convert/media.ts";
import { Api } from "../gram.ts";
import { markedId } from "../peers.ts";

/** Whether a message of the target is what the part became. `byText` false: its text may be another one by now. Pure. */
export function isPosted(
  candidate: Api.Message,
  place: PostPlace,
  part: OutgoingPart & PartIdentity,
  byText: boolean,
): boolean {
  if (candidate.id <= Number(part.afterId)) return false;
  if (candidate.out !== true && candidate.post !== true) return false;
  const isForward = place.mode === "forward";
  if ((candidate.fwdFrom !== undefined && candidate.fwdFrom !== null) !== isForward) return false;
  const text = isForward ? part.message.content : part.text.text;
  if (byText && (candidate.message ?? "").trim() !== text.trim()) return false;
  const [found] = toFiles(candidate.media);
  const file = isForward ? part.message.attachments[0] : part.message.attachments[part.file ?? -1];
  if ((found === undefined) !== (file === undefined)) return false;
  // Pictures are made anew of what is uploaded; all else keeps its size.
  if (found && file && found.kind !== "photo" && found.attachment.sizeBytes !== file.sizeBytes) return false;
  return !isForward || isForwardOf(candidate.fwdFrom, place, part);
}

/** What was forwarded before keeps its first origin. */
function isForwardOf(
  header: Api.TypeMessageFwdHeader | undefined,
  { sourceChannelId }: PostPlace,
  { message }: OutgoingPart,
): boolean {
  if (!header) return false;
  const earlier = message.extra?.forward as { message_id?: string | null; sent_at?: string } | undefined;
  const sentAt = earlier?.sent_at ? new Date(earlier.sent_at) : message.createdAt;
  if (header.date !== Math.floor(sentAt.getTime() / 1_000)) return false;
  if (!header.channelPost) return true;
  if (earlier) return !earlier.message_id || earlier.message_id === String(header.channelPost);
  const isHere = header.fromId !== undefined && markedId(header.fromId) === sourceChannelId;
  return isHere && String(header.channelPost) === message.id;
}

/** Matches parts with messages, oldest first, each once; null unless every part is found. Pure. */
export function matchPosted(
  messages: readonly Api.TypeMessage[],
  place: PostPlace,
  parts: readonly (OutgoingPart & PartIdentity)[],
  byText: boolean,
): string[] | null {
  const left = messages
    .filter((one): one is Api.Message => one instanceof Api.Message)
    .sort((a, b) => a.id - b.id);
  const ids: string[] = [];
  for (const part of parts) {
    const at = left.findIndex((candidate) => isPosted(candidate, place, part, byText));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (!found) return null;
    ids.push(String(found.id));
  }
  return ids;
}
