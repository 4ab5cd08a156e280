/**
 * One connection to one data centre, for as long as it is wanted: requests go in, answers and updates come out, however
 * often the connection breaks in between.
 *
 *   offline ──connect──▶ connecting ──key, greeting──▶ online ──break, deadline, silence──▶ offline (waits, and again)
 *                             └───────────── refused for good (−404, closed by us) ──▶ ended
 *
 * A request is sent anew on every new connection until it is answered: it may be carried out twice, so that what must not
 * be carries a number of its own (random_id). Nothing waits longer than its deadline: half of it is spent on a connection
 * that answers pings but not the request, and then the connection is made anew.
 */
import { randomBytes } from "node:crypto";
import type { Logger } from "../../../../core/log.ts";
import { Api, LAYER, type TlRequest, toLong, wrapRequest } from "../gram.ts";
import { ClientSession, ImpossibleMessageError } from "./clientSession.ts";
import { type AuthKey, ForgedPacketError } from "./envelope.ts";
import { isRefusal, KeyForgottenError } from "./failures.ts";
import type { TrustedKeys } from "./handshake.ts";
import { type Line, openLine } from "./line.ts";
import type { Address, Proxy } from "./proxy.ts";
import { readObject, UnreadableObjectError } from "./reader.ts";
import { type Pending, Requests } from "./requests.ts";
import { readResult, readService, type ServerMessage } from "./serviceMessage.ts";

export interface LinkOptions {
  dcId: number;
  /** Asked before every connection. */
  address(): Address;
  proxy: Proxy | null;
  trusted: TrustedKeys;
  /** Null: one is made with the first connection, and told by `onKey`. */
  key: AuthKey | null;
  apiId: number;
  onKey?: (key: AuthKey) => void;
  /** Called for every object that is no answer, in the order of arrival, and never again until it returned. */
  onUpdates?: (updates: unknown) => void;
  /** Something arrived that cannot be read: an update may be lost. */
  onUnreadable?: (error: Error) => void;
  /** Connected, for the first time or again: what was told in between was not heard. */
  onConnected?: () => void;
  /** It is over for good. */
  onEnded?: (reason: Error) => void;
  /** How long a request may take, from being given to being answered. */
  deadlineMs?: number;
  /** Between two pings. */
  pingMs?: number;
  log: Logger;
}

/** Longest wait for an answer. Getting files and differences takes seconds; a hung call costs this once. */
const usualDeadlineMs = 40_000;
/** A connection that says nothing for two pings and some is dead. Telegram closes ours when it hears no ping for 75 s. */
const usualPingMs = 10_000;
const longestPauseMs = 30_000;
const connectWithinMs = 20_000;

export class MtprotoLink {
  readonly #options: LinkOptions;
  readonly #log: Logger;
  readonly #deadlineMs: number;
  readonly #pingMs: number;
  readonly #closing = new AbortController();
  readonly #requests = new Requests();
  readonly #session = new ClientSession();
  #key: AuthKey | null;
  #line: Line | null = null;
  /** True once the present connection was greeted: requests may go out. */
  #isOnline = false;
  #wake: () => void = () => undefined;
  #pingedAtMs = 0;
  #ended: Error | null = null;
  /** The data centre's own list of data centres, as answered to the last greeting. */
  config: Api.Config | null = null;
  /** Why the last connection ended; null while none did. */
  lastError: Error | null = null;
  /** performance.now() of the last answer to a ping; null before the first. */
  aliveAtMs: number | null = null;
  readonly #done: Promise<void>;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#log = options.log.child({ dc: options.dcId });
    this.#deadlineMs = options.deadlineMs ?? usualDeadlineMs;
    this.#pingMs = options.pingMs ?? usualPingMs;
    this.#key = options.key;
    this.#done = this.#keepConnected();
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** What the server's clock says now, in ms since 1970. */
  get serverTimeMs(): number {
    return this.#session.clock.nowMs();
  }

  /**
   * Sends a request and answers with its result. Rejects with RpcError, NoAnswerError, UnreadableObjectError, the reason
   * the link has ended with, or that of `signal` (the request may be carried out all the same).
   */
  send<Answer>(request: TlRequest<Answer>, signal?: AbortSignal): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const { pending, answer } = this.#requests.add(request, { withinMs: this.#deadlineMs, signal });
    if (this.#isOnline) this.#transmit(pending);
    return answer as Promise<Answer>;
  }

