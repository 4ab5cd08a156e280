/**
 * One login to Telegram, from a claim to its end. What people enter stands in the row; what Telegram says is written
 * there. Every step is asked for by hand (core.telegram.org/api/auth, /qr-login, /srp): GramJS's own helpers wait for
 * answers inside themselves and leave handlers behind.
 */
import { z } from "zod";
import { completeLogin } from "../../../../core/database/telegram/completeLogin.ts";
import type { LoginRecord } from "../../../../core/database/telegram/loginRow.ts";
import { loginPlace } from "../../../../core/database/telegram/loginRow.ts";
import {
  type ClaimedLogin,
  extendLogin,
  failLogin,
  keepLoginWork,
  recordAnswerRefused,
  recordCodeSent,
  recordPasswordNeeded,
  recordQrShown,
  takeAnswer,
} from "../../../../core/database/telegram/loginWork.ts";
import type { Logger } from "../../../../core/log.ts";
import type { CodeKind, LoginError, LoginState } from "../../../../core/model/telegram.ts";
import type { Pool } from "../../../../core/postgres/pool.ts";
import type { SecretBox } from "../../../../core/secrets.ts";
import type { Wake } from "../../../worker/wake.ts";
import { userName } from "../convert/authors.ts";
import { type DataCentres, firstDc } from "../dataCentres.ts";
import { migratedTo, waitSeconds } from "../errors.ts";
import { Api, computeCheck } from "../gram.ts";
import { type AuthKey, toAuthKey } from "../link/envelope.ts";
import { RpcError } from "../link/failures.ts";
import { MtprotoLink } from "../link/link.ts";
import { type Proxy, ProxyRefusedError } from "../link/proxy.ts";
import { parseProxy, type TelegramApi } from "../platform.ts";
import { formatSession } from "../sessionText.ts";

export interface LoginDeps {
  pool: Pool;
  secrets: SecretBox;
  api: TelegramApi;
  centres: DataCentres;
  /** Of the account that is renewed; the login's own goes before it. */
  accountProxy: Proxy | null;
  leaseSeconds: number;
  /** Rings when a login has moved. */
  wake: Wake;
  log: Logger;
}

/** What another process needs to go on. */
const Work = z.object({
  dc: z.number(),
  key: z.base64(),
  codeHash: z.string().nullable(),
});

/** Longer than Telegram takes to send a text message; people wait in front of it. */
const answerWithinMs = 20_000;
/** Between two looks at the row, should nobody ring. */
const lookMs = 2_000;

export class Login {
  readonly #deps: LoginDeps;
  readonly #claim: ClaimedLogin;
  readonly #proxy: Proxy | null;
  readonly #phone: string | null;
  #dc = firstDc;
  #key: AuthKey | null = null;
  #codeHash: string | null = null;
  #link: MtprotoLink | null = null;
  /** Somebody scanned the code. */
  #isScanned = false;
  /** Telegram has let us in: what is not kept must be given back. */
  #isAuthorized = false;

  constructor(deps: LoginDeps, claim: ClaimedLogin) {
    this.#deps = deps;
    this.#claim = claim;
    const open = (sealed: string | null, column: "phone" | "proxy" | "work") =>
      sealed === null ? null : deps.secrets.open(sealed, loginPlace(column, claim.id));
    this.#phone = open(claim.phoneEncrypted, "phone");
    this.#proxy = parseProxy(open(claim.proxyEncrypted, "proxy")) ?? deps.accountProxy;
    const work = open(claim.workEncrypted, "work");
    if (work === null) return;
    const { dc, key, codeHash } = Work.parse(JSON.parse(work));
    this.#dc = dc;
    this.#key = toAuthKey(Buffer.from(key, "base64"));
    this.#codeHash = codeHash;
  }

  /** Works it until it ends, is no longer ours, or `stop` aborts. Throws when the database is away. */
  async run(stop: AbortSignal): Promise<void> {
    let state: LoginState = this.#claim.state;
    try {
      while (!stop.aborted) {
        await this.#step(state, stop);
        const record = await this.#look();
        if (!record) return;
        if (record.state === state && isWaiting(state)) await this.#wait(record, stop);
        state = record.state;
      }
    } finally {
      await this.#leave();
    }
  }

