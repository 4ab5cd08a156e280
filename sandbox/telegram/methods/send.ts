/** Writing: messages, media, albums, forwards, edits, deletions. */
import { deleteMessages, editMessage, react, setPinned } from "../actions/change.ts";
import { post } from "../actions/post.ts";
import type { Call, MethodTable } from "../core.ts";
import { badRequest, RpcError } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toMedia } from "../wire/media.ts";
import type { BoxEvent } from "../world/box.ts";
import type { Facts, ForwardFacts } from "../world/facts.ts";
import { toMarked } from "../world/markup.ts";
import { findMessage } from "../world/messages.ts";
import { type Account, type Chat, isChannel } from "../world/model.ts";
import { takeMedia } from "./inputMedia.ts";
import { assertWritable, channelOf, isAdmin, readableChat } from "./peers.ts";

const MAX_TEXT = 4_096;
const MAX_CAPTION = 1_024;
const MAX_ALBUM = 10;
const MAX_FORWARDS = 100;
/** Others' and one's own messages may be changed for so long (seconds). */
const EDIT_TIME = 172_800;

export const sendMethods: MethodTable = {
  "messages.sendMessage": (call, input) => {
    const chat = writableChat(call, input.peer as Tl);
    const text = input.message as string;
    if (text.trim() === "") throw badRequest("MESSAGE_EMPTY");
    if (text.length > MAX_TEXT) throw badRequest("MESSAGE_TOO_LONG");
    const event = sendOnce(call, chat, input.random_id as bigint, (facts) => fill(facts, input, text));
    return answerOf(call, chat, [event]);
  },

  "messages.sendMedia": (call, input) => {
    const chat = writableChat(call, input.peer as Tl);
    const text = input.message as string;
    if (text.length > MAX_CAPTION) throw badRequest("MEDIA_CAPTION_TOO_LONG");
    refuseDuplicate(call, input.random_id as bigint);
    const media = takeMedia(call, input.media as Tl);
    const event = sendOnce(call, chat, input.random_id as bigint, (facts) => {
      fill(facts, input, text);
      facts.media = media;
    });
    return answerOf(call, chat, [event]);
  },

  "messages.uploadMedia": (call, input) => {
    readableChat(call, input.peer as Tl);
    const media = takeMedia(call, input.media as Tl);
    return toMedia(media, (file) => call.core.files.storedReference(file));
  },

  "messages.sendMultiMedia": (call, input) => {
    const chat = writableChat(call, input.peer as Tl);
    const items = input.multi_media as Tl[];
    if (items.length === 0) throw badRequest("MULTI_MEDIA_INVALID");
    if (items.length > MAX_ALBUM) throw badRequest("MULTI_MEDIA_TOO_LONG");
    for (const item of items) refuseDuplicate(call, item.random_id as bigint);
    const media = items.map((item) => {
      const inner = item.media as Tl;
      // An album is made of what is on the server already.
      if (inner._ !== "inputMediaPhoto" && inner._ !== "inputMediaDocument")
        throw badRequest("MEDIA_INVALID");
      if ((item.message as string).length > MAX_CAPTION) throw badRequest("MEDIA_CAPTION_TOO_LONG");
      return takeMedia(call, inner);
    });
    const albumId = items.length > 1 ? BigInt.asIntN(62, call.core.randomLong()) : null;
    const events = items.map((item, i) =>
      sendOnce(call, chat, item.random_id as bigint, (facts) => {
        fill(facts, { ...input, entities: item.entities }, item.message as string);
        facts.media = media[i] ?? null;
        facts.albumId = albumId;
      }),
    );
    return answerOf(call, chat, events);
  },

  "messages.forwardMessages": (call, input) => {
    const source = readableChat(call, input.from_peer as Tl);
    const chat = writableChat(call, input.to_peer as Tl);
    const ids = input.id as number[];
    const randomIds = input.random_id as bigint[];
    if (ids.length === 0 || ids.length > MAX_FORWARDS) throw badRequest("MESSAGE_IDS_EMPTY");
    if (randomIds.length !== ids.length) throw badRequest("RANDOM_ID_INVALID");
    if (source.noforwards) throw badRequest("CHAT_FORWARDS_RESTRICTED");
    for (const randomId of randomIds) refuseDuplicate(call, randomId);
    const originals = ids.map((id) => findMessage(source, id));
    if (originals.some((facts) => facts?.isProtected)) throw badRequest("CHAT_FORWARDS_RESTRICTED");
    if (originals.every((facts) => facts === null || facts.action)) throw badRequest("MESSAGE_ID_INVALID");
    const albums = new Map<bigint, bigint>();
    const events = originals.flatMap((original, i) => {
      if (!original || original.action) return [];
      return [
        sendOnce(call, chat, randomIds[i] as bigint, (facts) => {
          facts.silent = input.silent === true;
          facts.text = input.drop_media_captions && original.media ? "" : original.text;
          facts.entities = facts.text === "" ? [] : original.entities;
          facts.media = original.media;
          facts.forward = input.drop_author ? null : toForward(original);
          facts.albumId = original.albumId === null ? null : albumOf(call, albums, original.albumId);
          facts.reply = replyIn(
            chat,
            input.top_msg_id === undefined
              ? undefined
              : { _: "inputReplyToMessage", reply_to_msg_id: input.top_msg_id },
          );
        }),
      ];
    });
    return answerOf(call, chat, events);
  },

  "messages.editMessage": (call, input) => {
    const chat = writableChat(call, input.peer as Tl);
    const facts = findMessage(chat, input.id as number);
    if (!facts || facts.action) throw badRequest("MESSAGE_ID_INVALID");
    if (!mayChange(facts, call.account)) throw new RpcError(403, "MESSAGE_AUTHOR_REQUIRED");
    if (call.core.now() / 1_000 - facts.dateS > EDIT_TIME && chat.kind !== "channel")
      throw badRequest("MESSAGE_EDIT_TIME_EXPIRED");
    const text = (input.message as string | undefined) ?? facts.text;
    if (text === "" && !facts.media && !input.media) throw badRequest("MESSAGE_EMPTY");
    if (text.length > (facts.media ? MAX_CAPTION : MAX_TEXT)) throw badRequest("MESSAGE_TOO_LONG");
    const media = input.media ? takeMedia(call, input.media as Tl) : facts.media;
    const entities = entitiesOf(input, text);
    if (
      text === facts.text &&
      media === facts.media &&
      JSON.stringify(entities, plain) === JSON.stringify(facts.entities, plain)
    ) {
      throw badRequest("MESSAGE_NOT_MODIFIED");
    }
    const event = editMessage(call.core, facts, { text, entities, media }, { except: call.session });
    return answerOf(call, chat, [event], false);
  },

  "channels.deleteMessages": (call, input) => {
    const chat = channelOf(call, input.channel as Tl);
    const ids = input.id as number[];
    const found = ids.flatMap((id) => findMessage(chat, id) ?? []);
    if (!found.every((facts) => mayChange(facts, call.account)))
      throw new RpcError(403, "MESSAGE_DELETE_FORBIDDEN");
    const event = deleteMessages(call.core, chat, ids, { except: call.session });
    return {
      _: "messages.affectedMessages",
      pts: event?.pts ?? chat.box.pts,
      pts_count: event?.ptsCount ?? 0,
    };
  },

  "messages.deleteMessages": (call, input) => {
    const { box } = call.account;
    const events = (input.id as number[]).flatMap((id) => {
      const chat = box.chatWith(id);
      return (chat && deleteMessages(call.core, chat, [id], { except: call.session })) ?? [];
    });
    const pts_count = events.reduce((sum, event) => sum + event.ptsCount, 0);
    return { _: "messages.affectedMessages", pts: box.pts, pts_count };
  },

  "messages.updatePinnedMessage": (call, input) => {
    const chat = writableChat(call, input.peer as Tl);
    const facts = findMessage(chat, input.id as number);
    if (!facts) throw badRequest("MESSAGE_ID_INVALID");
    const told = { except: call.session };
    return answerOf(
      call,
      chat,
      [setPinned(call.core, facts, call.account.user, input.unpin !== true, told)],
      false,
    );
  },

  "messages.sendReaction": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const facts = findMessage(chat, input.msg_id as number);
    if (!facts) throw badRequest("MESSAGE_ID_INVALID");
    const [reaction] = (input.reaction as Tl[] | undefined) ?? [];
    if (reaction?._ !== "reactionEmoji") throw badRequest("REACTION_INVALID");
    react(call.core, facts, reaction.emoticon as string, 1);
    return new Envelope(call.account).wrap([], Math.floor(call.core.now() / 1_000));
  },
};

