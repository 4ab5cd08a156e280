/** Reads pages of one channel and believes no empty one at once. */
import type { ChannelRow } from "../../core/database/guilds/directory.ts";
import { RetryableError } from "../../core/queue/errors.ts";
import type { ChatSession, HistoryPage, PageRequest } from "../platforms/platform.ts";
import { endsOf, idsOf } from "./fetchPlan.ts";

export interface PageReader {
  /**
   * Reads a page. An empty one must be confirmed by another look, and no page may contradict what an earlier one
   * showed: a server in trouble, or a permission taken away this moment, answers empty lists as well. Throws
   * RetryableError for a contradiction.
   */
  read(request: PageRequest): Promise<HistoryPage>;
  /** True while the newest page is all that was read. */
  readonly hasReadOnlyHead: boolean;
}

/**
 * How often a channel whose listing names a last message must answer that it holds none. Nothing it showed earlier
 * could contradict it, so two looks were believed too soon; its messages may all have been deleted, so it is believed
 * in the end.
 */
const headTries = 5;

export function createPageReader(session: ChatSession, channel: ChannelRow, signal: AbortSignal): PageReader {
  /** Oldest message seen so far. */
  let oldestSeen: bigint | null = null;
  let hasReadOnlyHead = true;

  return {
    get hasReadOnlyHead() {
      return hasReadOnlyHead;
    },
    async read(request) {
      const isHead = request.before === undefined && request.after === undefined;
      hasReadOnlyHead &&= isHead;
      let page = await session.historyPage(channel.id, request, signal);
      const mostTries = !isHead ? 2 : channel.lastMessageId === null ? 1 : headTries;
      for (let tries = 1; isEmpty(page) && tries < mostTries; tries++)
        page = await session.historyPage(channel.id, request, signal);
      if (oldestSeen !== null && contradicts(page, request, oldestSeen)) {
        throw new RetryableError(
          "inconsistent_page",
          "The platform answered fewer messages than it showed before; it is asked again later.",
        );
      }
      const seen = endsOf(page);
      if (page.isFull && !seen) {
        throw new RetryableError(
          "discord_unreadable",
          "A page of messages arrived of which none has a usable id.",
        );
      }
      if (seen && (oldestSeen === null || seen.from < oldestSeen)) oldestSeen = seen.from;
      return page;
    },
  };
}

/** A page that is not full claims to hold all there is on its side; a message seen there before says otherwise. */
function contradicts(page: HistoryPage, request: PageRequest, oldestSeen: bigint): boolean {
  if (page.isFull) return false;
  if (request.after !== undefined) return isEmpty(page) && BigInt(request.after) < oldestSeen;
  const shouldHoldIt = request.before === undefined || oldestSeen < BigInt(request.before);
  return shouldHoldIt && !idsOf(page).includes(oldestSeen);
}

const isEmpty = ({ messages, setAside }: HistoryPage) => messages.length + setAside.length === 0;
