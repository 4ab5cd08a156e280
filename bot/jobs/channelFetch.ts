/** One fetch of one channel, page by page: what is read, what that proves, and what turns out not to have been true. */
import { setTimeout as sleep } from "node:timers/promises";
import { addInterval, type Coverage, coveredShare, type Interval } from "../../core/coverage.ts";
import { findUnarchived } from "../../core/database/archive/knownMessages.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { findOpenSetAside, type SetAsideItem } from "../../core/database/archive/setAside.ts";
import { type ChannelRow, raiseLastMessageIds } from "../../core/database/guilds/directory.ts";
import type { HistoryTask } from "../../core/database/tasks/historyTasks.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { RetryableError } from "../../core/queue/errors.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import type { ChatSession, HistoryPage, PageRequest } from "../platforms/platform.ts";
import {
  type CutPage,
  coveredOutside,
  cutToGap,
  endAtNewest,
  endsOf,
  nextStep,
  type Step,
  saysGapIsEmpty,
  withProven,
} from "./fetchPlan.ts";
import { createPageReader, type PageReader } from "./pageReader.ts";

export interface FetchChannelDeps {
  pool: Pool;
  writer: ArchiveWriter;
  session: ChatSession;
  log: Logger;
}

/** How often a fetch follows messages that were sent while it ran before it leaves the rest to the next one. */
const mostExtensions = 3;

/** How often coverage may turn out wrong before the task is put off. A platform that goes on like this is in trouble. */
const mostWithdrawals = 5;

export class ChannelFetch {
  readonly #deps: FetchChannelDeps;
  readonly #task: HistoryTask;
  readonly #channel: ChannelRow;
  readonly #signal: AbortSignal;
  readonly #reader: PageReader;
  /** What need not be read any more: the channel's coverage, or what this reconcile has read again. */
  #ledger: Coverage;
  #anchor: string | null;
  /** When the page read last was asked for; monotonic milliseconds. */
  #askedAtMs = 0;
  /** Ids that this version could not store: coverage leaves them out, and reading them again would end the same. */
  #setAside: Coverage = [];
  /** True when the channel has anything set aside that a page may resolve. */
  #hasSetAside = false;
  /** Coverage that turned out wrong and is read again. */
  readonly #withdrawn: Interval[] = [];

  constructor(deps: FetchChannelDeps, task: HistoryTask, channel: ChannelRow, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#channel = channel;
    this.#signal = signal;
    this.#reader = createPageReader(deps, channel, signal);
    this.#ledger = task.mode === "fill" ? channel.covered : task.reread;
    this.#anchor = task.anchorMessageId;
  }

