/** Accounts: how they stand, and what an operator says of them. Browser-safe. */
import { z } from "zod";
import { Id, OptionalTime, Platform, RowId, Time } from "./common.ts";

export const AccountView = z.object({
  id: RowId,
  platform: Platform,
  /** Its name on the platform; null before the first connection. */
  name: z.string().nullable(),
  /** The operator's own name for it. */
  label: z.string().nullable(),
  /** The last characters of a bot's token; tokens and sessions themselves are answered nowhere. */
  tokenLast4: z.string().nullable(),
  /** SHA-256 of the token. */
  tokenFingerprint: z.string(),
  /** Where the token stands: it was saved by the console, or is in the environment of a bot process. */
  source: z.enum(["console", "environment"]),
  /** Preferred where several can read a guild; one per platform. */
  isPrimary: z.boolean(),
  externalId: Id.nullable(),
  isDemo: z.boolean(),
  enabled: z.boolean(),
  status: z.enum(["offline", "connecting", "ready", "refused"]),
  statusDetail: z.string().nullable(),
  statusAt: Time,
  /** Null before the first connection. False: the MESSAGE_CONTENT intent is off and texts arrive empty. */
  readsContent: z.boolean().nullable(),
  guildCount: z.number().int(),
  /** Where a server owner adds the bot; null before the first connection. */
  inviteUrl: z.string().nullable(),
  /** Servers in which this account listens to what happens. */
  liveGuildCount: z.number().int(),
  workerId: z.string().nullable(),
  leaseExpiresAt: OptionalTime,
  /** The process that holds it now; null when none does. */
  holder: z.object({ host: z.string(), pid: z.number().int(), since: OptionalTime }).nullable(),
  /** When the platform last answered that the connection for live events lives; null before the first one. */
  gatewayHeartbeatAt: OptionalTime,
  /** When it last announced something that happened. */
  gatewayEventAt: OptionalTime,
  /** What is known of a Telegram account besides; null on Discord. */
  telegram: z
    .object({
      /** The phone number with its middle left out; null when it was not told. */
      phoneMasked: z.string().nullable(),
      isPremium: z.boolean().nullable(),
      dc: z.number().int().nullable(),
      /** Kind, host and port of its proxy; null: connected directly. */
      proxyShown: z.string().nullable(),
      /** Since when Telegram has ended its session, so that it must log in again; null while it has not. */
      revokedAt: OptionalTime,
      /** Telegram's code for that. */
      revokedReason: z.string().nullable(),
      /** When it was logged out here; null while it is logged in. */
      loggedOutAt: OptionalTime,
      /** Chats that are archived through it. */
      chatCount: z.number().int(),
    })
    .nullable(),
});
export type AccountView = z.infer<typeof AccountView>;

export const AccountListView = z.object({
  accounts: z.array(AccountView),
  /** True until there is a real account, when everything runs against the built-in sandbox. */
  isDemo: z.boolean(),
  /** Whether a bot process is running: without one no token can be tried and nothing is connected. */
  hasBot: z.boolean(),
});
export type AccountListView = z.infer<typeof AccountListView>;

export const AccountActionView = z.object({ account: AccountView });
export type AccountActionView = z.infer<typeof AccountActionView>;

/** Longer than any token there is; a Discord token has about 72 characters. */
const longestToken = 400;

/** Taken as it is copied: with the word that stands before it in requests, with the white space around it. */
const BotToken = z
  .string()
  .transform((text) => text.trim().replace(/^Bot\s+/i, ""))
  .pipe(
    z
      .string()
      .regex(/^[!-~]+$/, "must be the token alone, without spaces")
      .min(8, "is too short for a token")
      .max(longestToken, "is too long for a token"),
  );

const Label = z.string().trim().max(60);

/** In both spellings: earlier manuals have bot_token and is_primary. */
const spelled = {
  botToken: BotToken.optional(),
  bot_token: BotToken.optional(),
  isPrimary: z.boolean().optional(),
  is_primary: z.boolean().optional(),
};

interface Spelled {
  botToken?: string | undefined;
  bot_token?: string | undefined;
  isPrimary?: boolean | undefined;
  is_primary?: boolean | undefined;
}

/** One name for each; `botToken` and `isPrimary` are undefined when they were not sent. */
function inOneSpelling<Input extends Spelled>({ bot_token, is_primary, ...input }: Input) {
  return { ...input, botToken: input.botToken ?? bot_token, isPrimary: input.isPrimary ?? is_primary };
}

/** The same where a token is needed. */
function withToken<Input extends Spelled>(input: Input, context: z.RefinementCtx<Input>) {
  const { botToken, ...rest } = inOneSpelling(input);
  if (botToken !== undefined) return { ...rest, botToken };
  context.addIssue({ code: "custom", path: ["botToken"], message: "is missing" });
  return z.NEVER;
}

export const NewAccountInput = z
  .strictObject({
    platform: Platform.default("discord"),
    name: Label.optional(),
    enabled: z.boolean().default(true),
    ...spelled,
  })
  .transform(withToken);
/** `isPrimary` undefined: the first account of a platform is its primary one. */
export type NewAccountInput = z.infer<typeof NewAccountInput>;

/** An empty name: it is called by its name on the platform. */
export const AccountChangeInput = z
  .strictObject({ name: Label.optional(), enabled: z.boolean().optional(), ...spelled })
  .transform(inOneSpelling);
export type AccountChangeInput = z.infer<typeof AccountChangeInput>;

export const AccountCheckInput = z
  .strictObject({
    platform: Platform.default("discord"),
    botToken: spelled.botToken,
    bot_token: spelled.bot_token,
  })
  .transform(withToken);
export type AccountCheckInput = z.infer<typeof AccountCheckInput>;

/** What the platform answered to a token. */
export const AccountCheckResult = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("accepted"),
    name: z.string(),
    externalId: Id,
    applicationId: Id.nullable(),
    /** Whether texts of messages arrive (MESSAGE_CONTENT intent). */
    readsContent: z.boolean(),
    /** Whether joins and leaves are told of (GUILD_MEMBERS intent). */
    readsMembers: z.boolean(),
    /** Servers it is in; at most 200. */
    guilds: z.array(z.object({ id: Id, name: z.string() })),
  }),
  z.object({ outcome: z.enum(["refused", "unreachable"]), message: z.string() }),
]);
export type AccountCheckResult = z.infer<typeof AccountCheckResult>;

export const AccountCheckView = z.object({
  result: AccountCheckResult,
  /** Where a server owner adds the bot; null when it was not accepted. */
  inviteUrl: z.string().nullable(),
});
export type AccountCheckView = z.infer<typeof AccountCheckView>;
