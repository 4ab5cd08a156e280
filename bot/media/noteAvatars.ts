/** Notes the pictures of people. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import { noteFiles } from "../../core/database/media/files.ts";
import type { Queryable } from "../../core/postgres/pool.ts";

/** Beside the transaction that stores messages, like the people themselves. A new picture takes the place of the last. */
export async function noteAvatars(db: Queryable, authors: readonly ArchiveAuthor[]): Promise<void> {
  await noteFiles(
    db,
    authors.flatMap(({ id, avatar, isWebhook }) =>
      // A webhook has another face with every message.
      avatar === null || isWebhook
        ? []
        : {
            kind: "avatar" as const,
            channelId: "0",
            messageId: "0",
            item: id,
            guildId: "0",
            url: null,
            variant: avatar,
            announcedBytes: null,
          },
    ),
  );
}