  #look(): Promise<LoginRecord | null> {
    return extendLogin(this.#deps.pool, this.#claim, this.#deps.leaseSeconds);
  }

  async #wait(record: LoginRecord, stop: AbortSignal): Promise<void> {
    const untilQr = record.qrExpiresAt ? record.qrExpiresAt.getTime() - Date.now() : Number.POSITIVE_INFINITY;
    await this.#deps.wake.wait(Math.max(50, Math.min(lookMs, untilQr)), stop);
  }

  async #step(state: LoginState, stop: AbortSignal): Promise<void> {
    try {
      switch (state) {
        case "sending_code":
          return await this.#sendCode(stop);
        case "checking_code":
          return await this.#checkCode(stop);
        case "checking_password":
          return await this.#checkPassword(stop);
        case "waiting_for_bot":
          return await this.#showQr(stop);
        case "qr_shown":
          return await this.#watchQr(stop);
      }
    } catch (error) {
      if (stop.aborted) return;
      await this.#refuse(state, error);
    }
  }

  // The code

  async #sendCode(stop: AbortSignal): Promise<void> {
    const phoneNumber = this.#phone ?? "";
    const { id: apiId, hash: apiHash } = this.#deps.api;
    const sent =
      this.#codeHash === null
        ? await this.#ask(
            () => new Api.auth.SendCode({ phoneNumber, apiId, apiHash, settings: new Api.CodeSettings({}) }),
            stop,
          )
        : await this.#ask(
            () => new Api.auth.ResendCode({ phoneNumber, phoneCodeHash: this.#codeHash ?? "" }),
            stop,
          );
    if (sent instanceof Api.auth.SentCodeSuccess) return this.#finish(sent.authorization);
    this.#codeHash = sent.phoneCodeHash;
    await recordCodeSent(this.#deps.pool, this.#claim, {
      kind: sentKind(sent.type),
      length: "length" in sent.type && typeof sent.type.length === "number" ? sent.type.length : null,
      nextKind: sent.nextType ? nextKind(sent.nextType) : null,
      resendAfterSeconds: sent.timeout ?? null,
      workEncrypted: this.#sealWork(),
    });
  }

  async #checkCode(stop: AbortSignal): Promise<void> {
    const phoneCode = await this.#takeAnswer();
    if (phoneCode === null) return;
    try {
      const phoneCodeHash = this.#codeHash ?? "";
      await this.#finish(
        await this.#ask(
          () => new Api.auth.SignIn({ phoneNumber: this.#phone ?? "", phoneCodeHash, phoneCode }),
          stop,
        ),
      );
    } catch (error) {
      if (!isPasswordNeeded(error)) throw error;
      await this.#askPassword(stop);
    }
  }

  // The password

  async #askPassword(stop: AbortSignal): Promise<void> {
    const password = await this.#ask(() => new Api.account.GetPassword(), stop);
    await recordPasswordNeeded(this.#deps.pool, this.#claim, {
      hint: password.hint ?? null,
      workEncrypted: this.#sealWork(),
    });
  }

  async #checkPassword(stop: AbortSignal): Promise<void> {
    const text = await this.#takeAnswer();
    if (text === null) return;
    for (let attempt = 1; ; attempt++) {
      const password = await this.#ask(() => new Api.account.GetPassword(), stop);
      const proof = await computeCheck(password, text);
      try {
        await this.#finish(await this.#ask(() => new Api.auth.CheckPassword({ password: proof }), stop));
        return;
      } catch (error) {
        // What the proof was made for has changed meanwhile.
        if (attempt > 2 || !(error instanceof RpcError) || error.text !== "SRP_ID_INVALID") throw error;
      }
    }
  }

  // QR

  async #showQr(stop: AbortSignal): Promise<void> {
    const { id: apiId, hash: apiHash } = this.#deps.api;
    this.#isScanned = false;
    try {
      let answer = await this.#ask(
        () => new Api.auth.ExportLoginToken({ apiId, apiHash, exceptIds: [] }),
        stop,
      );
      while (answer instanceof Api.auth.LoginTokenMigrateTo) {
        const { token } = answer;
        await this.#moveTo(answer.dcId);
        answer = await this.#ask(() => new Api.auth.ImportLoginToken({ token }), stop);
      }
      if (answer instanceof Api.auth.LoginTokenSuccess) return await this.#finish(answer.authorization);
      const validSeconds = answer.expires - Math.floor((this.#link?.serverTimeMs ?? Date.now()) / 1_000);
      await recordQrShown(this.#deps.pool, this.#claim, {
        url: `tg://login?token=${Buffer.from(answer.token).toString("base64url")}`,
        validSeconds: Math.max(1, validSeconds),
      });
      await keepLoginWork(this.#deps.pool, this.#claim, this.#sealWork());
    } catch (error) {
      if (!isPasswordNeeded(error)) throw error;
      await this.#askPassword(stop);
    }
  }

  /** A scanned code is taken up, an expired one replaced. */
  async #watchQr(stop: AbortSignal): Promise<void> {
    const record = await this.#look();
    if (record?.state !== "qr_shown") return;
    const isExpired = record.qrExpiresAt !== null && record.qrExpiresAt.getTime() <= Date.now();
    // After a restart the code may have been scanned while nobody listened.
    if (this.#isScanned || isExpired || !this.#link) await this.#showQr(stop);
  }

  // The end

  async #finish(authorization: Api.auth.TypeAuthorization): Promise<void> {
    const { pool, secrets, log } = this.#deps;
    if (authorization instanceof Api.auth.AuthorizationSignUpRequired) {
      await failLogin(pool, this.#claim, { error: "sign_up_required", detail: null });
      return;
    }
    this.#isAuthorized = true;
    const { user } = authorization;
    if (!(user instanceof Api.User) || !this.#key) throw new Error("Telegram did not say who logged in");
    const name = [user.firstName, user.lastName].filter((part) => part).join(" ");
    const { outcome } = await completeLogin(pool, secrets, this.#claim, {
      session: formatSession({ dcId: this.#dc, key: this.#key }),
      user: {
        externalId: user.id.toString(),
        name: name || userName(user) || user.id.toString(),
        phone: user.phone ?? null,
        isPremium: user.premium === true,
        dc: this.#dc,
      },
    });
    if (outcome === "saved") {
      this.#isAuthorized = false; // it is the account's now
      log.info({ code: "telegram.logged_in", loginId: this.#claim.id }, "a Telegram account was logged in");
    }
  }

  /** Closes the connection; a session that nobody keeps is logged out at Telegram first. */
  async #leave(): Promise<void> {
    if (this.#isAuthorized)
      await this.#link
        ?.send(new Api.auth.LogOut(), AbortSignal.timeout(5_000))
        .catch((error: unknown) =>
          this.#deps.log.warn(
            { code: "telegram.not_logged_out", error },
            "an unused session could not be logged out",
          ),
        );
    await this.#link?.close();
    this.#link = null;
  }

  async #refuse(state: LoginState, error: unknown): Promise<void> {
    const { pool, log } = this.#deps;
    const refusal = toRefusal(error, this.#link?.lastError ?? null);
    log.info(
      { code: "telegram.login_refused", loginId: this.#claim.id, state, error },
      "Telegram refused a login",
    );
    // An expired code cannot be sent again either: the next one is asked for from the beginning.
    if (refusal.error === "code_expired") this.#codeHash = null;
    const isFirstCode = state === "sending_code" && this.#codeHash === null;
    const mayGoOn =
      goesOn.has(refusal.error) && !isFirstCode && state !== "waiting_for_bot" && state !== "qr_shown";
    await (mayGoOn ? recordAnswerRefused : failLogin)(pool, this.#claim, refusal);
  }

  /** Asks the login's data centre, and follows it to another one where Telegram says so. */
  async #ask<Answer>(
    make: () => { className: string; getBytes(): Buffer; __response: Answer },
    stop: AbortSignal,
  ) {
    for (let moves = 0; ; moves++) {
      try {
        return await this.#open().send<Answer>(make(), stop);
      } catch (error) {
        const dc = migratedTo(error);
        if (dc === null || moves >= 3) throw error;
        await this.#moveTo(dc);
      }
    }
  }

  async #moveTo(dc: number): Promise<void> {
    await this.#link?.close();
    this.#link = null;
    this.#key = null;
    this.#dc = dc;
  }

  #open(): MtprotoLink {
    if (this.#link) return this.#link;
    const { centres, api, wake, log } = this.#deps;
    const dcId = this.#dc;
    const link = new MtprotoLink({
      dcId,
      address: () => centres.addressOf(dcId),
      proxy: this.#proxy,
      trusted: centres.trusted,
      key: this.#key,
      apiId: api.id,
      deadlineMs: answerWithinMs,
      onKey: (key) => {
        this.#key = key;
      },
      onConnected: () => centres.learn(link.config),
      onUpdates: (updates) => {
        if (!(updates instanceof Api.UpdateShort && updates.update instanceof Api.UpdateLoginToken)) return;
        this.#isScanned = true;
        wake.ring();
      },
      log,
    });
    this.#link = link;
    return link;
  }

  async #takeAnswer(): Promise<string | null> {
    const sealed = await takeAnswer(this.#deps.pool, this.#claim);
    return sealed === null ? null : this.#deps.secrets.open(sealed, loginPlace("answer", this.#claim.id));
  }

  #sealWork(): string {
    const work = { dc: this.#dc, key: this.#key?.bytes.toString("base64") ?? "", codeHash: this.#codeHash };
    return this.#deps.secrets.seal(JSON.stringify(work), loginPlace("work", this.#claim.id));
  }
}

const isWaiting = (state: LoginState) =>
  state === "code_sent" || state === "password_needed" || state === "qr_shown";

const isPasswordNeeded = (error: unknown) =>
  error instanceof RpcError && error.text === "SESSION_PASSWORD_NEEDED";

/** After these another answer may be given. */
const goesOn = new Set<LoginError>(["wrong_code", "code_expired", "wrong_password", "flood", "unreachable"]);

const known: Record<string, LoginError> = {
  PHONE_CODE_INVALID: "wrong_code",
  PHONE_CODE_EMPTY: "wrong_code",
  PHONE_CODE_EXPIRED: "code_expired",
  PHONE_HASH_EXPIRED: "code_expired",
  PASSWORD_HASH_INVALID: "wrong_password",
  PHONE_NUMBER_INVALID: "phone_invalid",
  PHONE_NUMBER_BANNED: "phone_banned",
  PHONE_NUMBER_UNOCCUPIED: "sign_up_required",
  PHONE_NUMBER_FLOOD: "phone_flood",
  PHONE_PASSWORD_FLOOD: "phone_flood",
  API_ID_INVALID: "api_refused",
  API_ID_PUBLISHED_FLOOD: "api_refused",
  CONNECTION_API_ID_INVALID: "api_refused",
};

function toRefusal(
  error: unknown,
  lastError: Error | null,
): { error: LoginError; detail: string | null; retryAfterSeconds?: number } {
  const seconds = waitSeconds(error);
  if (seconds !== null) return { error: "flood", detail: null, retryAfterSeconds: seconds };
  if (error instanceof RpcError) {
    const code = known[error.text];
    return code ? { error: code, detail: error.text } : { error: "internal", detail: error.text };
  }
  const cause = lastError instanceof ProxyRefusedError ? lastError : (lastError ?? error);
  return { error: "unreachable", detail: cause instanceof Error ? cause.message : String(cause) };
}

const sentKinds: Record<string, CodeKind> = {
  "auth.SentCodeTypeApp": "app",
  "auth.SentCodeTypeSms": "sms",
  "auth.SentCodeTypeSmsWord": "sms",
  "auth.SentCodeTypeSmsPhrase": "sms",
  "auth.SentCodeTypeFirebaseSms": "sms",
  "auth.SentCodeTypeCall": "call",
  "auth.SentCodeTypeFlashCall": "flash_call",
  "auth.SentCodeTypeMissedCall": "missed_call",
  "auth.SentCodeTypeEmailCode": "email",
  "auth.SentCodeTypeFragmentSms": "fragment",
  "auth.CodeTypeSms": "sms",
  "auth.CodeTypeCall": "call",
  "auth.CodeTypeFlashCall": "flash_call",
  "auth.CodeTypeMissedCall": "missed_call",
  "auth.CodeTypeFragmentSms": "fragment",
};
const sentKind = ({ className }: Api.auth.TypeSentCodeType): CodeKind => sentKinds[className] ?? "other";
const nextKind = ({ className }: Api.auth.TypeCodeType): CodeKind => sentKinds[className] ?? "other";
