import { z } from "zod";
import { FAULT_ACTIONS } from "../rest/faults.ts";
import { RAW_KINDS } from "../wire/raw.ts";
import { churnKinds } from "./churn.ts";

const id = z.string().regex(/^\d{17,20}$/);
/** A bot; default: the world's first. */
const token = z.string().optional();
/** Bots to be hit; default: all. */
const tokens = z.string().optional();
const silent = z.boolean().optional();
const count = z.int().min(0).max(1_000_000).optional();

/** The inputs of all control actions. The names are the last part of the path: `POST /control/<name>`. */
export const inputs = {
  /** Posts `count` messages, with `content` or talk of the channel's own. */
  postMessages: z.object({
    channelId: id,
    count: z.int().min(1).max(100_000).default(1),
    content: z.string().max(4_000).optional(),
    authorId: id.optional(),
    replyToId: id.optional(),
    /** Unix ms: gives the (first) message an older place, as ids on Discord are only nearly ordered. */
    atMs: z.int().optional(),
    attachments: z
      .array(
        z.object({
          filename: z.string(),
          sizeBytes: z.int().min(1).default(40_000),
          contentType: z.string().default("image/png"),
          width: z.int().nullable().default(320),
          height: z.int().nullable().default(240),
          /** The very content, in base64; its length is then the size. Without it the content follows from the id. */
          base64: z.base64().optional(),
        }),
      )
      .optional(),
    embeds: z.array(z.record(z.string(), z.unknown())).optional(),
    silent,
  }),
  editMessage: z.object({ channelId: id, messageId: id, content: z.string().max(4_000), silent }),
  deleteMessages: z.object({ channelId: id, messageIds: z.array(id), bulk: z.boolean().optional(), silent }),
  setPinned: z.object({ channelId: id, messageId: id, pinned: z.boolean(), silent }),
  /** `emoji`: a Unicode emoji, or the id of a custom one. */
  react: z.object({
    channelId: id,
    messageId: id,
    emoji: z.string(),
    userId: id.optional(),
    on: z.boolean().default(true),
    /** A super reaction; taking one back needs no saying so. */
    burst: z.boolean().optional(),
    silent,
  }),
  /** With `emoji`, only those with it. */
  clearReactions: z.object({ channelId: id, messageId: id, emoji: z.string().optional(), silent }),
  /** Posts a poll; `vote` votes in it or takes a vote back, `finalizePoll` ends it. */
  postPoll: z.object({
    channelId: id,
    question: z.string(),
    answers: z.array(z.string()).min(1).max(10),
    hours: z.int().min(1).default(24),
  }),
  vote: z.object({
    channelId: id,
    messageId: id,
    answerId: z.int().min(1).max(10),
    userId: id.optional(),
    on: z.boolean().default(true),
    silent,
  }),
  finalizePoll: z.object({ channelId: id, messageId: id }),

  createChannel: z.object({
    guildId: id,
    name: z.string(),
    /** Discord's number of the channel type. */
    type: z.int().optional(),
    parentId: id.optional(),
    topic: z.string().optional(),
    messages: count,
  }),
  updateChannel: z.object({
    channelId: id,
    name: z.string().optional(),
    topic: z.string().nullable().optional(),
    position: z.int().optional(),
  }),
  /** Channels and threads. */
  deleteChannel: z.object({ channelId: id }),
  createThread: z.object({
    channelId: id,
    name: z.string(),
    private: z.boolean().optional(),
    fromMessageId: id.optional(),
    content: z.string().optional(),
    messages: count,
    archived: z.boolean().optional(),
    ownerId: id.optional(),
    silent,
  }),
  updateThread: z.object({
    threadId: id,
    name: z.string().optional(),
    archived: z.boolean().optional(),
    locked: z.boolean().optional(),
    silent,
  }),
  setThreadMember: z.object({ threadId: id, token, userId: id.optional(), member: z.boolean() }),
  /** Grants (true) or revokes (false) what a bot may do in a channel. */
  setAccess: z.object({
    channelId: id,
    token,
    view: z.boolean().optional(),
    history: z.boolean().optional(),
    manageThreads: z.boolean().optional(),
    connect: z.boolean().optional(),
    send: z.boolean().optional(),
    silent,
  }),

  addBot: z.object({ guildId: id, token }),
  removeBot: z.object({ guildId: id, token }),
  setAvailable: z.object({ guildId: id, available: z.boolean() }),
  updateGuild: z.object({ guildId: id, name: z.string() }),
  /** Without a role id: the bot's own role. `permissions` is Discord's bit set as a decimal number. */
  updateRole: z.object({
    guildId: id,
    roleId: id.optional(),
    token,
    name: z.string().optional(),
    permissions: z.string().regex(/^\d+$/).optional(),
  }),
  addMember: z.object({ guildId: id, username: z.string(), globalName: z.string().nullable().optional() }),
  updateMember: z.object({
    guildId: id,
    userId: id,
    nick: z.string().nullable().optional(),
    roleIds: z.array(id).optional(),
  }),
  removeMember: z.object({ guildId: id, userId: id }),
  /** `content` grants or takes the MESSAGE_CONTENT flag; `revoked` makes the token unknown (401, 4004). */
  setApplication: z.object({
    token,
    flags: z.int().optional(),
    content: z.boolean().optional(),
    revoked: z.boolean().optional(),
  }),

  /** A member invokes a chat command of the bot: `options` as Discord sends them, a subcommand being the only one. */
  invokeCommand: z.object({
    token,
    guildId: id,
    /** Where it is invoked; default: the guild's first text channel. */
    channelId: id.optional(),
    userId: id.optional(),
    name: z.string(),
    options: z.array(z.record(z.string(), z.unknown())).default([]),
    /** What the member may do, as Discord's bit set; default: MANAGE_GUILD. */
    permissions: z.string().regex(/^\d+$/).default("32"),
    locale: z.string().default("en-US"),
  }),

  /** Closes connections with a close code. */
  disconnect: z.object({
    token: tokens,
    code: z.int().min(1000).max(4999).default(4000),
    reason: z.string().max(100).optional(),
  }),
  /** Breaks connections without a close frame. */
  cut: z.object({ token: tokens }),
  /** Op 7. */
  reconnect: z.object({ token: tokens }),
  /** Op 9. */
  invalidateSessions: z.object({ token: tokens, resumable: z.boolean() }),
  /** Forgets sessions without a word: the next RESUME is answered by op 9 false. */
  forgetSessions: z.object({ token: tokens }),
  /** Op 1. */
  askForHeartbeat: z.object({ token: tokens }),
  setGateway: z.object({
    withholdAcks: z.boolean().optional(),
    refuseConnections: z.boolean().optional(),
    heartbeatIntervalMs: z.int().min(20).optional(),
    /** How many IDENTIFYs may come within five seconds. */
    maxConcurrency: z.int().min(1).optional(),
    /** New connections are closed with this code as soon as READY or RESUMED is sent; null ends it. */
    closeAfterReady: z.int().min(1000).max(4999).nullable().optional(),
    /** IDENTIFYs are taken and never answered. */
    withholdReady: z.boolean().optional(),
    /** How many sessions bots may still start today; enforced even while limits are off. */
    sessionStartsLeft: z.int().min(0).optional(),
  }),

  /** From now on the item is served exactly as `json` says, in lists and events alike; null ends that. */
  serveRaw: z.object({ kind: z.enum(RAW_KINDS), id, json: z.string().nullable() }),
  /** Sends an event with `json` as its data, as it is, to the bots of a guild. */
  dispatchRaw: z.object({ guildId: id, name: z.string(), json: z.string() }),

  addFault: z.object({
    match: z
      .object({
        route: z.string().optional(),
        path: z.string().optional(),
        method: z.string().optional(),
        token: z.string().optional(),
      })
      .optional(),
    action: z.enum(FAULT_ACTIONS),
    times: z.int().min(1).optional(),
    skip: z.int().min(0).optional(),
    probability: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    scope: z.enum(["user", "global", "shared"]).optional(),
    delayMs: z.int().min(0).optional(),
    status: z.int().min(200).max(599).optional(),
    sizeBytes: z.int().min(1).optional(),
  }),
  /** The minutes are over in which Discord knows again what it was sent with a nonce. */
  forgetNonces: z.object({}),
  removeFault: z.object({ id: z.int() }),
  clearFaults: z.object({}),
  setLimits: z.object({
    enabled: z.boolean().optional(),
    globalPerSecond: z.int().min(1).optional(),
    historyLimit: z.int().min(1).optional(),
    historyWindowMs: z.int().min(1).optional(),
    lyingHistoryHeaders: z.boolean().optional(),
  }),
  /** Every REST answer comes so much later. */
  setLatency: z.object({ ms: z.int().min(0) }),
  /** All attachment links handed out so far are refused from now on. */
  expireLinks: z.object({}),
  setLinkLifetime: z.object({ seconds: z.int().min(1) }),
  resetCounters: z.object({}),

  /**
   * Lets people be busy: so many events a second, in the given or in all text channels; 0 stops it. `mix` tells what they
   * do (shares; default: post only; `everyday`: all there is), `disorderMs` how late messages may become visible.
   */
  setTraffic: z.object({
    perSecond: z.number().min(0).max(5_000),
    channelIds: z.array(id).optional(),
    mix: z.union([z.literal("everyday"), z.partialRecord(z.enum(churnKinds), z.number().min(0))]).optional(),
    disorderMs: z.int().min(0).max(60_000).optional(),
  }),
} as const;

export type ActionName = keyof typeof inputs;

/** What a caller gives an action: fields with a default may be left out. */
export type ActionInput<N extends ActionName> = z.input<(typeof inputs)[N]>;

/** What an action gets. */
export type ParsedInput<N extends ActionName> = z.output<(typeof inputs)[N]>;

/** All action names. */
export const actionNames = Object.keys(inputs) as ActionName[];
