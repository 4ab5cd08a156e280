/**
 * Everything an account is told, in order. What arrives is put into a queue at once and worked one by one, since a missing
 * piece has to be asked for before what follows it may be told. Telegram's counts decide what is next (counts.ts):
 *
 *   an update that is next        → told
 *   one that was heard already    → dropped
 *   one with a gap before it      → getDifference / getChannelDifference, which brings it as well
 *   connected anew, the timer,
 *   something unreadable          → all chats are compared with Telegram's counts, and asked for where they differ
 *   too much was missed           → listening begins anew there; the sweep fetches what lies between
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../../../core/log.ts";
import { AccountLostError, PermanentError, SnoozeError } from "../../../../core/queue/errors.ts";
import { countsItself } from "../chat.ts";
import type { TelegramChats } from "../chats.ts";
import type { TelegramConnection } from "../connection.ts";
import { type Entities, toEntityMap } from "../convert/authors.ts";
import { Api, toLong } from "../gram.ts";
import { RpcError } from "../link/failures.ts";
import { markChannel } from "../peers.ts";
import type { PollPlace } from "../store.ts";
import { HeardCounts, sequelOf } from "./counts.ts";
import { chatOf, expandShort, pinsIn } from "./events.ts";
import { rereadMessages } from "./reread.ts";

export interface StreamSink {
  /** Sent just now, or (isMissed) while it was not heard. */
  onMessage(chatId: string, message: Api.TypeMessage, kind: "created" | "changed", entities: Entities): void;
  onDeleted(chatIds: readonly string[], messageIds: readonly number[]): void;
  /** Of updates without a count. */
  onUncounted(update: Api.TypeUpdate, entities: Entities): void;
  /** A chat's name, rights or kind may have changed. */
  onChatChanged(chatId: string): void;
  onEntities(entities: Entities): void;
  /** The newest message of a chat, where only its number was told. */
  onNewest(chatId: string, messageId: number): void;
}

export interface StreamDeps {
  connection: TelegramConnection;
  chats: TelegramChats;
  counts: HeardCounts;
  selfId: string;
  sink: StreamSink;
  /** Where polls are archived, by Telegram's numbers of them: updates of votes name nothing else. */
  findPolls(pollIds: readonly string[]): Promise<PollPlace[]>;
  /** Between two comparisons with Telegram's counts. */
  compareEveryMs: number;
  log: Logger;
}

type Work =
  | { kind: "updates"; updates: unknown }
  | { kind: "compare" }
  | { kind: "chat"; chatId: string }
  | { kind: "polls" };

/** What waits at most. What comes beyond is dropped, and asked for afterwards. */
const mostWaiting = 50_000;
const differenceLimit = 100;
const retryMs = 1_000;
const longestRetryMs = 60_000;
/** Polls that were voted in are read again at most so often: each vote would cost a request otherwise. */
const pollsEveryMs = 2_000;

export class UpdateStream {
  readonly #deps: StreamDeps;
  #queue: Work[] = [];
  #wake: () => void = () => undefined;
  /** Polls that were voted in since they were last read. */
  readonly #votedIn = new Set<string>();
  #pollTimer: NodeJS.Timeout | null = null;
  /** performance.now() of the last update. */
  heardAtMs: number | null = null;

  constructor(deps: StreamDeps) {
    this.#deps = deps;
  }

  /** To be called with everything that arrives, at once and in order. Never waits. */
  push(updates: unknown): void {
    this.heardAtMs = performance.now();
    this.#add({ kind: "updates", updates });
  }

