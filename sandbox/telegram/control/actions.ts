import { mix, pick } from "../../world/hash.ts";
import { deleteMessages, editMessage, react, setCounts, setPinned, vote } from "../actions/change.ts";
import {
  createChat,
  createTopic,
  deleteChat,
  setMembership,
  setTitle,
  upgradeGroup,
} from "../actions/chats.ts";
import { post } from "../actions/post.ts";
import type { Core } from "../core.ts";
import { acceptToken } from "../methods/auth.ts";
import { dropSalts } from "../mtproto/authKeys.ts";
import type { FileKind } from "../world/facts.ts";
import { toMarked } from "../world/markup.ts";
import { makeDocument, makePhoto, makeRound, makeSticker, makeVideo, makeVoice } from "../world/media.ts";
import { findMessage } from "../world/messages.ts";
import { markedId } from "../world/model.ts";
import { postAlbum, talk } from "./churn.ts";
import {
  accountIn,
  accountsIn,
  ControlError,
  chatIn,
  connectionsOf,
  keysOf,
  messageIn,
  personIn,
} from "./lookup.ts";
import type { ActionName, ParsedInput } from "./schema.ts";
import type { Traffic } from "./traffic.ts";

/** What control actions work on. */
export interface Controlled {
  core: Core;
  traffic: Traffic;
}

type Implementation = { [N in ActionName]: (on: Controlled, input: ParsedInput<N>) => object };

const fileMakers: Record<FileKind, typeof makePhoto> = {
  photo: makePhoto,
  video: makeVideo,
  round: makeRound,
  voice: makeVoice,
  audio: (facts, hash) => makeDocument(facts, hash - (hash % 7)),
  gif: (facts, hash) => makeDocument(facts, hash - (hash % 7) + 1),
  sticker: makeSticker,
  file: (facts, hash) => makeDocument(facts, hash - (hash % 7) + 2),
};

