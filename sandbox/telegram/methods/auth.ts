/** Signing in and out: https://core.telegram.org/api/auth. */

import { createHash } from "node:crypto";
import type { Call, MethodTable } from "../core.ts";
import { DH_GENERATOR, DH_PRIME } from "../crypto/dh.ts";
import { SrpExchange } from "../crypto/srp.ts";
import { badRequest, floodWait, RpcError, seeOther, unauthorized } from "../errors.ts";
import { accountOf } from "../login/accountOf.ts";
import type { CodeWay, LoginToken, SentCode } from "../login/logins.ts";
import type { AuthKey } from "../mtproto/authKeys.ts";
import { encode, type Tl } from "../tl/writer.ts";
import { toUser } from "../wire/peers.ts";
import type { Account } from "../world/model.ts";

/** Seconds before another way to send a code may be asked for. */
const RESEND_AFTER_SECONDS = 60;
const NEXT_WAY: Record<CodeWay, CodeWay | null> = { app: "sms", sms: "call", call: null };

export const authMethods: MethodTable = {
  "auth.sendCode": (call, input) => {
    assertApi(input);
    const phone = digitsOf(input.phone_number as string);
    const account = call.core.world.accounts.find((known) => known.phone === phone);
    if (!account) {
      // A number without an account gets its code all the same: that nobody is there shows when it is entered.
      if (!phone.startsWith("9996")) throw badRequest("PHONE_NUMBER_INVALID");
    } else if (account.banned) throw badRequest("PHONE_NUMBER_BANNED");
    else if (account.dcId !== call.dc.id) throw seeOther(`PHONE_MIGRATE_${account.dcId}`);
    return toSentCode(call.core.logins.sendCode(phone, "app", call.core.now()));
  },

  "auth.resendCode": (call, input) => {
    const sent = findCode(call, input);
    const next = NEXT_WAY[sent.way];
    if (!next) throw badRequest("SEND_CODE_UNAVAILABLE");
    const waited = (call.core.now() - sent.sentMs) / 1_000;
    if (call.core.limiter.settings.enabled && waited < RESEND_AFTER_SECONDS)
      throw floodWait(RESEND_AFTER_SECONDS - waited);
    return toSentCode(call.core.logins.sendCode(sent.phone, next, call.core.now()));
  },

  "auth.cancelCode": (call, input) => {
    call.core.logins.dropCode(findCode(call, input).phone);
    return true;
  },

  "auth.signIn": (call, input) => {
    const { core } = call;
    const sent = findCode(call, input);
    if (!input.phone_code) throw badRequest("PHONE_CODE_EMPTY");
    if (input.phone_code !== sent.code) {
      if (++sent.wrongTries >= core.logins.maxWrongTries) core.logins.expireCode(sent.phone);
      throw badRequest("PHONE_CODE_INVALID");
    }
    core.logins.dropCode(sent.phone);
    const account = core.world.accounts.find((known) => known.phone === sent.phone);
    if (!account) return { _: "auth.authorizationSignUpRequired" };
    if (account.password) {
      call.key.passwordPendingFor = account.user.id;
      throw unauthorized("SESSION_PASSWORD_NEEDED");
    }
    return signIn(call.key, account);
  },

  "auth.signUp": () => {
    throw badRequest("PHONE_NUMBER_FLOOD"); // accounts are made in Telegram's own applications
  },

  "account.getPassword": (call) => {
    const account = call.account ?? pendingAccount(call);
    if (!account) throw unauthorized("AUTH_KEY_UNREGISTERED");
    return toPassword(call, account);
  },

  "auth.checkPassword": (call, input) => {
    const account = pendingAccount(call);
    if (!account?.password) throw badRequest("PASSWORD_HASH_INVALID");
    const password = input.password as Tl;
    const known =
      password._ === "inputCheckPasswordSRP" ? call.core.logins.takeSrp(password.srp_id as bigint) : null;
    if (!known || known.accountId !== account.user.id) throw badRequest("SRP_ID_INVALID");
    if (!known.exchange.accepts(password.A as Buffer, password.M1 as Buffer))
      throw badRequest("PASSWORD_HASH_INVALID");
    return signIn(call.key, account);
  },

  "auth.logOut": (call) => {
    const { key } = call;
    key.accountId = null;
    key.passwordPendingFor = null;
    for (const session of key.sessions.values()) session.wantsUpdates = false;
    return { _: "auth.loggedOut" };
  },

  "auth.exportAuthorization": (call, input) => {
    const dcId = input.dc_id as number;
    if (!call.core.dcs.has(dcId) || dcId === call.dc.id) throw badRequest("DC_ID_INVALID");
    const bytes = call.core.logins.exportAuthorization(call.account.user.id, dcId);
    return { _: "auth.exportedAuthorization", id: call.account.user.id, bytes };
  },

  "auth.importAuthorization": (call, input) => {
    const accountId = call.core.logins.importAuthorization(input.bytes as Buffer, call.dc.id);
    const account = call.core.world.accounts.find(({ user }) => user.id === accountId);
    if (!account || input.id !== accountId) throw badRequest("AUTH_BYTES_INVALID");
    return signIn(call.key, account);
  },

  "auth.exportLoginToken": (call, input) => {
    assertApi(input);
    const { logins, now, world } = call.core;
    if (call.account) return { _: "auth.loginTokenSuccess", authorization: toAuthorization(call.account) };
    const token = logins.addToken(call.key, input.api_id as number, now());
    if (token.acceptedBy === null) {
      return { _: "auth.loginToken", expires: Math.floor(token.expiresMs / 1_000), token: token.token };
    }
    const account = world.accounts.find(({ user }) => user.id === token.acceptedBy) as Account;
    if (account.dcId !== call.dc.id)
      return { _: "auth.loginTokenMigrateTo", dc_id: account.dcId, token: token.token };
    return finishToken(call, token, account);
  },

  "auth.importLoginToken": (call, input) => {
    const { logins, world } = call.core;
    const token = logins.findToken(input.token as Buffer);
    if (!token) throw badRequest("AUTH_TOKEN_INVALID");
    const account = world.accounts.find(({ user }) => user.id === token.acceptedBy);
    if (!account) throw badRequest("AUTH_TOKEN_INVALID");
    return finishToken(call, token, account);
  },

  "auth.acceptLoginToken": (call, input) => {
    acceptToken(call, input.token as Buffer, call.account);
    return toAuthorizationEntry(call.key, call.core.now());
  },

  "auth.bindTempAuthKey": () => {
    throw badRequest("ENCRYPTED_MESSAGE_INVALID"); // keys for a time (PFS) are not served
  },

  "auth.resetAuthorizations": (call) => {
    for (const dc of call.core.dcs.values()) {
      for (const key of dc.keys.all()) {
        if (key !== call.key && key.accountId === call.account.user.id) key.revoked = "SESSION_REVOKED";
      }
    }
    return true;
  },

  "account.getAuthorizations": (call) => ({
    _: "account.authorizations",
    authorization_ttl_days: 180,
    authorizations: [toAuthorizationEntry(call.key, call.core.now())],
  }),
};