function writableChat(call: Call, peer: Tl): Chat {
  const chat = readableChat(call, peer);
  assertWritable(chat, call.account);
  return chat;
}

/** Throws where the random id was used: the message is there already. */
function refuseDuplicate({ core, account }: Call, randomId: bigint): void {
  if (randomId === 0n) throw badRequest("RANDOM_ID_EMPTY");
  if (core.sent.has(`${account.user.id} ${randomId}`)) throw new RpcError(500, "RANDOM_ID_DUPLICATE");
}

function sendOnce(call: Call, chat: Chat, randomId: bigint, write: (facts: Facts) => void): BoxEvent {
  const { core, account, session } = call;
  refuseDuplicate(call, randomId);
  const event = post(
    core,
    chat,
    account.user,
    (facts) => {
      facts.randomId = randomId;
      write(facts);
    },
    { except: session },
  );
  core.sent.set(`${account.user.id} ${randomId}`, { chat: String(chat.number), id: event.created?.id ?? 0 });
  return event;
}

function fill(facts: Facts, input: Tl, text: string): void {
  facts.silent = input.silent === true;
  facts.text = text;
  facts.entities = entitiesOf(input, text);
  facts.reply = replyIn(facts.chat, input.reply_to as Tl | undefined);
  facts.buttons = (input.reply_markup as Tl | undefined) ?? null;
}