  /** Makes the connection anew: what is waiting is sent again. */
  reconnect(why: string): void {
    this.#line?.end(new Error(why));
  }

  /** Ends it for good; requests that wait are refused. Resolves once no socket and no timer is left. Safe to call twice. */
  async close(reason: Error = new Error("The connection was closed by us")): Promise<void> {
    this.#end(reason);
    await this.#done;
  }

  #end(reason: Error): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#closing.abort(reason);
    this.#line?.end();
    this.#requests.refuseAll(reason);
    this.#wake();
  }

  async #keepConnected(): Promise<void> {
    const watch = setInterval(() => this.#watch(), Math.min(1_000, this.#deadlineMs / 8));
    try {
      for (let failures = 0; !this.#ended; ) {
        const startedMs = performance.now();
        const reason = await this.#serveOnce().catch((error: unknown) => error as Error);
        this.lastError = reason;
        this.#isOnline = false;
        this.#line = null;
        this.#requests.forgetSent();
        if (this.#ended) break;
        if (reason instanceof KeyForgottenError || isRefusal(reason)) {
          this.#end(reason);
          this.#options.onEnded?.(reason);
          break;
        }
        failures = performance.now() - startedMs > 60_000 ? 1 : failures + 1;
        const level = failures > 1 ? "warn" : "debug";
        this.#log[level](
          { code: "telegram.offline", failures, error: reason },
          "connection to Telegram lost",
        );
        await this.#pause(failures === 1 ? 0 : Math.min(longestPauseMs, 250 * 2 ** failures));
      }
    } finally {
      clearInterval(watch);
    }
  }

  /** One connection from its beginning to its end; answers why it ended. */
  async #serveOnce(): Promise<Error> {
    const { proxy, dcId, trusted } = this.#options;
    const target = { address: this.#options.address(), dcId, proxy };
    const line = await openLine(target, { withinMs: connectWithinMs, signal: this.#closing.signal });
    if (this.#ended) line.end();
    this.#line = line;
    if (!this.#key) {
      const { key, timeOffsetSeconds } = await line.agreeOnKey(trusted, connectWithinMs);
      this.#key = key;
      this.#session.clock.offsetMs = timeOffsetSeconds * 1_000;
      this.#options.onKey?.(key);
    }
    this.#session.begin();
    this.#requests.forgetSent();
    line.onPacket = (packet) => this.#receive(packet);
    this.#greet();
    return line.ended;
  }

  /** The schema's version and who we are come first; everything that waits follows once that is answered. */
  #greet(): void {
    const request = wrapRequest(new Api.help.GetConfig(), (query) => {
      const languages = { langCode: "en", langPack: "", systemLangCode: "en" };
      const device = { deviceModel: "Backscroll", systemVersion: process.version, appVersion: "1.0" };
      const { apiId } = this.#options;
      return new Api.InvokeWithLayer({
        layer: LAYER,
        query: new Api.InitConnection({ apiId, ...device, ...languages, query }),
      });
    });
    this.#transmit({
      request,
      body: request.getBytes(),
      resolve: (config) => this.#onGreeted(config as Api.Config),
      reject: (error) => this.#line?.end(error),
      deadlineMs: performance.now() + connectWithinMs,
      isRetried: true,
    });
  }

  #onGreeted(config: Api.Config): void {
    this.config = config;
    this.#isOnline = true;
    for (const pending of this.#requests.waiting()) this.#transmit(pending);
    this.#options.onConnected?.();
  }

  #transmit(pending: Pending): void {
    if (!this.#line || !this.#key) return;
    this.#flushAcks();
    this.#requests.noteSent(this.#write(pending.body, true), pending);
  }

  /** Puts one message on the line and answers its id. */
  #write(body: Buffer, isContent: boolean): bigint {
    const { messageId, packet } = this.#session.seal(this.#key as AuthKey, body, isContent);
    (this.#line as Line).write(packet);
    return messageId;
  }

  #flushAcks(): void {
    const acks = this.#line && this.#session.takeAcks();
    if (acks) this.#write(acks, false);
  }

  #receive(packet: Buffer): void {
    if (packet.length < 24) return this.#onTransportError(packet.readInt32LE(0));
    try {
      const message = this.#session.open(this.#key as AuthKey, packet);
      if (message) this.#take(message);
    } catch (error) {
      if (error instanceof ImpossibleMessageError) return this.reconnect(error.message);
      if (!(error instanceof ForgedPacketError)) throw error;
      this.#log.warn({ code: "telegram.forged_packet", error }, error.message);
    }
  }

  /** −404: the key is unknown. −429: too many connections. −444: no such data centre here. */
  #onTransportError(code: number): void {
    const error =
      code === -404
        ? new KeyForgottenError("Telegram does not know the authorization key of this session any more")
        : new Error(`Telegram's data centre answered ${code}`);
    this.#line?.end(error);
  }

  /** A message: acknowledged, and whatever it is, it harms none that comes with it. */
  #take(message: ServerMessage): void {
    if (this.#session.acknowledge(message).isFull) this.#flushAcks();
    if (this.#session.clock.wasSeen(message.id)) return;
    try {
      this.#handle(message);
    } catch (error) {
      this.#log.warn({ code: "telegram.unreadable", error }, "something from Telegram could not be read");
      this.#options.onUnreadable?.(error as Error);
    }
  }

  #handle({ id, body }: ServerMessage): void {
    const message = readService(body);
    switch (message.kind) {
      case "container":
        for (const inner of message.messages) this.#take(inner);
        return;
      case "result":
        return this.#answer(message.messageId, message.result);
      case "pong":
        this.aliveAtMs = performance.now();
        return;
      case "badSalt":
        this.#session.salt = message.salt;
        return this.#resend(message.messageId);
      case "newSession":
        this.#session.salt = message.salt;
        return;
      case "badMessage":
        return this.#onBadMessage(id, message.messageId, message.code);
      case "unsent":
        return this.#askAgain(message.answerId);
      case "object":
        return this.#options.onUpdates?.(readObject(message.body));
      case "nothing":
    }
  }

  #answer(requestId: bigint, result: Buffer): void {
    const pending = this.#requests.take(requestId);
    if (!pending) return; // given up, or asked on an earlier connection
    let answer: unknown;
    try {
      answer = readResult(pending.request, result);
    } catch (error) {
      if (error instanceof UnreadableObjectError) {
        const { className } = pending.request;
        this.#log.warn({ code: "telegram.unreadable", request: className, error }, error.message);
      }
      return pending.reject(error as Error);
    }
    pending.resolve(answer);
  }

  /** A message that was refused for its salt or its time goes out again under another id. */
  #resend(messageId: bigint): void {
    const pending = this.#requests.take(messageId);
    if (pending) this.#transmit(pending);
  }

  /** https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message */
  #onBadMessage(serverMessageId: bigint, messageId: bigint, code: number): void {
    const isTime = code === 16 || code === 17;
    if (code === 20 || (isTime && this.#session.correctClock(serverMessageId)))
      return this.#resend(messageId);
    // Sequence numbers and containers: both sides begin anew.
    this.reconnect(`Telegram refused a message (bad_msg_notification ${code})`);
  }

  #askAgain(answerId: bigint): void {
    if (this.#line) this.#write(new Api.MsgResendReq({ msgIds: [toLong(answerId)] }).getBytes(), false);
  }

  /** Once a second: pings, deadlines, silence. */
  #watch(): void {
    const now = performance.now();
    const line = this.#line;
    if (line && this.#isOnline && now - this.#pingedAtMs >= this.#pingMs) {
      this.#pingedAtMs = now;
      this.#flushAcks();
      const disconnectDelay = Math.max(5, Math.ceil((this.#pingMs * 7.5) / 1_000));
      const pingId = toLong(randomBytes(8).readBigInt64LE());
      this.#write(new Api.PingDelayDisconnect({ pingId, disconnectDelay }).getBytes(), true);
    }
    if (line && this.#isOnline && now - line.heardAtMs > this.#pingMs * 2.5)
      this.reconnect("Telegram has said nothing for too long");
    const mustRenew = this.#requests.checkDeadlines(this.#deadlineMs);
    // A greeting that is not answered counts as well: nothing else would end it.
    const isStuck = line && !this.#isOnline && now - line.heardAtMs > connectWithinMs;
    if (mustRenew || isStuck) this.reconnect("A request was not answered");
  }

  async #pause(ms: number): Promise<void> {
    const jittered = ms * (0.5 + Math.random() / 2);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, jittered);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
