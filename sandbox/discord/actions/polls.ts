import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import type { MessageFacts } from "../world/facts.ts";
import type { User } from "../world/model.ts";
import { replaceMessage } from "../world/overlay.ts";
import { publishMessage } from "./messages.ts";

/** Gives or takes back one person's vote. `answerId` counts from 1, as Discord's. */
export function setVote(core: Core, facts: MessageFacts, answerId: number, user: User, on: boolean): void {
  const { poll, channel } = facts;
  if (!poll) return;
  const votes = poll.votes.map((count, i) =>
    i === answerId - 1 ? Math.max(0, count + (on ? 1 : -1)) : count,
  );
  replaceMessage({ ...facts, poll: { ...poll, votes } });
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
