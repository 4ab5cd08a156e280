import { z } from "zod";
import { FAULT_ACTIONS } from "../faults.ts";
import { churnKinds } from "./churn.ts";

/** The Bot API's id: `-100…` channels and supergroups, `-…` basic groups, else a user's. */
const chatId = z.string().regex(/^-?\d{1,20}$/);
const messageId = z.int().min(1);
/** An account by its phone number; default: the first. */
const phone = z.string().optional();
/** Changes something without an update: as if it had been lost for everybody (a difference still tells it). */
const silent = z.boolean().optional();

const fileKinds = ["photo", "video", "round", "voice", "audio", "sticker", "gif", "file"] as const;

/** The inputs of all control actions. The names are the last part of the path: `POST /control/<name>`. */
export const inputs = {
  /** Posts `count` messages, with `text` (Markdown marks become entities) or talk of the chat's own. */
  postMessages: z.object({
    chatId,
    phone,
    count: z.int().min(1).max(100_000).default(1),
    text: z.string().max(4_096).optional(),
    /** A user's id; default: somebody of the chat. */
    fromId: z.string().optional(),
    replyToId: messageId.optional(),
    topicId: messageId.optional(),
    /** A file of this kind with each. */
    file: z.enum(fileKinds).optional(),
    sizeBytes: z.int().min(1).optional(),
    /** It may not be saved or forwarded, as bots may send messages. */
    protected: z.boolean().optional(),
    silent,
  }),
  /** Several pictures under one album. */
  postAlbum: z.object({
    chatId,
    phone,
    count: z.int().min(2).max(10).default(3),
    text: z.string().optional(),
    silent,
  }),
  editMessage: z.object({ chatId, phone, messageId, text: z.string().max(4_096), silent }),
  deleteMessages: z.object({ chatId, phone, messageIds: z.array(messageId), silent }),
  setPinned: z.object({ chatId, phone, messageId, pinned: z.boolean(), silent }),
  /** `by`: how many more (or fewer) of this reaction. */
  react: z.object({ chatId, phone, messageId, emoji: z.string(), by: z.int().default(1), silent }),
  postPoll: z.object({
    chatId,
    phone,
    question: z.string().max(255),
    answers: z.array(z.string().max(100)).min(2).max(10),
    silent,
  }),
  /** `answer`: its place, from 0. `by`: how many more (or fewer) votes. */
  vote: z.object({
    chatId,
    phone,
    messageId,
    answer: z.int().min(0).max(9),
    by: z.int().default(1),
    silent,
  }),
  setCounts: z.object({ chatId, messageId, views: z.int().min(0), forwards: z.int().min(0), silent }),
  createTopic: z.object({ chatId, title: z.string(), silent }),
  createChat: z.object({
    kind: z.enum(["channel", "supergroup"]),
    title: z.string(),
    username: z.string().optional(),
    forum: z.boolean().optional(),
    phone,
  }),
  setTitle: z.object({ chatId, title: z.string(), silent }),
  /** Makes a supergroup the discussion group of a channel; null: the channel has none any more. */
  setDiscussion: z.object({ chatId, groupId: chatId.nullable() }),
  /** How long after a post its copy appears in the discussion group. */
  setDiscussionDelay: z.object({ ms: z.int().min(0).max(60_000) }),
  setProtected: z.object({ chatId, protected: z.boolean() }),
  /** What an account is to a chat from now on; `canPost: false` makes sending fail. */
  setMembership: z.object({
    chatId,
    phone,
    status: z.enum(["member", "admin", "creator", "left", "banned"]).optional(),
    canPost: z.boolean().optional(),
    silent,
  }),
  deleteChat: z.object({ chatId, silent }),
  upgradeGroup: z.object({ chatId, phone, silent }),

  /** The sign-in code that was last sent to a phone. */
  codeOf: z.object({ phone: z.string() }),
  /** Makes codes sent so far expire. */
  expireCode: z.object({ phone: z.string() }),
  /** Somebody scans the newest QR token that is shown (or the given one, base64url) with an account. */
  acceptLoginToken: z.object({ phone, token: z.string().optional() }),
  /** All sign-ins of an account (or all accounts) end: the next call gets `reason`. */
  revokeSessions: z.object({
    phone,
    reason: z
      .enum(["SESSION_REVOKED", "AUTH_KEY_UNREGISTERED", "AUTH_KEY_DUPLICATED", "USER_DEACTIVATED"])
      .default("SESSION_REVOKED"),
  }),
  setBanned: z.object({ phone, banned: z.boolean() }),
  /** The server forgets keys: messages with them get the transport error -404. */
  forgetKeys: z.object({ phone }),
  /** Every known salt becomes bad. */
  dropSalts: z.object({}),
  /** Breaks connections; with `refuse` new ones are broken, too, until it is false. */
  cut: z.object({ phone, refuse: z.boolean().optional() }),
  setClock: z.object({ offsetSeconds: z.number() }),
  setGateway: z.object({
    withholdPongs: z.boolean().optional(),
    pongDelayMs: z.int().min(0).max(60_000).optional(),
  }),
  /** The next `count` updates (of all there are, with `probability`) get lost. */
  loseUpdates: z.object({ count: z.int().min(0), probability: z.number().min(0).max(1).default(1) }),
  /** Only the newest `keep` changes stay known: differences from before are too long. */
  forgetUpdates: z.object({ chatId: chatId.optional(), phone, keep: z.int().min(0).default(0) }),
  setDifferenceLimit: z.object({ channel: z.int().min(1) }),

  addFault: z.object({
    match: z.object({ method: z.string().optional(), phone: z.string().optional() }).optional(),
    action: z.enum(FAULT_ACTIONS),
    code: z.int().optional(),
    error: z.string().optional(),
    seconds: z.int().min(0).optional(),
    delayMs: z.int().min(0).optional(),
    times: z.int().min(1).optional(),
    skip: z.int().min(0).optional(),
    probability: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
  }),
  removeFault: z.object({ id: z.int() }),
  clearFaults: z.object({}),
  setLimits: z.object({
    enabled: z.boolean().optional(),
    historyMessages: z.int().min(1).optional(),
    historyWindowSeconds: z.number().min(0.1).optional(),
    byIdMessages: z.int().min(1).optional(),
    sendsPerChat: z.int().min(1).optional(),
    sendsPerChatWindowSeconds: z.number().min(0.1).optional(),
    sends: z.int().min(1).optional(),
    fileParts: z.int().min(1).optional(),
    others: z.int().min(1).optional(),
  }),
  setTakeout: z.object({ delaySeconds: z.int().min(0) }),
  /** All file references handed out so far are refused from now on. */
  expireReferences: z.object({}),
  setReferenceLifetime: z.object({ seconds: z.number().min(0.01) }),
  resetCounters: z.object({}),

  /** Lets people be busy: so many events a second in the given or all chats of the account; 0 stops it. */
  setTraffic: z.object({
    perSecond: z.number().min(0).max(5_000),
    chatIds: z.array(chatId).optional(),
    mix: z.union([z.literal("everyday"), z.partialRecord(z.enum(churnKinds), z.number().min(0))]).optional(),
    seed: z.int().optional(),
  }),
} as const;

export type ActionName = keyof typeof inputs;

/** What a caller gives an action: fields with a default may be left out. */
export type ActionInput<N extends ActionName> = z.input<(typeof inputs)[N]>;

/** What an action gets. */
export type ParsedInput<N extends ActionName> = z.output<(typeof inputs)[N]>;

/** All action names. */
export const actionNames = Object.keys(inputs) as ActionName[];
