/**
 * Lists the members of the servers of an account, where it may: once when it is connected, then every day. Events tell of
 * joins and leaves while somebody listens; the listing knows those who were there before, and who left unseen.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  findListingDue,
  findNow,
  finishListing,
  noteListingError,
  recordListedMembers,
} from "../../core/database/guilds/memberListing.ts";
import type { Logger } from "../../core/log.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import { admitPeople } from "../forgetting/guard.ts";
import type { ChatSession } from "../platforms/platform.ts";

export interface MemberListingDeps {
  pool: Pool;
  writer: ArchiveWriter;
  log: Logger;
}

/** A listing is as old as this at most. Shorter costs a request per thousand members each time. */
const listedEverySeconds = 24 * 3_600;
/** Between two looks at what is due; new servers wait so long. */
const lookEveryMs = 60_000;

/** Keeps the listings of an account's servers fresh until `until` aborts. Never rejects. */
export async function keepMembersListed(
  deps: MemberListingDeps,
  session: ChatSession,
  until: AbortSignal,
): Promise<void> {
  /** Servers that failed in this connection: tried again with the next one, or a day later. */
  const failed = new Map<string, number>();
  if (!session.directory.members) return;
  while (!until.aborted) {
    try {
      const candidates = session.directory
        .guildIds()
        .filter((id) => session.directory.isAvailable(id) && (failed.get(id) ?? 0) < Date.now());
      for (const guildId of await findListingDue(deps.pool, candidates, listedEverySeconds)) {
        if (!(await listMembers(deps, session, guildId, until)))
          failed.set(guildId, Date.now() + listedEverySeconds * 1_000);
      }
    } catch (error) {
      if (!until.aborted)
        deps.log.warn({ code: "members.waiting", error }, "members could not be listed; tried again");
    }
    await sleep(lookEveryMs, undefined, { signal: until }).catch(() => undefined);
  }
}

/**
 * Lists one server's members. False when the account may not, or the platform does not say: nothing is concluded then. Throws
 * what else goes wrong.
 */
export async function listMembers(
  { pool, writer, log }: MemberListingDeps,
  session: ChatSession,
  guildId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const startedAt = await findNow(pool);
  const userIds: string[] = [];
  try {
    for await (const members of session.directory.members?.(guildId, signal) ?? []) {
      await writer.storeAuthors(members.map(({ author }) => author));
      const listed = members.map(({ author, ...member }) => ({ userId: author.id, ...member }));
      userIds.push(...listed.map(({ userId }) => userId));
      await inTransaction(pool, async (tx) =>
        recordListedMembers(tx, guildId, await admitPeople(tx, guildId, listed)),
      );
    }
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    await noteListingError(pool, guildId, "not_allowed");
    log.info({ code: "members.not_allowed", guildId }, "the account may not list members");
    return false;
  }
  // A server always has members: the account itself. Nobody at all is no answer.
  if (userIds.length === 0) {
    await noteListingError(pool, guildId, "unavailable");
    return false;
  }
  const gone = await inTransaction(pool, (tx) => finishListing(tx, guildId, { startedAt, userIds }));
  log.info({ code: "members.listed", guildId, members: userIds.length, gone }, "members listed");
  return true;
}
