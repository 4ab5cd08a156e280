/**
 * Orders the events of a batch so that they can be stored many at a time: a round holds no two changes of one message
 * whose order matters. What a message went through is kept step by step, since each step may become a version. Pure.
 */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage, ArchiveReaction, MessagePlace } from "../../core/database/archive/messages.ts";
import type { HeardResponse } from "../../core/database/responses/heard.ts";
import type { MessageCounts } from "../../core/database/telegram/counts.ts";
import type { MessageEvent, ReactionKind } from "../platforms/liveFeed.ts";

/** Changes of one channel, to be stored in this order: messages, reactions and votes, clearings, deletions. */
export interface Round {
  place: MessagePlace;
  messages: ArchiveMessage[];
  /** Those of them that were sent just now: they may be heard late, and say nothing of what was heard before. */
  createdIds: Set<string>;
  authors: ArchiveAuthor[];
  reactions: ReactionDelta[];
  votes: VoteDelta[];
  /** Who gave or took back what of these: one entry per person and place, as it ended. */
  responses: HeardResponse[];
  clearings: { messageId: string; emoji: string | null }[];
  /** By message: all its reactions as they stand. */
  reactionsSet: Map<string, readonly ArchiveReaction[]>;
  counts: MessageCounts[];
  deletedIds: string[];
}

export interface ReactionDelta extends Omit<ReactionKind, "isBurst"> {
  messageId: string;
  delta: number;
  burstDelta: number;
}

export interface VoteDelta {
  messageId: string;
  answerId: number;
  delta: number;
}

/** Steps within a round, in the order in which they are stored. */
const step = { message: 0, count: 1, clear: 2, delete: 3 } as const;
type Step = (typeof step)[keyof typeof step];

/** Rounds in the order in which they have to be stored; those of different channels do not depend on one another. */
export function toRounds(events: readonly MessageEvent[]): Round[] {
  const channels = new Map<string, ChannelRounds>();
  for (const event of events) {
    let channel = channels.get(event.place.channelId);
    if (!channel) channels.set(event.place.channelId, (channel = new ChannelRounds(event.place)));
    channel.add(event);
  }
  return [...channels.values()].flatMap((channel) => channel.rounds);
}

class ChannelRounds {
  readonly rounds: Round[] = [];
  readonly #place: MessagePlace;
  /** By message: where its last change went. */
  readonly #last = new Map<string, { round: number; step: Step }>();

  constructor(place: MessagePlace) {
    this.#place = place;
  }

  add(event: MessageEvent): void {
    switch (event.kind) {
      case "created":
      case "changed": {
        const round = this.#roundFor(event.message.id, step.message);
        round.messages.push(event.message);
        if (event.kind === "created") round.createdIds.add(event.message.id);
        round.authors.push(...event.authors);
        return;
      }
      case "reacted":
        return addReaction(this.#roundFor(event.messageId, step.count), event);
      case "voted":
        return addVote(this.#roundFor(event.messageId, step.count), event);
      case "reactionsSet":
        this.#roundFor(event.messageId, step.count).reactionsSet.set(event.messageId, event.reactions);
        return;
      case "counted":
        this.#roundFor(event.counts.messageId, step.count).counts.push(event.counts);
        return;
      case "reactionsCleared":
        this.#roundFor(event.messageId, step.clear).clearings.push(event);
        return;
      case "deleted":
        for (const id of event.messageIds) this.#roundFor(id, step.delete).deletedIds.push(id);
    }
  }

  /** The earliest round that may take this change of the message: after all its earlier ones. */
  #roundFor(messageId: string, next: Step): Round {
    const last = this.#last.get(messageId);
    // Counts can be summed and clearings repeated within a round; a second text or deletion needs its own.
    const mayJoin =
      last !== undefined &&
      (last.step < next || (last.step === next && (next === step.count || next === step.clear)));
    const number = last === undefined ? 0 : mayJoin ? last.round : last.round + 1;
    this.#last.set(messageId, { round: number, step: next });
    while (this.rounds.length <= number) this.rounds.push(emptyRound(this.#place));
    return this.rounds[number] as Round;
  }
}

function emptyRound(place: MessagePlace): Round {
  return {
    place,
    messages: [],
    createdIds: new Set(),
    authors: [],
    reactions: [],
    votes: [],
    responses: [],
    clearings: [],
    reactionsSet: new Map(),
    counts: [],
    deletedIds: [],
  };
}

function addReaction(round: Round, event: Extract<MessageEvent, { kind: "reacted" }>): void {
  const { messageId, reaction, delta } = event;
  let sum = round.reactions.find((one) => one.messageId === messageId && one.emoji === reaction.emoji);
  if (!sum) {
    const { emoji, emojiId, isAnimated } = reaction;
    sum = { messageId, emoji, emojiId, isAnimated, delta: 0, burstDelta: 0 };
    round.reactions.push(sum);
  }
  sum.delta += delta;
  if (reaction.isBurst) sum.burstDelta += delta;
  const { emoji: item, isBurst } = reaction;
  addResponse(round, { messageId, kind: "reaction", item, userId: event.userId, isBurst, delta });
}

function addVote(round: Round, event: Extract<MessageEvent, { kind: "voted" }>): void {
  const { messageId, answerId, delta } = event;
  const sum = round.votes.find((one) => one.messageId === messageId && one.answerId === answerId);
  if (sum) sum.delta += delta;
  else round.votes.push({ messageId, answerId, delta });
  const { userId } = event;
  addResponse(round, { messageId, kind: "vote", item: String(answerId), userId, isBurst: false, delta });
}

function addResponse(round: Round, told: Omit<HeardResponse, "isOn">): void {
  const isOn = told.delta > 0;
  const { messageId, kind, item, userId, isBurst } = told;
  const known = round.responses.find(
    (one) =>
      one.messageId === messageId &&
      one.kind === kind &&
      one.item === item &&
      one.userId === userId &&
      one.isBurst === isBurst,
  );
  if (known) {
    known.isOn = isOn;
    known.delta += told.delta;
  } else round.responses.push({ ...told, isOn });
}
