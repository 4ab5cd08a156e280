/**
 * Reads pages of one channel and believes none that need not be true: a platform in trouble, or one that took the
 * permission away this moment, answers empty lists or the wrong page instead of an error.
 *
 * - A page lies where it was asked for, or it is no answer.
 * - A page that is not full claims that nothing lies beyond it. Messages that the archive holds there, or that the
 *   platform's listing names, speak against it: they are asked for one by one. One that stands refutes the page.
 * - An empty page says nothing at all before the permission was confirmed by a request that needs it, and a second look
 *   found nothing either.
 *
 * What speaks against a page is read from the archive, so that a later attempt knows what an earlier one saw.
 */
import type { Interval } from "../../core/coverage.ts";
import { findArchivedEnds } from "../../core/database/archive/knownMessages.ts";
import type { ChannelRow } from "../../core/database/guilds/directory.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { RetryableError } from "../../core/queue/errors.ts";
import type { ChatSession, HistoryPage, PageRequest } from "../platforms/platform.ts";
import { endsOf, idsOf } from "./fetchPlan.ts";

export interface PageReader {
  /**
   * Reads a page that can be believed. Throws PermanentError when the channel cannot be read any more, RetryableError
   * (inconsistent_page) when the platform goes on contradicting itself.
   */
  read(request: PageRequest): Promise<HistoryPage>;
  /** True while the newest page is all that was read. */
  readonly hasReadOnlyHead: boolean;
}

/**
 * How often a question is asked before its answers count as contradictory. Fewer would give up on a server that is in
 * trouble for a moment, more would hold the task up that could wait in the queue instead.
 */
const mostTries = 5;

/** Above every id. */
const endOfIds = 2n ** 63n - 1n;

export function createPageReader(
  deps: { pool: Pool; session: ChatSession },
  channel: ChannelRow,
  signal: AbortSignal,
): PageReader {
  const { pool, session } = deps;
  let hasReadOnlyHead = true;

  /** Messages known to have stood in the interval. */
  async function findWitnesses(within: Interval): Promise<string[]> {
    const archived = await findArchivedEnds(pool, channel.id, within);
    const named = channel.lastMessageId;
    const isNamedThere = named !== null && BigInt(named) >= within.from && BigInt(named) < within.to;
    return isNamedThere && !archived.includes(named) ? [...archived, named] : archived;
  }

  /** True when one of the messages stands. Throws when the channel cannot be read. */
  async function doesAnyStand(messageIds: readonly string[]): Promise<boolean> {
    for (const id of messageIds) if (await session.confirmReadable(channel, id, signal)) return true;
    return false;
  }

  async function confirmPermission(): Promise<void> {
    const [known] = await findArchivedEnds(pool, channel.id, { from: 0n, to: endOfIds });
    await session.confirmReadable(channel, known ?? channel.lastMessageId, signal);
  }

  return {
    get hasReadOnlyHead() {
      return hasReadOnlyHead;
    },
    async read(request) {
      hasReadOnlyHead &&= request.before === undefined && request.after === undefined;
      /** Where a page claimed that nothing lies, and nothing spoke against it. */
      let confirmed: Interval | null = null;
      for (let tries = 0; tries < mostTries; tries++) {
        const page = await session.historyPage(channel.id, request, signal);
        if (!liesWhereAsked(page, request)) continue;
        if (page.isFull) return withUsableId(page);
        const beyond = emptyBeyond(page, request);
        if (confirmed && confirmed.from <= beyond.from && beyond.to <= confirmed.to) return page;
        const witnesses = await findWitnesses(beyond);
        if (witnesses.length === 0 && !isEmpty(page)) return page;
        if (await doesAnyStand(witnesses)) continue;
        if (witnesses.length === 0) await confirmPermission();
        confirmed = beyond;
      }
      throw new RetryableError(
        "inconsistent_page",
        "The platform goes on answering pages that contradict what it has shown before.",
      );
    },
  };
}

function withUsableId(page: HistoryPage): HistoryPage {
  if (endsOf(page)) return page;
  throw new RetryableError("discord_unreadable", "A page of messages arrived of which none has a usable id.");
}

function liesWhereAsked(page: HistoryPage, { before, after }: PageRequest): boolean {
  return idsOf(page).every(
    (id) => (before === undefined || id < BigInt(before)) && (after === undefined || id > BigInt(after)),
  );
}

/** Where a page that is not full claims that no message lies: below its oldest one, or above its newest one. */
function emptyBeyond(page: HistoryPage, { before, after }: PageRequest): Interval {
  const seen = endsOf(page);
  if (after !== undefined) return { from: seen?.to ?? BigInt(after) + 1n, to: endOfIds };
  return { from: 0n, to: seen?.from ?? (before === undefined ? endOfIds : BigInt(before)) };
}

const isEmpty = ({ messages, setAside }: HistoryPage) => messages.length + setAside.length === 0;