/** What the client marked, within the text, and the links and mentions the server finds itself. */
function entitiesOf(input: Tl, text: string): readonly Tl[] {
  const given = ((input.entities as Tl[] | undefined) ?? []).map((entity) => toEntity(entity));
  const inside = given.filter(
    ({ offset, length }) => (offset as number) >= 0 && (offset as number) + (length as number) <= text.length,
  );
  return toMarked(text, inside, { marks: false }).entities;
}

function toEntity(entity: Tl): Tl {
  if (entity._ !== "inputMessageEntityMentionName") return entity;
  const user = entity.user_id as Tl;
  return {
    _: "messageEntityMentionName",
    offset: entity.offset,
    length: entity.length,
    user_id: user.user_id,
  };
}

function replyIn(chat: Chat, input: Tl | undefined): Facts["reply"] {
  if (input?._ !== "inputReplyToMessage") return null;
  const id = input.reply_to_msg_id as number;
  const given = input.top_msg_id as number | undefined;
  if (chat.forum) {
    const topic = given ?? (chat.topics.has(id) ? id : undefined);
    if (topic !== undefined && topic !== 1) {
      return {
        id,
        topId: id === topic ? null : topic,
        forumTopic: true,
        quote: (input.quote_text as string | undefined) ?? null,
      };
    }
  }
  const answered = findMessage(chat, id);
  // A message that is gone is answered by nobody: the reply is sent without it.
  if (!answered) return null;
  const topId = answered.reply ? (answered.reply.topId ?? answered.reply.id) : null;
  const inThread = chat.comments !== null || chat.linked !== null;
  return {
    id,
    topId: inThread ? topId : answered.reply?.forumTopic ? topId : null,
    forumTopic: answered.reply?.forumTopic ?? false,
    quote: (input.quote_text as string | undefined) ?? null,
  };
}

function toForward(original: Facts): ForwardFacts {
  if (original.forward) return { ...original.forward, savedFrom: null };
  const { chat } = original;
  const isPost = chat.kind === "channel";
  return {
    from: isPost ? chat : original.from,
    fromName: null,
    dateS: original.dateS,
    post: isPost ? original.id : null,
    postAuthor: original.postAuthor,
    savedFrom: null,
  };
}

function albumOf({ core }: Call, albums: Map<bigint, bigint>, original: bigint): bigint {
  const known = albums.get(original) ?? BigInt.asIntN(62, core.randomLong());
  albums.set(original, known);
  return known;
}

function mayChange(facts: Facts, account: Account): boolean {
  if (facts.chat.kind === "private") return facts.from?.id === account.user.id;
  return isAdmin(facts.chat, account) || facts.from?.id === account.user.id;
}

const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

/** What the sending session gets: the ids its random ids became, and the messages. Plain texts outside channels shortly. */
function answerOf({ core, account }: Call, chat: Chat, events: readonly BoxEvent[], withIds = true): Tl {
  const [first] = events;
  const only = events.length === 1 ? first?.created : null;
  if (withIds && only && !isChannel(chat) && !only.media && !only.forward) {
    return {
      _: "updateShortSentMessage",
      out: true,
      id: only.id,
      pts: first?.pts,
      pts_count: first?.ptsCount,
      date: only.dateS,
      entities: only.entities.length > 0 ? only.entities : undefined,
    };
  }
  const envelope = new Envelope(account);
  const updates: Tl[] = [];
  for (const event of events) {
    if (event.created) envelope.addMessage(event.created);
    else envelope.add(event.chat);
    if (withIds && event.created)
      updates.push({ _: "updateMessageID", id: event.created.id, random_id: event.created.randomId });
  }
  updates.push(...events.map((event) => core.updates.toUpdate(event, account)));
  return envelope.wrap(updates, Math.floor(core.now() / 1_000));
}
