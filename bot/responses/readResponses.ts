/**
 * Reading who reacted and voted: lists that are due in a guild, newest first, one request after the other, for as long as no
 * fetch wants the place. Each list is one transaction, so that a kill costs the one in hand.
 */

import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { holdForgotten } from "../../core/database/forgetting/forgotten.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import {
  addPeople,
  countDueLists,
  type DueList,
  findDueLists,
  giveUpChannel,
  type ListedPerson,
  lockList,
  postponeList,
  recordListGone,
  storeWholeList,
} from "../../core/database/responses/lists.ts";
import { noteEarlierResponses } from "../../core/database/responses/noted.ts";
import {
  findKeeping,
  isFetchingFirst,
  type ResponseTask,
  reportResponses,
  responseTasks,
} from "../../core/database/responses/responseTasks.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool, Queryable } from "../../core/postgres/pool.ts";
import { AccountLostError, PermanentError, SnoozeError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import { provesNothing, storeMessages } from "../archive/storeMessages.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import { admitPeople } from "../forgetting/guard.ts";
import type { ResponseSource } from "../platforms/responseSource.ts";

export interface ResponseDeps {
  pool: Pool;
  writers: (platform: Platform) => ArchiveWriter;
  sessions: () => readonly HeldSession[];
  log: Logger;
}

/** Lists looked up at once. */
const batch = 50;
/** Messages looked through at once for what came before it was kept. */
const earlierAtOnce = 2_000;
/** How often it is asked whether a fetch wants the place. */
const lookEveryMs = 1_000;
const reportEveryMs = 5_000;
/** How long it stands back then; a fetch of one channel takes some seconds. */
const standBackMs = 15_000;
/** A channel that may not be read is asked for again so much later: each refusal counts towards a ban of our address. */
const refusedSeconds = 24 * 3_600;
/** A list that changes while it is read waits so long, twice as long each time. */
const changingSeconds = 15;
/** Then the platform's count and its list may well stay apart: what it lists is all there is to be had. */
const mostDisagreements = 3;
/** More due lists than that are not counted for the progress. */
const mostCounted = 100_000;

/** Works until nothing is due. Throws SnoozeError while fetches come first. */
export async function readResponses(
  deps: ResponseDeps,
  task: ResponseTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const run = new Run(deps, task, signal);
  try {
    await run.work();
  } finally {
    await run.report().catch(() => undefined); // counts for people: nothing depends on them
  }
  return { kind: "completed" };
}

class Run {
  readonly #deps: ResponseDeps;
  readonly #task: ResponseTask;
  readonly #signal: AbortSignal;
  #lists = 0;
  #requests = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #reportedAtMs = performance.now();

  constructor(deps: ResponseDeps, task: ResponseTask, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#signal = signal;
  }

  async work(): Promise<void> {
    const { pool } = this.#deps;
    const { guildId } = this.#task;
    for (;;) {
      await this.#standBack();
      const keeping = await findKeeping(pool, guildId);
      if (!keeping) return; // switched off meanwhile
      const due = await findDueLists(pool, guildId, batch);
      const refused = new Set<string>();
      for (const list of due) {
        if (refused.has(list.channelId)) continue;
        await this.#standBack();
        if (!(await this.#readOne(list))) refused.add(list.channelId);
      }
      if (due.length > 0) continue;
      if (keeping.isNoted) return;
      await underClaim(pool, responseTasks, this.#task, (tx) =>
        noteEarlierResponses(tx, guildId, earlierAtOnce),
      );
    }
  }

  /** Writes how far it is. */
  async report(): Promise<void> {
    const { pool } = this.#deps;
    const due = await countDueLists(pool, this.#task.guildId, mostCounted);
    const done = { lists: this.#lists, requests: this.#requests };
    [this.#lists, this.#requests] = [0, 0];
    await reportResponses(pool, this.#task, { ...done, due });
  }

  async #standBack(): Promise<void> {
    this.#signal.throwIfAborted();
    const now = performance.now();
    if (now - this.#lookedAtMs < lookEveryMs) return;
    this.#lookedAtMs = now;
    if (now - this.#reportedAtMs >= reportEveryMs) {
      this.#reportedAtMs = now;
      await this.report();
    }
    const guildIds = this.#deps.sessions().flatMap(({ session }) => session.directory.guildIds());
    if (await isFetchingFirst(this.#deps.pool, guildIds, this.#task.guildId))
      throw new SnoozeError("fetches_first", new Date(Date.now() + standBackMs));
  }

  #source(): { source: ResponseSource; writer: ArchiveWriter } {
    for (const { platform, session } of this.#deps.sessions())
      if (session.responses && session.directory.guildIds().includes(this.#task.guildId))
        return { source: session.responses, writer: this.#deps.writers(platform) };
    throw new AccountLostError("No account of this process is in this server");
  }

  /** False when its channel cannot be read. */
  async #readOne(list: DueList): Promise<boolean> {
    const { source, writer } = this.#source();
    const { pool, log } = this.#deps;
    const onRequest = () => void this.#requests++;
    try {
      const people = await source.people(list, onRequest, this.#signal);
      let message: { message: ArchiveMessage; authors: ArchiveAuthor[] } | null = null;
      // Another number than told: the count is old, or something is on its way. The message itself says which.
      if (people && people.length !== list.expected) {
        onRequest();
        message = await source.message(list.channelId, list.messageId, this.#signal);
      }
      if (people)
        await writer.storeAuthors([...people.map(({ author }) => author), ...(message?.authors ?? [])]);
      await underClaim(pool, responseTasks, this.#task, (tx) =>
        this.#store(tx, list, people, message?.message ?? null),
      );
      this.#lists++;
      return true;
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      const { channelId } = list;
      log.debug(
        { code: "responses.refused", channelId, reason: error.code },
        "a channel's lists are refused",
      );
      await giveUpChannel(
        pool,
        this.#task.guildId,
        channelId,
        error.code === "unknown_channel"
          ? { reason: "gone" }
          : { reason: "no_access", waitSeconds: refusedSeconds },
      );
      return false;
    }
  }

  /** What was read is the whole list unless something was heard of it since. */
  async #store(
    tx: Queryable,
    list: DueList,
    people: readonly { author: ArchiveAuthor; isBurst: boolean }[] | null,
    message: ArchiveMessage | null,
  ): Promise<void> {
    const { guildId } = this.#task;
    await holdForgotten(tx); // before the channel's lock, as everybody who stores
    await lockChannels(tx, [list.channelId]);
    const before = await lockList(tx, list);
    if (!before) return; // the reaction is no more
    if (people === null) return recordListGone(tx, list);
    const listed = people.map(({ author, isBurst }): ListedPerson => ({ userId: author.id, isBurst }));
    const named = await admitPeople(tx, guildId, listed);
    const waitSeconds = changingSeconds * 2 ** Math.min(list.attempts, 8);
    if (before.changes !== list.changes) {
      await addPeople(tx, list, named);
      return postponeList(tx, list, "changing", waitSeconds);
    }
    if (message) await storeMessages(tx, { guildId, channelId: list.channelId }, [message], provesNothing);
    const after = await lockList(tx, list);
    if (!after) return;
    if (after.expected !== people.length && list.attempts < mostDisagreements) {
      await addPeople(tx, list, named);
      return postponeList(tx, list, "changing", waitSeconds);
    }
    await storeWholeList(tx, list, named);
  }
}
