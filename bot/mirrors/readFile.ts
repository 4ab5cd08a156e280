/** The bytes of a message's file: as stored, else from the platform where it was posted. */
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import { contentPath } from "../../core/media/folder.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import { FileMissedError } from "../platforms/fileSource.ts";
import { type FileReader, RefusedError } from "../platforms/poster.ts";

export function createFileReader(
  { store, sessions }: { store: MediaStore; sessions: () => readonly HeldSession[] },
  source: { guildId: string; channelId: string },
  signal: AbortSignal,
): FileReader {
  return async (message, index) => {
    const file = message.attachments[index];
    if (!file) throw new RefusedError("unsupported_type", "The message carries no such file");
    if (file.sha256 !== null && file.extension !== null) {
      const path = contentPath(file.sha256, file.extension);
      if ((await store.blobs.findSize(path)) !== null) return readAll(await store.blobs.open(path));
    }
    return download(sessions(), source, message, file, signal);
  };
}

async function download(
  sessions: readonly HeldSession[],
  { guildId, channelId }: { guildId: string; channelId: string },
  message: SourceMessage,
  file: SourceMessage["attachments"][number],
  signal: AbortSignal,
): Promise<Buffer> {
  const held = sessions.find(({ session }) => session.directory.guildIds().includes(guildId));
  if (!held) throw new RefusedError(null, "The file is not stored, and no account here can fetch it");
  const known = {
    kind: "attachment" as const,
    channelId,
    messageId: message.id,
    item: file.id,
    guildId,
    url: file.url,
    variant: null,
    announcedBytes: file.sizeBytes,
  };
  try {
    await held.session.files.prepare([known], signal);
    const { body } = await held.session.files.download(known, 0, signal);
    return await readAll(body);
  } catch (error) {
    if (error instanceof FileMissedError) throw new RefusedError(null, error.message, { cause: error });
    throw error;
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