/** What each control action does. They throw `ControlError` when what they are to change is not there. */
export const actions: Implementation = {
  postMessages({ core }, input) {
    const chat = chatIn(core, input.chatId, input.phone);
    const plain = input.text === undefined && input.file === undefined && !input.replyToId && !input.topicId;
    const messages = Array.from({ length: input.count }, (_, i) => {
      const hash = mix(chat.seed ^ 0x51ab, chat.box.topId + i);
      if (plain && !input.fromId) return { id: talk(core, chat, hash, { silent: input.silent ?? false }).id };
      const from = input.fromId ? personIn(core, input.fromId) : pick(chat.speakers, hash);
      const event = post(
        core,
        chat,
        from,
        (facts) => {
          Object.assign(facts, toMarked(input.text ?? ""));
          facts.isProtected = input.protected ?? false;
          if (input.file) facts.media = fileMakers[input.file](facts, hash);
          if (facts.media?.kind === "file" && input.sizeBytes) facts.media.file.sizeBytes = input.sizeBytes;
          const topicId = input.topicId === 1 ? undefined : input.topicId;
          const answered = input.replyToId ?? topicId;
          if (answered !== undefined) {
            const thread = chat.linked ? findMessage(chat, answered)?.reply : null;
            const topId =
              input.replyToId !== undefined ? (topicId ?? thread?.topId ?? thread?.id ?? null) : null;
            facts.reply = {
              id: answered,
              topId,
              forumTopic: chat.forum && topicId !== undefined,
              quote: null,
            };
          }
        },
        { silent: input.silent ?? false },
      );
      return { id: event.created?.id ?? 0 };
    });
    return { messages };
  },
  postAlbum({ core }, { chatId, phone, count, text, silent }) {
    const chat = chatIn(core, chatId, phone);
    const messages = postAlbum(core, chat, count, mix(chat.seed, chat.box.topId), {
      text: text ?? "",
      silent: silent ?? false,
    });
    return { messages: messages.map(({ id }) => ({ id })) };
  },
  editMessage({ core }, { chatId, phone, messageId, text, silent }) {
    editMessage(core, messageIn(core, chatId, phone, messageId), toMarked(text), { silent: silent ?? false });
    return {};
  },
  deleteMessages({ core }, { chatId, phone, messageIds, silent }) {
    for (const id of messageIds) messageIn(core, chatId, phone, id);
    deleteMessages(core, chatIn(core, chatId, phone), messageIds, { silent: silent ?? false });
    return {};
  },
  setPinned({ core }, { chatId, phone, messageId, pinned, silent }) {
    const facts = messageIn(core, chatId, phone, messageId);
    setPinned(core, facts, facts.chat.creator, pinned, { silent: silent ?? false });
    return {};
  },
  react({ core }, { chatId, phone, messageId, emoji, by, silent }) {
    react(core, messageIn(core, chatId, phone, messageId), emoji, by, { silent: silent ?? false });
    return {};
  },
  postPoll({ core }, { chatId, phone, question, answers, silent }) {
    const chat = chatIn(core, chatId, phone);
    const event = post(
      core,
      chat,
      pick(chat.speakers, mix(chat.seed, chat.box.topId)),
      (facts) => {
        const votes = answers.map(() => 0);
        const poll = { id: core.randomLong() >> 1n, question, answers, votes, closed: false, quiz: false };
        facts.media = { kind: "poll", poll };
      },
      { silent: silent ?? false },
    );
    return { id: event.created?.id ?? 0 };
  },
  vote({ core }, { chatId, phone, messageId, answer, by, silent }) {
    vote(core, messageIn(core, chatId, phone, messageId), answer, by, { silent: silent ?? false });
    return {};
  },
  setCounts({ core }, { chatId, messageId, views, forwards, silent }) {
    setCounts(core, messageIn(core, chatId, undefined, messageId), views, forwards, {
      silent: silent ?? false,
    });
    return {};
  },
  createTopic({ core }, { chatId, title, silent }) {
    const chat = chatIn(core, chatId);
    if (!chat.forum) throw new ControlError(`Chat ${chatId} is no forum.`);
    return { id: createTopic(core, chat, title, chat.creator, { silent: silent ?? false }).topic.id };
  },
  createChat({ core }, { phone, ...plan }) {
    const { chat } = createChat(core, accountIn(core, phone), plan);
    return { id: markedId(chat), inviteLink: `https://t.me/+${chat.inviteHash}` };
  },
  setTitle({ core }, { chatId, title, silent }) {
    const chat = chatIn(core, chatId);
    setTitle(core, chat, title, chat.creator, { silent: silent ?? false });
    return {};
  },
  setDiscussion({ core }, { chatId, groupId }) {
    const channel = chatIn(core, chatId);
    const group = groupId === null ? null : chatIn(core, groupId);
    if (channel.kind !== "channel" || (group !== null && group.kind !== "supergroup"))
      throw new ControlError("A supergroup discusses a channel.");
    for (const before of [channel.linked, group?.linked]) if (before) before.linked = null;
    channel.linked = group;
    if (group) group.linked = channel;
    return {};
  },
  setDiscussionDelay({ core }, { ms }) {
    core.discussionDelayMs = ms;
    return {};
  },
  setProtected({ core }, input) {
    const chat = chatIn(core, input.chatId);
    chat.noforwards = input.protected;
    return {};
  },
  setMembership({ core }, { chatId, phone, silent, status, canPost }) {
    const change = { ...(status ? { status } : {}), ...(canPost === undefined ? {} : { canPost }) };
    setMembership(core, chatIn(core, chatId, phone), accountIn(core, phone), change, {
      silent: silent ?? false,
    });
    return {};
  },
  deleteChat({ core }, { chatId, silent }) {
    deleteChat(core, chatIn(core, chatId), { silent: silent ?? false });
    return {};
  },
  upgradeGroup({ core }, { chatId, phone, silent }) {
    const group = chatIn(core, chatId, phone);
    if (group.kind !== "group" || group.migratedTo)
      throw new ControlError(`Chat ${chatId} is no basic group.`);
    return { id: markedId(upgradeGroup(core, group, { silent: silent ?? false })) };
  },

  codeOf({ core }, { phone }) {
    const sent = core.logins.findCode(phone.replace(/\D/g, ""));
    if (!sent) throw new ControlError(`No code was sent to ${phone}.`);
    return { code: sent.code, way: sent.way };
  },
  expireCode({ core }, { phone }) {
    core.logins.expireCode(phone.replace(/\D/g, ""));
    return {};
  },
  acceptLoginToken({ core }, { phone, token }) {
    const shown = core.logins.tokens().findLast(({ acceptedBy }) => acceptedBy === null);
    const bytes = token ? Buffer.from(token, "base64url") : shown?.token;
    if (!bytes) throw new ControlError("No login token is shown.");
    acceptToken({ core }, bytes, accountIn(core, phone));
    return {};
  },
  revokeSessions({ core }, { phone, reason }) {
    const keys = accountsIn(core, phone).flatMap((account) => keysOf(core, account));
    for (const key of keys) key.revoked = reason;
    return { sessions: keys.length };
  },
  setBanned({ core }, { phone, banned }) {
    accountIn(core, phone).banned = banned;
    return {};
  },
  forgetKeys({ core }, { phone }) {
    for (const dc of core.dcs.values()) {
      for (const key of dc.keys.all()) {
        const isMeant =
          accountsIn(core, phone).some(({ user }) => user.id === key.accountId) || phone === undefined;
        if (isMeant) dc.keys.forget(key.id);
      }
    }
    return {};
  },
  dropSalts({ core }) {
    for (const dc of core.dcs.values())
      for (const key of dc.keys.all()) dropSalts(key, core.now(), core.randomLong);
    return {};
  },
  cut({ core }, { phone, refuse }) {
    for (const dc of core.dcs.values()) if (refuse !== undefined) dc.refusesConnections = refuse;
    const connections = connectionsOf(core, phone);
    for (const connection of connections) connection.close();
    return { connections: connections.length };
  },
  setClock({ core }, { offsetSeconds }) {
    core.clock.offsetMs = offsetSeconds * 1_000;
    for (const dc of core.dcs.values()) dc.ids.reset();
    return {};
  },
  setGateway({ core }, { withholdPongs, pongDelayMs }) {
    if (withholdPongs !== undefined) core.withholdPongs = withholdPongs;
    if (pongDelayMs !== undefined) core.pongDelayMs = pongDelayMs;
    return {};
  },
  loseUpdates({ core }, { count, probability }) {
    core.updates.lost = { left: count, probability };
    return {};
  },
  forgetUpdates({ core }, { chatId, phone, keep }) {
    const box = chatId === undefined ? accountIn(core, phone).box : chatIn(core, chatId, phone).box;
    box.forget(keep);
    return {};
  },
  setDifferenceLimit({ core }, { channel }) {
    core.channelDifferenceLimit = channel;
    return {};
  },

  addFault: ({ core }, rule) => core.faults.add(rule),
  removeFault({ core }, { id }) {
    if (!core.faults.remove(id)) throw new ControlError(`There is no fault ${id}.`);
    return {};
  },
  clearFaults({ core }) {
    core.faults.clear();
    return {};
  },
  setLimits({ core }, change) {
    core.limiter.settings = { ...core.limiter.settings, ...change };
    return core.limiter.settings;
  },
  setTakeout({ core }, { delaySeconds }) {
    core.takeoutDelaySeconds = delaySeconds;
    return {};
  },
  expireReferences({ core }) {
    core.files.expireReferences();
    return {};
  },
  setReferenceLifetime({ core }, { seconds }) {
    core.files.referenceLifetimeSeconds = seconds;
    return {};
  },
  resetCounters({ core }) {
    core.counters.reset();
    return {};
  },
  setTraffic({ core, traffic }, { perSecond, chatIds, mix: shares, seed }) {
    const chats = (chatIds ?? []).map((id) => chatIn(core, id));
    traffic.set(perSecond, chats, shares, seed);
    return {};
  },
};
