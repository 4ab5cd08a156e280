/** Telegram: logging in, choosing chats, proxies. Secrets go in and come out nowhere. Browser-safe. */
import { z } from "zod";
import {
  chatKinds,
  chatRequestReasons,
  chatRequestStates,
  codeKinds,
  errandErrors,
  errandKinds,
  errandStates,
  loginErrors,
  loginMethods,
  loginStates,
  mostChatsAtOnce,
  proxyKinds,
} from "../model/telegram.ts";
import { Id, OptionalTime, RowId, Time } from "./common.ts";

/** As people write it: with +, 00, spaces, brackets, dashes. Kept as + and digits. */
const Phone = z
  .string()
  .max(40, "is too long for a phone number")
  .transform((text) => text.replace(/[\s().\-\u2010-\u2015]/g, "").replace(/^00/, "+"))
  .pipe(
    z
      .string()
      .regex(/^\+?\d{7,15}$/, "must be a phone number with its country code, such as +1 202 555 0123")
      .transform((digits) => (digits.startsWith("+") ? digits : `+${digits}`)),
  );

const port = z
  .int("must be a whole number")
  .min(1, "must be from 1 to 65535")
  .max(65_535, "must be from 1 to 65535");
const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._:-]{1,253}$/, "must be a host name or an address, without https://");
const Word = z.string().max(200, "is too long");

/** A way to Telegram. MTProto proxies have a secret, the others may have a name and a password. */
export const ProxyInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["socks5", "http"]),
    host: Host,
    port,
    username: Word.optional(),
    password: Word.optional(),
  }),
  z.strictObject({
    kind: z.literal("mtproto"),
    host: Host,
    port,
    secret: z
      .string()
      .trim()
      .regex(
        /^([0-9a-fA-F]{32,}|[A-Za-z0-9+/_-]{22,}={0,2})$/,
        "must be the secret of the proxy: hexadecimal digits, or base64",
      ),
  }),
]);
export type ProxyInput = z.infer<typeof ProxyInput>;

export const LoginMethod = z.enum(loginMethods);

export const StartLoginInput = z
  .strictObject({
    method: LoginMethod,
    phone: Phone.optional(),
    /** The account to log in again; absent for a new one. */
    accountId: RowId.optional(),
    name: z.string().trim().max(60).optional(),
    proxy: ProxyInput.optional(),
  })
  .superRefine((input, context) => {
    if (input.method === "phone" && input.phone === undefined) {
      context.addIssue({ code: "custom", path: ["phone"], message: "is missing" });
    }
  });
export type StartLoginInput = z.infer<typeof StartLoginInput>;

export const CodeInput = z.strictObject({
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().regex(/^[A-Za-z0-9]{3,20}$/, "must be the code alone")),
});
export type CodeInput = z.infer<typeof CodeInput>;

/** Taken as it is: white space may be part of it. */
export const CloudPasswordInput = z.strictObject({
  password: z.string().min(1, "must not be empty").max(1_000, "is too long"),
});
export type CloudPasswordInput = z.infer<typeof CloudPasswordInput>;

const CodeKind = z.enum(codeKinds);

export const LoginView = z.object({
  id: RowId,
  accountId: RowId.nullable(),
  method: LoginMethod,
  state: z.enum(loginStates),
  phoneMasked: z.string().nullable(),
  proxyShown: z.string().nullable(),
  codeKind: CodeKind.nullable(),
  codeLength: z.number().int().nullable(),
  /** How the code would be sent next; null when it cannot be sent again. */
  nextCodeKind: CodeKind.nullable(),
  /** When it can be sent again; null: at once. */
  resendAt: OptionalTime,
  passwordHint: z.string().nullable(),
  /** What the QR code says. */
  qrUrl: z.string().nullable(),
  qrExpiresAt: OptionalTime,
  errorCode: z.enum(loginErrors).nullable(),
  errorDetail: z.string().nullable(),
  /** When Telegram allows the next try. */
  retryAt: OptionalTime,
  createdAt: Time,
  /** When it ends unless somebody goes on. */
  expiresAt: Time,
  endedAt: OptionalTime,
});
export type LoginView = z.infer<typeof LoginView>;

/** `hasBot`: whether a bot process runs; without one a login waits. */
export const LoginActionView = z.object({ login: LoginView, hasBot: z.boolean() });
export type LoginActionView = z.infer<typeof LoginActionView>;

