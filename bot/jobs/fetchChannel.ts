/** Fetches the history of one channel or thread: fills the gaps of what is covered, or reads it all again. */
import { setTimeout as sleep } from "node:timers/promises";
import { addInterval, type Coverage, coveredShare, type Interval } from "../../core/coverage.ts";
import { describeSetAside, findOpenSetAside } from "../../core/database/archive/setAside.ts";
import { touchChannelFetched } from "../../core/database/guilds/channelCoverage.ts";
import type { ChannelRow } from "../../core/database/guilds/directory.ts";
import type { HistoryTask } from "../../core/database/tasks/historyTasks.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import type { ChatSession, HistoryPage } from "../platforms/platform.ts";
import { cutToGap, endAtNewest, endsOf, nextStep, type Step, withProven } from "./fetchPlan.ts";
import { createPageReader, type PageReader } from "./pageReader.ts";
import { unreadableMessage } from "./unreadable.ts";

export interface FetchChannelDeps {
  pool: Pool;
  writer: ArchiveWriter;
  session: ChatSession;
}

/** How often a fetch follows messages that were sent while it ran before it leaves the rest to the next one. */
const mostExtensions = 3;

/**
 * Works one channel task to its end. Resumes from coverage alone. Throws the taxonomy of platforms/errors.ts,
 * LeaseLostError, or the abort reason of `signal`; whatever was stored until then stays and counts.
 */
export async function fetchChannel(
  deps: FetchChannelDeps,
  task: HistoryTask,
  channel: ChannelRow,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const missing = deps.session.directory.missing(channel);
  if (missing.length > 0)
    return { kind: "warning", reason: "missing_permission", message: unreadableMessage(missing) };
  if (!channel.hasHistory) return { kind: "completed" };
  try {
    await new ChannelFetch(deps, task, channel, signal).run();
  } catch (error) {
    if (
      error instanceof PermanentError &&
      (error.code === "missing_access" || error.code === "missing_permission")
    ) {
      return { kind: "warning", reason: error.code, message: error.message };
    }
    throw error;
  }
  await touchChannelFetched(deps.pool, channel.id);
  const setAside = await describeSetAside(deps.pool, channel.id, {
    afterId: task.afterMessageId,
    beforeId: task.beforeMessageId,
  });
  if (setAside !== null) return { kind: "warning", reason: "messages_set_aside", message: setAside };
  if (!deps.session.identity.readsContent) {
    return {
      kind: "warning",
      reason: "no_message_content",
      message:
        "Messages were archived without their text: the bot has no MESSAGE_CONTENT intent. Switch it on in the Discord developer portal (Bot, Privileged Gateway Intents), then fetch again with mode reconcile.",
    };
  }
  return { kind: "completed" };
}

class ChannelFetch {
  readonly #deps: FetchChannelDeps;
  readonly #task: HistoryTask;
  readonly #channel: ChannelRow;
  readonly #signal: AbortSignal;
  readonly #reader: PageReader;
  /** What need not be read any more: the channel's coverage, or what this reconcile has read again. */
  #ledger: Coverage;
  #anchor: string | null;
  /** Ids that this version could not store: coverage leaves them out, and reading them again would end the same. */
  #setAside: Coverage = [];
  /** True when the channel has anything set aside that a page may resolve. */
  #hasSetAside = false;

  constructor(deps: FetchChannelDeps, task: HistoryTask, channel: ChannelRow, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#channel = channel;
    this.#signal = signal;
    this.#reader = createPageReader(deps.session, channel, signal);
    this.#ledger = task.mode === "fill" ? channel.covered : task.reread;
    this.#anchor = task.anchorMessageId;
  }

  async run(): Promise<void> {
    const open = await findOpenSetAside(this.#deps.pool, this.#channel.id);
    this.#hasSetAside = open.isAny;
    if (this.#task.mode === "fill") {
      this.#setAside = open.triedNow;
      this.#ledger = this.#withSetAside(this.#ledger);
    }
    const { beforeMessageId } = this.#task;
    if (beforeMessageId !== null) return this.#fill(BigInt(beforeMessageId));
    if (this.#anchor === null) await this.#readHead();
    if (this.#anchor === null) return; // an empty channel
    await this.#fill(BigInt(this.#anchor) + 1n);
    await this.#followNewer();
  }

  /**
   * First run: the newest page fixes the anchor and is archived at once. It proves more than its newest message: that
   * nothing was sent since, up to what has settled.
   */
  async #readHead(): Promise<void> {
    const page = await this.#reader.read({});
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

  async #fill(end: bigint): Promise<void> {
    let range = this.#range(end);
    for (let step = nextStep(this.#ledger, range); step; step = nextStep(this.#ledger, range)) {
      this.#signal.throwIfAborted();
      const page = await this.#reader.read(step.request);
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

  /** The final check: messages sent while the fetch ran belong to it, as long as they do not keep coming. */
  async #followNewer(): Promise<void> {
    if (this.#reader.hasReadOnlyHead) return; // no time has passed in which something could have been missed
    for (let extension = 0; extension < mostExtensions && this.#anchor !== null; extension++) {
      const newest = await this.#deps.session.newestMessageId(this.#channel, this.#signal);
      if (newest === null || BigInt(newest) <= BigInt(this.#anchor)) return;
      this.#anchor = newest;
      await this.#fill(BigInt(newest) + 1n);
    }
  }

  /** Archives a page. False when it proved nothing. */
  async #store(page: HistoryPage, step: Step, range: Interval): Promise<boolean> {
    const { messages, setAside, proven } = cutToGap(page, step);
    const stored = await this.#deps.writer.storePage(this.#task, {
      place: { guildId: this.#channel.guildId, channelId: this.#channel.id },
      messages,
      authors: page.authors,
      rawOf: page.rawOf,
      proof: {
        interval: proven && { fromId: proven.from.toString(), toId: proven.to.toString() },
        isReread: this.#task.mode === "reconcile",
        setAside,
        mayResolve: this.#hasSetAside,
      },
      progress: this.#share(withProven(this.#ledger, proven), range),
      anchorMessageId: this.#anchor,
    });
    this.#hasSetAside ||= stored.setAside.length > 0;
    for (const { place } of stored.setAside)
      if (place)
        this.#setAside = addInterval(this.#setAside, { from: BigInt(place.fromId), to: BigInt(place.toId) });
    this.#ledger =
      this.#task.mode === "fill" ? this.#withSetAside(stored.covered) : withProven(this.#ledger, proven);
    return proven !== null;
  }

  #withSetAside(covered: Coverage): Coverage {
    return this.#setAside.reduce(addInterval, covered);
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
