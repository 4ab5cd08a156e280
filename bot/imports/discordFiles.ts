/** Attachments of which an export knows the address alone. Pure. */
import type { ArchiveAttachment } from "../../core/database/archive/messages.ts";
import { toStorableText } from "../../core/storable.ts";
import { withoutSignature } from "../platforms/discord/convert.ts";
import { toId } from "../platforms/discord/fields.ts";

const attachmentPath = /\/attachments\/\d{17,20}\/(\d{17,20})\/([^/?#]+)/;

/** The attachment at an address of Discord's; null for any other address. */
export function attachmentAt(url: string, sizeBytes = 0): ArchiveAttachment | null {
  const [, id, name] = attachmentPath.exec(url) ?? [];
  if (id === undefined || name === undefined || toId(id) === null) return null;
  const fileName = toStorableText(decoded(name));
  return {
    id,
    fileName,
    contentType: null,
    sizeBytes,
    width: null,
    height: null,
    durationSeconds: null,
    description: null,
    isSpoiler: fileName.startsWith("SPOILER_"),
    url: toStorableText(withoutSignature(url)),
  };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