/** `created` false: another login was open already, and this is it. */
export const StartLoginView = LoginActionView.extend({ created: z.boolean() });
export type StartLoginView = z.infer<typeof StartLoginView>;

export const TelegramStateView = z.object({
  /** The login that is open; null when none is. */
  login: LoginView.nullable(),
  hasBot: z.boolean(),
  /** Where api_id and api_hash stand; null: nowhere yet, and nobody can log in. */
  api: z.object({ apiId: z.number().int(), source: z.enum(["console", "environment"]) }).nullable(),
});
export type TelegramStateView = z.infer<typeof TelegramStateView>;

/** As https://my.telegram.org shows them. */
export const TelegramApiInput = z.strictObject({
  apiId: z.int("must be a whole number").min(1, "must be at least 1").max(2_147_483_647, "is too large"),
  apiHash: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits"),
});
export type TelegramApiInput = z.infer<typeof TelegramApiInput>;

export const ErrandView = z.object({
  id: RowId,
  kind: z.enum(errandKinds),
  accountId: RowId.nullable(),
  state: z.enum(errandStates),
  errorCode: z.enum(errandErrors).nullable(),
  errorDetail: z.string().nullable(),
  /** Not before: later than now after a flood wait. */
  runAt: Time,
  /** Of a proxy that was tried: how long Telegram took to answer through it. */
  latencyMs: z.number().nullable(),
});
export type ErrandView = z.infer<typeof ErrandView>;
export const ErrandActionView = z.object({ errand: ErrandView });
export type ErrandActionView = z.infer<typeof ErrandActionView>;

/** `proxy` null removes it. */
export const ProxyChangeInput = z.strictObject({ proxy: ProxyInput.nullable() });
export type ProxyChangeInput = z.infer<typeof ProxyChangeInput>;

/** The proxy to try; null: the way without one. */
export const ProxyTestInput = ProxyChangeInput;

export const DialogView = z.object({
  chatId: Id,
  kind: z.enum(chatKinds),
  title: z.string(),
  /** Without @. */
  username: z.string().nullable(),
  memberCount: z.number().int().nullable(),
  /** Its owner forbids saving. */
  isProtected: z.boolean(),
  isArchived: z.boolean(),
  folders: z.array(z.string()),
  lastMessageAt: OptionalTime,
  /** Archived already, through this account or another. */
  isAdded: z.boolean(),
});
export type DialogView = z.infer<typeof DialogView>;

export const DialogListView = z.object({
  dialogs: z.array(DialogView),
  /** When they were last listed whole; null: never. */
  listedAt: OptionalTime,
});
export type DialogListView = z.infer<typeof DialogListView>;

const GroupName = z.string().trim().max(60, "must have at most 60 characters");
const Priority = z
  .int("must be a whole number")
  .min(-100, "must be from -100 to 100")
  .max(100, "must be from -100 to 100");

/** Names, links and ids; those that are asked for twice are looked up once. */
export const AddChatsInput = z.strictObject({
  chats: z
    .array(z.string().trim().min(1, "must not be empty").max(200, "is too long"))
    .min(1, "must name at least one chat")
    .max(mostChatsAtOnce, `must name at most ${mostChatsAtOnce} chats`),
  accountId: RowId.optional(),
  groupName: GroupName.optional(),
  priority: Priority.default(0),
});
export type AddChatsInput = z.infer<typeof AddChatsInput>;

export const ChatRequestView = z.object({
  id: RowId,
  accountId: RowId.nullable(),
  input: z.string(),
  state: z.enum(chatRequestStates),
  reason: z.enum(chatRequestReasons).nullable(),
  reasonDetail: z.string().nullable(),
  guildId: Id.nullable(),
  runAt: Time,
  createdAt: Time,
});
export type ChatRequestView = z.infer<typeof ChatRequestView>;

export const ChatRequestsView = z.object({
  batchId: z.uuid(),
  requests: z.array(ChatRequestView),
});
export type ChatRequestsView = z.infer<typeof ChatRequestsView>;

/** What is left out stays; an empty group takes the chat out of its group. */
export const SortingInput = { groupName: GroupName.optional(), priority: Priority.optional() };

export const ProxyKind = z.enum(proxyKinds);