  /** Something may have been missed. */
  compare(): void {
    if (this.#queue.at(-1)?.kind !== "compare") this.#add({ kind: "compare" });
  }

  #add(work: Work): void {
    if (this.#queue.length >= mostWaiting) {
      this.#queue = [{ kind: "compare" }]; // the counts tell what is missing
      this.#deps.log.warn(
        { code: "telegram.overflow" },
        "too many updates waited: what was dropped is asked for again",
      );
    }
    this.#queue.push(work);
    this.#wake();
  }

  /** Works until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const timer = setInterval(() => this.compare(), this.#deps.compareEveryMs);
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      for (let failures = 0; !signal.aborted; ) {
        const work = this.#queue[0];
        if (!work) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        try {
          await this.#work(work, signal);
          if (this.#queue[0] === work) this.#queue.shift();
          failures = 0;
        } catch (error) {
          if (signal.aborted || error instanceof AccountLostError) break;
          failures++;
          this.#deps.log.warn(
            { code: "telegram.difference_failed", failures, error },
            "updates could not be completed",
          );
          await sleep(this.#pauseMs(error, failures), undefined, { signal }).catch(() => undefined);
        }
      }
    } finally {
      clearInterval(timer);
      if (this.#pollTimer) clearTimeout(this.#pollTimer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  #pauseMs(error: unknown, failures: number): number {
    const namedMs = error instanceof SnoozeError ? error.until.getTime() - Date.now() : 0;
    return Math.max(
      namedMs,
      Math.min(longestRetryMs, retryMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2),
    );
  }

  async #work(work: Work, signal: AbortSignal): Promise<void> {
    if (work.kind === "compare") return this.#compareAll(signal);
    if (work.kind === "chat") return this.#chatDifference(work.chatId, signal);
    if (work.kind === "polls") return this.#readPolls(signal);
    const { updates } = work;
    if (updates instanceof Api.UpdatesTooLong) return this.#difference(signal);
    if (updates instanceof Api.UpdateShort) return this.#apply(updates.update, none, signal);
    if (updates instanceof Api.UpdateShortMessage || updates instanceof Api.UpdateShortChatMessage) {
      const message = expandShort(updates, toLong(this.#deps.selfId));
      const { pts, ptsCount } = updates;
      return this.#apply(new Api.UpdateNewMessage({ message, pts, ptsCount }), none, signal);
    }
    // Only an answer to a request of ours takes this form; the message itself is in the request.
    if (updates instanceof Api.UpdateShortSentMessage) return this.#difference(signal);
    if (updates instanceof Api.Updates || updates instanceof Api.UpdatesCombined)
      return this.#applyAll(updates, signal);
    this.#deps.log.debug({ code: "telegram.unknown_update" }, "Telegram sent something that is no update");
  }

  async #applyAll(updates: Api.Updates | Api.UpdatesCombined, signal: AbortSignal): Promise<void> {
    const entities = toEntityMap(updates.users, updates.chats);
    this.#deps.sink.onEntities(entities);
    const { account } = this.#deps.counts;
    const { seq } = updates;
    const first = updates instanceof Api.UpdatesCombined ? updates.seqStart : seq;
    for (const update of updates.updates) await this.#apply(update, entities, signal);
    if (!account || seq === 0) return;
    if (first > account.seq + 1) return this.#difference(signal);
    const now = this.#deps.counts.account;
    if (now && seq > now.seq) this.#deps.counts.setAccount({ ...now, seq, date: updates.date });
  }

  /** One update. A gap is filled before it, by which it is told as well. */
  async #apply(update: Api.TypeUpdate, entities: Entities, signal: AbortSignal): Promise<void> {
    const { counts } = this.#deps;
    if (update instanceof Api.UpdateChannelTooLong) {
      const chatId = markChannel(update.channelId.toString());
      if (counts.has(chatId)) await this.#chatDifference(chatId, signal);
      return;
    }
    const count = countOf(update);
    if (!count) return this.#tellUncounted(update, entities);
    const { chatId, pts, ptsCount } = count;
    if (chatId !== null) {
      const local = counts.ptsOf(chatId);
      if (local === null) return; // not archived
      const sequel = sequelOf(local, pts, ptsCount);
      if (sequel === "gap") return this.#chatDifference(chatId, signal);
      if (sequel === "known") return;
      await this.#tell(update, entities, signal);
      counts.advance(chatId, pts);
      return;
    }
    const { account } = counts;
    if (!account) return;
    const sequel = sequelOf(account.pts, pts, ptsCount);
    if (sequel === "gap") return this.#difference(signal);
    if (sequel === "known") return;
    await this.#tell(update, entities, signal);
    counts.setAccount({ ...account, pts });
  }

  /** What an update with a count says. Asks Telegram where it does not say all. */
  async #tell(update: Api.TypeUpdate, entities: Entities, signal: AbortSignal): Promise<void> {
    const pins = pinsIn(update);
    if (pins) return this.#reread(pins.chatId, pins.messageIds, signal);
    if (update instanceof Api.UpdateNewMessage || update instanceof Api.UpdateNewChannelMessage)
      return this.#tellMessage(update.message, "created", entities);
    if (update instanceof Api.UpdateEditMessage || update instanceof Api.UpdateEditChannelMessage)
      return this.#tellMessage(update.message, "changed", entities);
    if (update instanceof Api.UpdateDeleteChannelMessages)
      return this.#deps.sink.onDeleted([markChannel(update.channelId.toString())], update.messages);
    // These carry no chat. Their ids are the account's own, which no channel's message has anything to do with.
    if (update instanceof Api.UpdateDeleteMessages)
      return this.#deps.sink.onDeleted(
        this.#deps.chats.ids().filter((id) => {
          const chat = this.#deps.chats.find(id);
          return chat !== null && !countsItself(chat);
        }),
        update.messages,
      );
  }

  #tellMessage(message: Api.TypeMessage, kind: "created" | "changed", entities: Entities): void {
    const chatId = chatOf(message);
    if (chatId === null || !this.#deps.chats.find(chatId)) return;
    this.#deps.sink.onMessage(chatId, message, kind, entities);
    if (kind === "created") this.#deps.counts.raise(chatId, message.id);
  }

  #tellUncounted(update: Api.TypeUpdate, entities: Entities): void {
    if (update instanceof Api.UpdateChannel)
      return this.#deps.sink.onChatChanged(markChannel(update.channelId.toString()));
    if (update instanceof Api.UpdateChat)
      return this.#deps.sink.onChatChanged(`-${update.chatId.toString()}`);
    if (update instanceof Api.UpdateMessagePoll) return this.#noteVotes(update.pollId.toString());
    this.#deps.sink.onUncounted(update, entities);
  }

  #noteVotes(pollId: string): void {
    this.#votedIn.add(pollId);
    this.#pollTimer ??= setTimeout(() => {
      this.#pollTimer = null;
      this.#add({ kind: "polls" });
    }, pollsEveryMs);
  }

  async #readPolls(signal: AbortSignal): Promise<void> {
    const places = await this.#deps.findPolls([...this.#votedIn]);
    this.#votedIn.clear();
    const byChat = new Map<string, number[]>();
    for (const { chatId, messageId } of places)
      byChat.set(chatId, [...(byChat.get(chatId) ?? []), messageId]);
    for (const [chatId, ids] of byChat) await this.#reread(chatId, ids, signal);
  }

  /** Tells messages as they stand. Those of a chat that cannot be read any more are left as they were. */
  async #reread(chatId: string, ids: readonly number[], signal: AbortSignal): Promise<void> {
    try {
      for await (const { messages, entities } of rereadMessages(this.#deps, chatId, ids, signal))
        for (const message of messages) this.#tellMessage(message, "changed", entities);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
    }
  }

  /** What the account missed of private chats and basic groups. */
  async #difference(signal: AbortSignal): Promise<void> {
    const { connection, counts } = this.#deps;
    for (;;) {
      const { account } = counts;
      if (!account) return;
      const { pts, date, qts } = account;
      const answer = await connection
        .call(new Api.updates.GetDifference({ pts, date, qts }), { signal })
        .catch((error: unknown) => {
          if (isForgottenCount(error)) return null;
          throw error;
        });
      if (answer === null) {
        const { pts, qts, date, seq } = await connection.call(new Api.updates.GetState(), { signal });
        counts.setAccount({ pts, qts, date, seq });
        await this.#beginAnew(this.#countedByAccount(), signal);
        return;
      }
      if (answer instanceof Api.updates.DifferenceEmpty) {
        counts.setAccount({ ...account, date: answer.date, seq: answer.seq });
        return;
      }
      if (answer instanceof Api.updates.DifferenceTooLong) {
        counts.setAccount({ ...account, pts: answer.pts });
        await this.#beginAnew(this.#countedByAccount(), signal);
        continue;
      }
      const entities = toEntityMap(answer.users, answer.chats);
      this.#deps.sink.onEntities(entities);
      for (const message of answer.newMessages) this.#tellMessage(message, "created", entities);
      const isLast = answer instanceof Api.updates.Difference;
      const state = isLast ? answer.state : answer.intermediateState;
      // Those of channels have counts of their own; the account's are past their gap with the new state.
      for (const update of answer.otherUpdates) {
        const count = countOf(update);
        if (count && count.chatId === null) await this.#tell(update, entities, signal);
        else await this.#apply(update, entities, signal);
      }
      counts.setAccount({ pts: state.pts, qts: state.qts, date: state.date, seq: state.seq });
      if (isLast) return;
    }
  }

  /** What was missed of one channel or supergroup. */
  async #chatDifference(chatId: string, signal: AbortSignal): Promise<void> {
    const { connection, chats, counts } = this.#deps;
    for (;;) {
      const pts = counts.ptsOf(chatId);
      if (pts === null || chats.find(chatId)?.closed !== null) return;
      let answer: Api.updates.TypeChannelDifference;
      try {
        answer = await connection.call(
          new Api.updates.GetChannelDifference({
            channel: chats.inputChannel(chatId),
            filter: new Api.ChannelMessagesFilterEmpty(),
            pts,
            limit: differenceLimit,
          }),
          { signal, cost: differenceLimit },
        );
      } catch (error) {
        if (!(error instanceof PermanentError)) throw error;
        if (isForgottenCount(error)) return this.#beginAnew([chatId], signal);
        const code = error.cause instanceof RpcError ? error.cause.text : error.code;
        if (chats.close(chatId, code)) this.#deps.sink.onChatChanged(chatId);
        return;
      }
      if (answer instanceof Api.updates.ChannelDifferenceEmpty) return counts.advance(chatId, answer.pts);
      const entities = toEntityMap(answer.users, answer.chats);
      this.#deps.sink.onEntities(entities);
      if (answer instanceof Api.updates.ChannelDifferenceTooLong) {
        const { dialog } = answer;
        if (!(dialog instanceof Api.Dialog) || dialog.pts === undefined)
          return this.#beginAnew([chatId], signal);
        return this.#begin(chatId, dialog.pts, dialog.topMessage);
      }
      for (const message of answer.newMessages) this.#tellMessage(message, "created", entities);
      for (const update of answer.otherUpdates) {
        if (countOf(update)) await this.#tell(update, entities, signal);
        else this.#tellUncounted(update, entities);
      }
      counts.advance(chatId, answer.pts);
      if (answer.final) return;
    }
  }

  #countedByAccount(): string[] {
    const { chats } = this.#deps;
    return chats.ids().filter((id) => {
      const chat = chats.find(id);
      return chat !== null && !countsItself(chat);
    });
  }

  /** Listens to chats from now on: what came before is left to the sweep. */
  async #beginAnew(chatIds: readonly string[], signal: AbortSignal): Promise<void> {
    const heads = await this.#deps.chats.heads(chatIds, signal);
    for (const chatId of chatIds) {
      const head = heads.get(chatId);
      if (head) this.#begin(chatId, head.pts ?? 0, head.topMessageId);
      else this.#deps.counts.end(chatId);
    }
  }

  #begin(chatId: string, pts: number, topMessageId: number): void {
    this.#deps.counts.begin(chatId, { pts, newestMessageId: topMessageId }, Date.now());
    this.#deps.sink.onNewest(chatId, topMessageId);
  }

  /** Compares all counts with Telegram's, and asks where they differ; begins to listen to chats that were chosen since. */
  async #compareAll(signal: AbortSignal): Promise<void> {
    const { chats, counts } = this.#deps;
    if (!counts.account) {
      const state = await this.#deps.connection.call(new Api.updates.GetState(), { signal });
      counts.setAccount({ pts: state.pts, qts: state.qts, date: state.date, seq: state.seq });
    } else {
      await this.#difference(signal);
    }
    for (const id of counts.ids()) if (!chats.find(id)) counts.end(id);
    const ids = chats.ids();
    const heads = await chats.heads(ids, signal);
    for (const id of ids) {
      const chat = chats.find(id);
      if (!chat || chat.closed !== null) continue;
      const head = heads.get(id);
      const local = counts.ptsOf(id);
      if (local === null) {
        const from = head ?? (countsItself(chat) ? await chats.headOfOne(id, signal) : null);
        if (from) this.#begin(id, from.pts ?? 0, from.topMessageId);
        continue;
      }
      if (head) this.#deps.sink.onNewest(id, head.topMessageId);
      if (!countsItself(chat)) continue;
      if (head?.pts === undefined || head.pts === null || head.pts !== local)
        await this.#chatDifference(id, signal);
    }
  }
}

const none: Entities = new Map();

/** A count that Telegram has no memory of any more. */
const isForgottenCount = (error: unknown): boolean =>
  error instanceof PermanentError &&
  error.cause instanceof RpcError &&
  error.cause.text.startsWith("PERSISTENT_TIMESTAMP");

/** The count an update carries: its chat's (marked id) or the account's (null). Null for those without one. */
function countOf(update: Api.TypeUpdate): { chatId: string | null; pts: number; ptsCount: number } | null {
  if (!("pts" in update) || !("ptsCount" in update)) return null;
  const { pts, ptsCount } = update;
  if (typeof pts !== "number" || typeof ptsCount !== "number") return null;
  if (update instanceof Api.UpdateNewChannelMessage || update instanceof Api.UpdateEditChannelMessage)
    return { chatId: chatOf(update.message), pts, ptsCount };
  const channelId = "channelId" in update ? update.channelId : undefined;
  return { chatId: channelId ? markChannel(channelId.toString()) : null, pts, ptsCount };
}