/** Somebody accepts a QR token with their account. Throws where it is unknown, old or taken. */
export function acceptToken({ core }: Pick<Call, "core">, bytes: Buffer, account: Account): LoginToken {
  const token = core.logins.findToken(bytes);
  if (!token) throw badRequest("AUTH_TOKEN_INVALID");
  if (token.acceptedBy !== null) throw badRequest("AUTH_TOKEN_ALREADY_ACCEPTED");
  if (token.expiresMs < core.now()) throw badRequest("AUTH_TOKEN_EXPIRED");
  token.acceptedBy = account.user.id;
  const date = Math.floor(core.now() / 1_000);
  const update = encode({ _: "updateShort", update: { _: "updateLoginToken" }, date });
  for (const session of token.key.sessions.values()) if (session.isConnected) session.notify(update, true);
  return token;
}

function finishToken(call: Call, token: LoginToken, account: Account): Tl {
  call.core.logins.dropToken(token);
  if (account.password) {
    call.key.passwordPendingFor = account.user.id;
    throw unauthorized("SESSION_PASSWORD_NEEDED");
  }
  return { _: "auth.loginTokenSuccess", authorization: signIn(call.key, account) };
}

function signIn(key: AuthKey, account: Account): Tl {
  if (account.banned) throw new RpcError(400, "PHONE_NUMBER_BANNED");
  key.accountId = account.user.id;
  key.passwordPendingFor = null;
  key.revoked = null;
  return toAuthorization(account);
}