  /** Reads until nothing is missing. Returns what had been called complete and was not. */
  async run(): Promise<{ withdrawn: readonly Interval[] }> {
    const open = await findOpenSetAside(this.#deps.pool, this.#channel.id);
    this.#hasSetAside = open.isAny;
    if (this.#task.mode === "fill") {
      this.#setAside = open.triedNow;
      this.#ledger = this.#withSetAside(this.#ledger);
    }
    await this.#readRange();
    for (const interval of this.#withdrawn) await this.#fill(interval); // what of it the range has left out
    return { withdrawn: this.#withdrawn };
  }

  async #readRange(): Promise<void> {
    const { beforeMessageId } = this.#task;
    if (beforeMessageId !== null) return this.#fill(this.#range(BigInt(beforeMessageId)));
    if (this.#anchor === null) await this.#readHead();
    if (this.#anchor === null) return; // an empty channel
    await this.#fill(this.#range(BigInt(this.#anchor) + 1n));
    await this.#followNewer();
  }

  /**
   * First run: the newest page fixes the anchor and is archived at once. It proves more than its newest message: that
   * nothing was sent since, up to what has settled.
   */
  async #readHead(): Promise<void> {
    const page = await this.#read({});
    const seen = endsOf(page);
    this.#anchor = seen && (seen.to - 1n).toString();
    const settled = BigInt(page.settledBelow);
    const range = this.#range(seen && seen.to > settled ? seen.to : settled);
    await this.#store(page, { request: {}, gap: range }, range);
  }

  #range(to: bigint): Interval {
    const after = this.#task.afterMessageId;
    return { from: after === null ? 0n : BigInt(after) + 1n, to };
  }

  async #fill(wanted: Interval): Promise<void> {
    let range = wanted;
    for (let step = nextStep(this.#ledger, range); step; step = nextStep(this.#ledger, range)) {
      this.#signal.throwIfAborted();
      let page = await this.#read(step.request);
      if (saysGapIsEmpty(page, step)) {
        // A server that answers one page to every question says so as well: asked from the other side it gives itself away.
        step = { ...step, request: { before: step.gap.to.toString() } };
        page = await this.#read(step.request);
      }
      range = endAtNewest(range, page, step);
      const wasProven = await this.#store(
        page,
        { ...step, gap: { from: step.gap.from, to: smaller(step.gap.to, range.to) } },
        range,
      );
      // Only the head of a busy channel proves nothing yet: its newest ids must settle first.
      if (!wasProven) await this.#pause(this.#deps.session.settleMs);
    }
  }

  /**
   * The final check: messages sent while the fetch ran belong to it, as long as they do not keep coming. What is known
   * to be newer is recorded, so that no channel is shown complete without it.
   */
  async #followNewer(): Promise<void> {
    if (this.#reader.hasReadOnlyHead) return; // no time has passed in which something could have been missed
    for (let extension = 0; this.#anchor !== null; extension++) {
      const newest = await this.#deps.session.newestMessageId(this.#channel, this.#signal);
      if (newest === null || BigInt(newest) <= BigInt(this.#anchor)) return;
      await raiseLastMessageIds(this.#deps.pool, new Map([[this.#channel.id, newest]]));
      if (extension === mostExtensions) return;
      this.#anchor = newest;
      await this.#fill(this.#range(BigInt(newest) + 1n));
    }
  }

  #read(request: PageRequest): Promise<HistoryPage> {
    this.#askedAtMs = performance.now();
    return this.#reader.read(request);
  }

  /** Archives a page. False when it proved nothing. */
  async #store(page: HistoryPage, step: Step, range: Interval): Promise<boolean> {
    const cut = cutToGap(page, step);
    const { proven } = cut;
    const isReread = this.#task.mode === "reconcile";
    const stored = await this.#deps.writer.storePage(this.#task, {
      place: { guildId: this.#channel.guildId, channelId: this.#channel.id },
      messages: isReread ? cut.messages : await this.#withOverlooked(page, cut),
      authors: page.authors,
      rawOf: page.rawOf,
      proof: {
        interval: proven && { fromId: proven.from.toString(), toId: proven.to.toString() },
        isReread,
        setAside: cut.setAside,
        mayResolve: this.#hasSetAside,
      },
      readAnew: isReread ? this.#ledger : [],
      askedAtMs: this.#askedAtMs,
      progress: this.#share(withProven(this.#ledger, proven), range),
      anchorMessageId: this.#anchor,
    });
    if (stored.contradicted.length > 0) this.#noteWithdrawn(stored.contradicted);
    this.#noteSetAside(stored.setAside);
    this.#ledger = isReread ? withProven(this.#ledger, proven) : this.#withSetAside(stored.covered);
    return proven !== null;
  }

  /** The page's messages in the gap, and those where all was thought to be archived although they are not. */
  async #withOverlooked(page: HistoryPage, { messages }: CutPage): Promise<ArchiveMessage[]> {
    const known = coveredOutside(page, messages, this.#ledger);
    const overlooked = await findUnarchived(
      this.#deps.pool,
      this.#channel.id,
      known.map(({ id }) => id),
    );
    return overlooked.size === 0
      ? messages
      : [...messages, ...known.filter(({ id }) => overlooked.has(id))].sort((a, b) =>
          BigInt(a.id) < BigInt(b.id) ? 1 : -1,
        );
  }

  #noteSetAside(items: readonly SetAsideItem[]): void {
    this.#hasSetAside ||= items.length > 0;
    for (const { place } of items)
      if (place)
        this.#setAside = addInterval(this.#setAside, { from: BigInt(place.fromId), to: BigInt(place.toId) });
  }

  #withSetAside(covered: Coverage): Coverage {
    return this.#setAside.reduce(addInterval, covered);
  }

  #noteWithdrawn(intervals: readonly Interval[]): void {
    this.#withdrawn.push(...intervals);
    this.#deps.log.warn(
      {
        code: "coverage.withdrawn",
        taskId: this.#task.id,
        channelId: this.#channel.id,
        intervals: intervals.map(({ from, to }) => `[${from},${to})`),
      },
      "a message turned up where all was thought to be archived: its surroundings are read again",
    );
    if (this.#withdrawn.length > mostWithdrawals) {
      throw new RetryableError(
        "inconsistent_page",
        "The platform goes on showing messages that it did not show before; it is asked again later.",
      );
    }
  }

  /** Progress counts from the channel's creation: before it there was nothing to read. */
  #share(ledger: Coverage, range: Interval): number {
    const { directory } = this.#deps.session;
    const start = BigInt(directory.historyStart(this.#channel.id));
    const from = range.from > start || start >= range.to ? range.from : start;
    return coveredShare(ledger, { from, to: range.to }, (id) => directory.scale(id));
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
  }
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
