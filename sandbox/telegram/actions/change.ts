/** Changes of messages that exist: edits, deletions, pins, reactions, counts. */
import type { Core } from "../core.ts";
import type { Tl } from "../tl/writer.ts";
import type { Told } from "../updates/publisher.ts";
import { toPollResults } from "../wire/media.ts";
import { toMessage, toReactions } from "../wire/messages.ts";
import { toPeer } from "../wire/peers.ts";
import type { BoxEvent } from "../world/box.ts";
import type { Facts } from "../world/facts.ts";
import { findMessage, removeMessage, replaceMessage } from "../world/messages.ts";
import { type Chat, isChannel, type Person } from "../world/model.ts";
import { postService } from "./post.ts";

/** Gives a message new words or media. */
export function editMessage(
  core: Core,
  facts: Facts,
  change: Partial<Pick<Facts, "text" | "entities" | "media" | "buttons">>,
  told: Told = {},
): BoxEvent {
  const dateS = Math.floor(core.now() / 1_000);
  const after = { ...facts, ...change, editedS: dateS, editHidden: false };
  replaceMessage(facts, after, core.now());
  return announceEdit(core, after, told);
}

function announceEdit(core: Core, facts: Facts, told: Told): BoxEvent {
  const { chat } = facts;
  const name = isChannel(chat) ? "updateEditChannelMessage" : "updateEditMessage";
  return core.updates.publish(
    {
      ptsCount: 1,
      dateS: Math.floor(core.now() / 1_000),
      created: null,
      toUpdate: (account) => ({
        _: name,
        message: toMessage(findMessage(chat, facts.id) ?? facts, core.updates.context(account)),
        pts: 0,
        pts_count: 0,
      }),
      chat,
    },
    told,
  );
}

/** Deletes those of the messages that exist; null when none does. */
export function deleteMessages(
  core: Core,
  chat: Chat,
  ids: readonly number[],
  told: Told = {},
): BoxEvent | null {
  const found = ids.flatMap((id) => findMessage(chat, id) ?? []);
  if (found.length === 0) return null;
  for (const facts of found) removeMessage(facts, core.now());
  const messages = found.map(({ id }) => id);
  // Only channels say where it was: elsewhere the ids are the account's own.
  const update: Tl = isChannel(chat)
    ? { _: "updateDeleteChannelMessages", channel_id: chat.id, messages, pts: 0, pts_count: 0 }
    : { _: "updateDeleteMessages", messages, pts: 0, pts_count: 0 };
  const dateS = Math.floor(core.now() / 1_000);
  return core.updates.publish(
    { ptsCount: messages.length, dateS, created: null, toUpdate: () => update, chat },
    told,
  );
}

/** Pins or unpins; a pin is also told by a service message. */
export function setPinned(core: Core, facts: Facts, by: Person, pinned: boolean, told: Told = {}): BoxEvent {
  const { chat, id } = facts;
  if (pinned) chat.pins.add(id);
  else chat.pins.delete(id);
  const flags = { pinned, messages: [id], pts: 0, pts_count: 0 };
  const update: Tl = isChannel(chat)
    ? { _: "updatePinnedChannelMessages", channel_id: chat.id, ...flags }
    : { _: "updatePinnedMessages", peer: toPeer(chat.person ?? chat), ...flags };
  const dateS = Math.floor(core.now() / 1_000);
  const event = core.updates.publish(
    { ptsCount: 1, dateS, created: null, toUpdate: () => update, chat },
    told,
  );
  if (pinned) {
    postService(core, chat, by, { _: "messageActionPinMessage" }, { ...told, except: null }, (notice) => {
      notice.reply = { id, topId: null, forumTopic: false, quote: null };
    });
  }
  return event;
}

/**
 * Adds (`by` 1) or takes back (-1) reactions. Told without a counter, as on Telegram: who misses the update
 * finds out only by reading the message again.
 */
export function react(core: Core, facts: Facts, emoji: string, by: number, told: Told = {}): Facts {
  const counts = new Map(facts.reactions.map((reaction) => [reaction.emoji, reaction.count]));
  counts.set(emoji, Math.max(0, (counts.get(emoji) ?? 0) + by));
  const reactions = [...counts]
    .map(([name, count]) => ({ emoji: name, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const after = { ...facts, reactions };
  replaceMessage(facts, after, core.now());
  const { chat } = facts;
  core.updates.announce(
    chat,
    () => ({
      _: "updateMessageReactions",
      peer: toPeer(chat.person ?? chat),
      msg_id: facts.id,
      reactions: toReactions(reactions, chat.kind !== "channel"),
    }),
    told,
  );
  return after;
}

/** Votes for an answer of a poll (its place, from 0); told without a counter and by the poll's number alone. */
export function vote(core: Core, facts: Facts, answer: number, by: number, told: Told = {}): Facts {
  const { chat, media } = facts;
  if (media?.kind !== "poll" || media.poll.votes[answer] === undefined) return facts;
  const votes = media.poll.votes.map((count, i) => (i === answer ? Math.max(0, count + by) : count));
  const poll = { ...media.poll, votes };
  const after: Facts = { ...facts, media: { kind: "poll", poll } };
  replaceMessage(facts, after, core.now());
  core.updates.announce(
    chat,
    () => ({ _: "updateMessagePoll", poll_id: poll.id, results: toPollResults(poll) }),
    told,
  );
  return after;
}

/** New counts under a channel's post; told without a counter, too. */
export function setCounts(core: Core, facts: Facts, views: number, forwards: number, told: Told = {}): Facts {
  const after = { ...facts, views, forwards };
  replaceMessage(facts, after, core.now());
  const place = { channel_id: facts.chat.id, id: facts.id };
  core.updates.announce(facts.chat, () => ({ _: "updateChannelMessageViews", ...place, views }), told);
  if (forwards !== facts.forwards) {
    core.updates.announce(
      facts.chat,
      () => ({ _: "updateChannelMessageForwards", ...place, forwards }),
      told,
    );
  }
  return after;
}