function toAuthorization(account: Account): Tl {
  return { _: "auth.authorization", user: toUser(account.user, account) };
}

function toAuthorizationEntry(key: AuthKey, nowMs: number): Tl {
  const date = Math.floor(key.createdMs / 1_000);
  return {
    _: "authorization",
    current: true,
    hash: 0n,
    device_model: key.deviceModel ?? "",
    platform: "",
    system_version: "",
    api_id: key.apiId ?? 0,
    app_name: "",
    app_version: "",
    date_created: date,
    date_active: Math.floor(nowMs / 1_000),
    ip: "127.0.0.1",
    country: "",
    region: "",
  };
}

function pendingAccount({ core, key }: Call): Account | null {
  return core.world.accounts.find(({ user }) => user.id === key.passwordPendingFor) ?? accountOf(core, key);
}

function assertApi(input: Tl): void {
  const isGood = (input.api_id as number) > 0 && /^[0-9a-f]{32}$/i.test(input.api_hash as string);
  if (!isGood) throw badRequest("API_ID_INVALID");
}

function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15) throw badRequest("PHONE_NUMBER_INVALID");
  return digits;
}

function findCode({ core }: Call, input: Tl): SentCode {
  const sent = core.logins.findCode(digitsOf(input.phone_number as string));
  if (!input.phone_code_hash) throw badRequest("PHONE_CODE_HASH_EMPTY");
  if (!sent || sent.hash !== input.phone_code_hash) throw badRequest("PHONE_CODE_EXPIRED");
  if (core.now() - sent.sentMs > core.logins.codeLifetimeMs) throw badRequest("PHONE_CODE_EXPIRED");
  return sent;
}

function toSentCode(sent: SentCode): Tl {
  const name = { app: "auth.sentCodeTypeApp", sms: "auth.sentCodeTypeSms", call: "auth.sentCodeTypeCall" }[
    sent.way
  ];
  const next = NEXT_WAY[sent.way];
  return {
    _: "auth.sentCode",
    type: { _: name, length: sent.code.length },
    phone_code_hash: sent.hash,
    next_type: next ? { _: next === "sms" ? "auth.codeTypeSms" : "auth.codeTypeCall" } : undefined,
    timeout: next ? RESEND_AFTER_SECONDS : undefined,
  };
}

function toPassword({ core }: Call, { password, user }: Account): Tl {
  const none = {
    _: "passwordKdfAlgoUnknown",
  };
  const secure = { _: "securePasswordKdfAlgoUnknown" };
  const secure_random = createHash("sha512").update(String(core.randomLong())).digest();
  if (!password) {
    return {
      _: "account.password",
      has_password: false,
      new_algo: none,
      new_secure_algo: secure,
      secure_random,
    };
  }
  const algo = {
    _: "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow",
    salt1: password.salt1,
    salt2: password.salt2,
    g: DH_GENERATOR,
    p: DH_PRIME,
  };
  const exchange = new SrpExchange(password);
  const srp_id = core.randomLong();
  core.logins.addSrp(srp_id, exchange, user.id);
  return {
    _: "account.password",
    has_password: true,
    current_algo: algo,
    srp_B: exchange.publicValue,
    srp_id,
    hint: password.hint,
    new_algo: algo,
    new_secure_algo: secure,
    secure_random,
  };
}
