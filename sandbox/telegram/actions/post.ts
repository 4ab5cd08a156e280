/** New messages, and the change that tells of them. */
import type { Core } from "../core.ts";
import type { Tl } from "../tl/writer.ts";
import type { Told } from "../updates/publisher.ts";
import type { BoxEvent } from "../world/box.ts";
import { blankFacts, type Facts } from "../world/facts.ts";
import { addMessage, findMessage } from "../world/messages.ts";
import { type Chat, isChannel, type Person } from "../world/model.ts";

/** Posts a message: id, date and counter are given to it here. `fill` says what it is. */
export function post(
  core: Core,
  chat: Chat,
  from: Facts["from"],
  fill: (facts: Facts) => void,
  told: Told = {},
): BoxEvent {
  const { box } = chat;
  const dateS = Math.floor(core.now() / 1_000);
  const facts = blankFacts(chat, -1, ++box.topId, dateS, chat.kind === "channel" ? null : from);
  if (chat.kind === "channel" && chat.signatures && from && !("kind" in from))
    facts.postAuthor = from.firstName;
  fill(facts);
  if (chat.kind === "channel" && !facts.action && facts.views === 0) facts.views = 1;
  addMessage(facts);
  if (!isChannel(chat)) box.postedChats.set(facts.id, chat);
  const event = core.updates.publish({ ptsCount: 1, dateS, created: facts, toUpdate: null, chat }, told);
  forwardToDiscussion(core, facts, told);
  return event;
}

/** Posts what happened rather than what was said. */
export function postService(
  core: Core,
  chat: Chat,
  from: Person,
  action: Tl,
  told: Told = {},
  fill: (facts: Facts) => void = () => {},
): BoxEvent {
  return post(
    core,
    chat,
    from,
    (facts) => {
      facts.action = action;
      fill(facts);
    },
    told,
  );
}

/**
 * A channel's post appears in its discussion group a moment later, as it is by then: of an album each picture, under one album.
 * What is deleted before that never does.
 */
function forwardToDiscussion(core: Core, original: Facts, told: Told): void {
  const { chat } = original;
  if (chat.kind !== "channel" || !chat.linked || original.action) return;
  if (core.discussionDelayMs === 0) forwardNow(core, original, told);
  else
    setTimeout(() => {
      const now = findMessage(chat, original.id);
      if (now) forwardNow(core, now, told);
    }, core.discussionDelayMs).unref();
}

function forwardNow(core: Core, original: Facts, told: Told): void {
  const { chat } = original;
  if (!chat.linked) return;
  post(
    core,
    chat.linked,
    chat,
    (facts) => {
      facts.text = original.text;
      facts.entities = original.entities;
      facts.media = original.media;
      facts.albumId = original.albumId;
      facts.isProtected = original.isProtected;
      // What was forwarded into the channel names its first origin here, too.
      facts.forward = {
        ...(original.forward ?? {
          from: chat,
          fromName: null,
          dateS: original.dateS,
          post: original.id,
          postAuthor: original.postAuthor,
        }),
        savedFrom: { chat, id: original.id },
      };
    },
    { silent: told.silent ?? false },
  );
}
