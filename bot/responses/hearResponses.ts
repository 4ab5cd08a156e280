/** Who reacted and voted, as it is told live: what of a round's counts is to be counted, and what the lists say after it. */

import {
  applyHeard,
  dropEmptyLists,
  keepsResponses,
  type ListDelta,
  settleHeard,
} from "../../core/database/responses/heard.ts";
import type { ResponseKind } from "../../core/model/response.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { ReactionDelta, Round, VoteDelta } from "../capture/rounds.ts";
import { admitPeople } from "../forgetting/guard.ts";

/** The counts to add, and what is to follow once they are written. */
export interface HeardRound {
  reactions: readonly ReactionDelta[];
  votes: readonly VoteDelta[];
  settle: () => Promise<void>;
}

/**
 * Writes who it was, where the guild keeps that. Of lists that know their people the counts follow them: what is told a
 * second time counts once (docs/notes/0060). People who are forgotten count and are not named.
 */
export async function hearResponses(tx: Queryable, round: Round): Promise<HeardRound> {
  const { place, responses, reactions, votes, clearings } = round;
  const told: HeardRound = { reactions, votes, settle: async () => undefined };
  if (responses.length + clearings.length === 0 || !(await keepsResponses(tx, place.guildId))) return told;
  const named = await admitPeople(tx, place.guildId, responses);
  const isNamed = new Set(named);
  const exact = new Map<string, ListDelta>();
  for (const list of await applyHeard(tx, place.channelId, named)) exact.set(keyOf(list), list);
  for (const one of responses) {
    const list = exact.get(keyOf(one));
    if (!list || isNamed.has(one)) continue;
    list.delta += one.delta;
    if (one.isBurst) list.burstDelta += one.delta;
  }
  const counted = {
    reactions: reactions.map((sum): ReactionDelta => {
      const list = exact.get(keyOf({ ...sum, kind: "reaction", item: sum.emoji }));
      return list ? { ...sum, delta: list.delta, burstDelta: list.burstDelta } : sum;
    }),
    votes: votes.map((sum): VoteDelta => {
      const list = exact.get(keyOf({ ...sum, kind: "vote", item: String(sum.answerId) }));
      return list ? { ...sum, delta: list.delta } : sum;
    }),
  };
  return {
    ...counted,
    async settle() {
      await settleHeard(tx, place, named, [
        ...counted.reactions.map((sum) => ({ ...sum, kind: "reaction" as const, item: sum.emoji })),
        ...counted.votes.map((sum) => ({
          ...sum,
          kind: "vote" as const,
          item: String(sum.answerId),
          burstDelta: 0,
        })),
      ]);
      await dropEmptyLists(
        tx,
        place.channelId,
        [...reactions, ...clearings].map(({ messageId }) => messageId),
      );
    },
  };
}

const keyOf = ({ messageId, kind, item }: { messageId: string; kind: ResponseKind; item: string }) =>
  `${messageId} ${kind} ${item}`;
