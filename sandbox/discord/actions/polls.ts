import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import { type MessageFacts, votersOf } from "../world/facts.ts";
import type { User } from "../world/model.ts";
import { replaceMessage } from "../world/overlay.ts";
import { publishMessage } from "./messages.ts";

/**
 * Gives or takes back one person's vote; does nothing when that is already so. `answerId` counts from 1, as Discord's. Polls
 * here take one vote per person: an earlier one is taken back first, and told of.
 */
export function setVote(
  core: Core,
  facts: MessageFacts,
  answerId: number,
  user: User,
  { on, silent }: { on: boolean; silent?: boolean | undefined },
): void {
  const { poll } = facts;
  if (!poll || poll.votes[answerId - 1] === undefined) return;
  const voters = votersOf(facts);
  const answers = voters.flatMap((users, i) => (users.some(({ id }) => id === user.id) ? [i + 1] : []));
  if (answers.includes(answerId) === on) return;
  const takenBack = on ? answers : [answerId];
  const after = voters.map((users, i) => {
    const others = takenBack.includes(i + 1) ? users.filter(({ id }) => id !== user.id) : users;
    return on && i === answerId - 1 ? [...others, user] : others;
  });
  replaceMessage({ ...facts, poll: { ...poll, voters: after, votes: after.map((users) => users.length) } });
  if (silent) return;
  for (const answer of takenBack) publishVote(core, facts, answer, user, false);
  if (on) publishVote(core, facts, answerId, user, true);
}

function publishVote(core: Core, facts: MessageFacts, answerId: number, user: User, on: boolean): void {
  const { channel } = facts;
  const vote = {
    user_id: user.id,
    channel_id: channel.id,
    message_id: facts.id,
    guild_id: channel.guild.id,
    answer_id: answerId,
  };
  core.publish({
    name: on ? "MESSAGE_POLL_VOTE_ADD" : "MESSAGE_POLL_VOTE_REMOVE",
    guild: channel.guild,
    channel,
    intents: Intent.polls,
    write: () => JSON.stringify(vote),
  });
}

/** Ends a poll: its counts are final from now on. Discord tells it by an update of the message. */
export function finalizePoll(core: Core, facts: MessageFacts): void {
  if (!facts.poll) return;
  const ended = { ...facts, poll: { ...facts.poll, finalized: true, expiresMs: core.now() } };
  replaceMessage(ended);
  publishMessage(core, "MESSAGE_UPDATE", ended);
}
