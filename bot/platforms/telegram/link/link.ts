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
import type { Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Logger } from "../../../../core/log.ts";
import { Api, LAYER, readAnswer, type TlRequest, toLong, wrapRequest } from "../gram.ts";
import { type AuthKey, ForgedPacketError, openPacket, sealPacket } from "./envelope.ts";
import { type Framing, fullFraming, proxyFraming } from "./framing.ts";
import { makeAuthKey, type TrustedKeys } from "./handshake.ts";
import { MessageClock } from "./messageClock.ts";
import { type Address, openSocket, type Proxy, parseSecret } from "./proxy.ts";
import { readObject, readWith, UnreadableObjectError } from "./reader.ts";

/** What a data centre answered instead of a result. `text` is Telegram's code, such as FLOOD_WAIT_30. */
export class RpcError extends Error {
  override name = "RpcError";
  readonly code: number;
  readonly text: string;

  constructor(code: number, text: string, request: string) {
    super(`Telegram answered ${text} (${code}) to ${request}`);
    this.code = code;
    this.text = text;
  }
}

/** No answer came in time, however often it was asked. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/** The data centre does not know the authorization key any more (transport error −404). */
export class KeyForgottenError extends Error {
  override name = "KeyForgottenError";
}

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
/** Messages that were on their way when the clock was corrected are refused as well. */
const mostCorrections = 20;
/** More waiting acknowledgements than this are sent at once; fewer wait for the next request or ping. */
const mostAcks = 16;

interface Pending {
  request: TlRequest;
  body: Buffer;
  resolve(answer: unknown): void;
  reject(error: Error): void;
  /** performance.now() at which it is given up. */
  deadlineMs: number;
  /** True once a new connection was made for its sake. */
  isRetried: boolean;
}

interface Line {
  socket: Socket;
  framing: Framing;
  /** performance.now() of the last byte. */
  heardAtMs: number;
}

export class MtprotoLink {
  readonly #options: LinkOptions;
  readonly #log: Logger;
  readonly #deadlineMs: number;
  readonly #pingMs: number;
  readonly #closing = new AbortController();
  /** Requests without an answer, in the order they were made. */
  readonly #waiting = new Set<Pending>();
  /** Those that were sent on the present connection, by message id. */
  readonly #sent = new Map<bigint, Pending>();
  readonly #acks: bigint[] = [];
  readonly #clock = new MessageClock();
  #key: AuthKey | null;
  #salt = 0n;
  #sessionId = randomBytes(8);
  #line: Line | null = null;
  /** True once the present connection was greeted: requests may go out. */
  #isOnline = false;
  #wake: () => void = () => undefined;
  #ended: Error | null = null;
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
    return this.#clock.nowMs();
  }

  /**
   * Sends a request and answers with its result. Rejects with RpcError, NoAnswerError, UnreadableObjectError, the reason
   * the link has ended with, or that of `signal` (the request may be carried out all the same).
   */
  send<Answer>(request: TlRequest<Answer>, signal?: AbortSignal): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise<unknown>((resolve, reject) => {
      const pending: Pending = {
        request,
        body: request.getBytes(),
        resolve: (answer) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(answer);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
        deadlineMs: performance.now() + this.#deadlineMs,
        isRetried: false,
      };
      const onAbort = () => this.#settle(pending, (one) => one.reject(signal?.reason as Error));
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(pending);
      if (this.#isOnline) this.#transmit(pending);
    }) as Promise<Answer>;
  }

  /** Makes the connection anew: what is waiting is sent again. */
  reconnect(why: string): void {
    this.#line?.socket.destroy(new Error(why));
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
    this.#line?.socket.destroy();
    for (const pending of this.#waiting) this.#settle(pending, (one) => one.reject(reason));
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
        this.#sent.clear();
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
    const { proxy, dcId } = this.#options;
    const signal = this.#closing.signal;
    const socket = await openSocket(this.#options.address(), proxy, { withinMs: connectWithinMs, signal });
    if (this.#ended) socket.destroy();
    const framing = proxy?.kind === "mtproto" ? proxyFraming(parseSecret(proxy.secret), dcId) : fullFraming();
    const line: Line = { socket, framing, heardAtMs: performance.now() };
    this.#line = line;
    socket.write(framing.prelude);
    let take: (packet: Buffer) => void = () => undefined;
    const ended = new Promise<Error>((resolve) => {
      socket.on("data", (chunk: Buffer) => {
        line.heardAtMs = performance.now();
        try {
          for (const packet of framing.decode(chunk)) take(packet);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      socket.on("error", resolve);
      socket.on("close", () => resolve(new Error("Telegram closed the connection")));
    });
    if (!this.#key) {
      const exchange = (packet: Buffer) => {
        const answer = new Promise<Buffer>((resolve) => (take = resolve));
        socket.write(framing.encode(packet));
        return Promise.race([answer, ended.then((error) => Promise.reject(error))]);
      };
      const timer = setTimeout(
        () => socket.destroy(new Error("No key was agreed on in time")),
        connectWithinMs,
      );
      try {
        const { key, timeOffsetSeconds } = await makeAuthKey(exchange, this.#options.trusted);
        this.#key = key;
        this.#clock.offsetMs = timeOffsetSeconds * 1_000;
        this.#options.onKey?.(key);
      } catch (error) {
        socket.destroy();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    }
    this.#beginSession();
    take = (packet) => this.#receive(packet);
    this.#greet();
    return ended;
  }

  /** A new session id: the server then forgets what it had still to tell the old one. */
  #beginSession(): void {
    this.#sessionId = randomBytes(8);
    this.#clockCorrections = 0;
    this.#clock.restart();
    this.#acks.length = 0;
    this.#sent.clear();
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
      resolve: (config) => this.#onGreeted(config),
      reject: (error) => this.#line?.socket.destroy(error),
      deadlineMs: performance.now() + connectWithinMs,
      isRetried: true,
    });
  }

  /** The data centre's own list of data centres, as answered to the last greeting. */
  config: Api.Config | null = null;

  #onGreeted(config: unknown): void {
    this.config = config as Api.Config;
    this.#isOnline = true;
    for (const pending of this.#waiting) this.#transmit(pending);
    this.#options.onConnected?.();
  }

  #transmit(pending: Pending): void {
    const line = this.#line;
    if (!line || !this.#key) return;
    this.#flushAcks();
    this.#sent.set(this.#write(pending.body, true), pending);
  }

  /** Puts one message on the line and answers its id. */
  #write(body: Buffer, isContent: boolean): bigint {
    const messageId = this.#clock.nextId();
    const head = Buffer.alloc(32);
    head.writeBigInt64LE(this.#salt, 0);
    this.#sessionId.copy(head, 8);
    head.writeBigInt64LE(messageId, 16);
    head.writeInt32LE(this.#clock.nextSequence(isContent), 24);
    head.writeInt32LE(body.length, 28);
    const line = this.#line as Line;
    line.socket.write(line.framing.encode(sealPacket(this.#key as AuthKey, Buffer.concat([head, body]))));
    return messageId;
  }

  #flushAcks(): void {
    if (this.#acks.length === 0 || !this.#line) return;
    const msgIds = this.#acks.splice(0).map(toLong);
    this.#write(new Api.MsgsAck({ msgIds }).getBytes(), false);
  }

  #receive(packet: Buffer): void {
    if (packet.length < 24) return this.#onTransportError(packet.readInt32LE(0));
    let plain: Buffer;
    try {
      plain = openPacket(this.#key as AuthKey, packet);
    } catch (error) {
      if (!(error instanceof ForgedPacketError)) throw error;
      this.#log.warn({ code: "telegram.forged_packet", error }, error.message);
      return;
    }
    if (!plain.subarray(8, 16).equals(this.#sessionId)) return; // meant for a session that is over
    const length = plain.readInt32LE(28);
    if (length < 4 || 32 + length > plain.length) return this.reconnect("A message of an impossible length");
    this.#take(plain.readBigInt64LE(16), plain.readInt32LE(24), plain.subarray(32, 32 + length));
  }

  /** −404: the key is unknown. −429: too many connections. −444: no such data centre here. */
  #onTransportError(code: number): void {
    const error =
      code === -404
        ? new KeyForgottenError("Telegram does not know the authorization key of this session any more")
        : new Error(`Telegram's data centre answered ${code}`);
    this.#line?.socket.destroy(error);
  }

  /** A message: acknowledged, and whatever it is, it harms none that comes with it. */
  #take(messageId: bigint, sequence: number, body: Buffer): void {
    if (sequence % 2 === 1) {
      this.#acks.push(messageId);
      if (this.#acks.length >= mostAcks) this.#flushAcks();
    }
    if (this.#clock.wasSeen(messageId)) return;
    try {
      this.#handle(messageId, body);
    } catch (error) {
      this.#log.warn({ code: "telegram.unreadable", error }, "something from Telegram could not be read");
      this.#options.onUnreadable?.(error as Error);
    }
  }

  #handle(messageId: bigint, body: Buffer): void {
    switch (body.readUInt32LE(0)) {
      case 0x73f1f8dc: // msg_container
        return this.#unpack(body);
      case 0x3072cfa1: // gzip_packed
        return this.#handle(messageId, inflate(body));
      case 0xf35c6d01: // rpc_result
        return this.#answer(body.readBigInt64LE(4), body.subarray(12));
      case 0x347773c5: // pong
        this.aliveAtMs = performance.now();
        this.#sent.delete(body.readBigInt64LE(4));
        return;
      case 0xedab447b: // bad_server_salt
        this.#salt = body.readBigInt64LE(20);
        return this.#resend(body.readBigInt64LE(4));
      case 0xa7eff811: // bad_msg_notification
        return this.#onBadMessage(messageId, body.readBigInt64LE(4), body.readInt32LE(16));
      case 0x9ec20908: // new_session_created
        this.#salt = body.readBigInt64LE(20);
        return;
      case 0x276d3ec6: // msg_detailed_info: the answer to one of ours exists, and was not sent again
        return this.#askAgain(body.readBigInt64LE(12));
      case 0x809db6df: // msg_new_detailed_info
        return this.#askAgain(body.readBigInt64LE(4));
      case 0x62d6b459: // msgs_ack
      case 0xae500895: // future_salts
      case 0x04deb57d: // msgs_state_info
      case 0x8cc0d131: // msgs_all_info
        return;
      case 0xda69fb52: // msgs_state_req
      case 0x7d861a08: // msg_resend_req
        return; // about our messages: the server finds out when it is asked anew
      default:
        this.#options.onUpdates?.(readObject(body));
    }
  }

  #unpack(container: Buffer): void {
    const count = container.readInt32LE(4);
    for (let index = 0, at = 8; index < count; index++) {
      const length = container.readInt32LE(at + 12);
      const body = container.subarray(at + 16, at + 16 + length);
      this.#take(container.readBigInt64LE(at), container.readInt32LE(at + 8), body);
      at += 16 + length;
    }
  }

  #answer(requestId: bigint, result: Buffer): void {
    const pending = this.#sent.get(requestId);
    if (!pending) return; // given up, or asked on an earlier connection
    this.#sent.delete(requestId);
    const constructor = result.readUInt32LE(0);
    if (constructor === 0x2144ca19) {
      const error = readObject(result) as Api.RpcError;
      const { className } = pending.request;
      return this.#settle(pending, (one) =>
        one.reject(new RpcError(error.errorCode, error.errorMessage, className)),
      );
    }
    try {
      const bytes = constructor === 0x3072cfa1 ? inflate(result) : result;
      const answer = readWith(bytes, (reader) => readAnswer(pending.request, reader));
      this.#settle(pending, (one) => one.resolve(answer));
    } catch (error) {
      if (error instanceof UnreadableObjectError)
        this.#log.warn(
          { code: "telegram.unreadable", request: pending.request.className, error },
          error.message,
        );
      this.#settle(pending, (one) => one.reject(error as Error));
    }
  }

  #settle(pending: Pending, how: (pending: Pending) => void): void {
    this.#waiting.delete(pending);
    how(pending);
  }

  /** A message that was refused for its salt or its time goes out again under another id. */
  #resend(messageId: bigint): void {
    const pending = this.#sent.get(messageId);
    if (!pending) return;
    this.#sent.delete(messageId);
    this.#transmit(pending);
  }

  /** https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message */
  #onBadMessage(serverMessageId: bigint, messageId: bigint, code: number): void {
    if ((code === 16 || code === 17) && ++this.#clockCorrections <= mostCorrections) {
      this.#clock.setServerTime(serverMessageId);
      return this.#resend(messageId);
    }
    if (code === 20) return this.#resend(messageId);
    // Sequence numbers and containers: both sides begin anew.
    this.reconnect(`Telegram refused a message (bad_msg_notification ${code})`);
  }

  /** Of the present connection. A server that goes on objecting to its own time is left alone for a while. */
  #clockCorrections = 0;

  #askAgain(answerId: bigint): void {
    if (!this.#line) return;
    this.#write(new Api.MsgResendReq({ msgIds: [toLong(answerId)] }).getBytes(), false);
  }

  #pingedAtMs = 0;

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
    let mustRenew = false;
    for (const pending of this.#waiting) {
      if (now >= pending.deadlineMs) {
        const { className } = pending.request;
        this.#settle(pending, (one) =>
          one.reject(new NoAnswerError(`Telegram did not answer ${className} in time`)),
        );
      } else if (!pending.isRetried && now >= pending.deadlineMs - this.#deadlineMs / 2) {
        pending.isRetried = true;
        mustRenew = true;
      }
    }
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

/** A greeting refused for what the session or the application is: the next one would be refused as well. */
const isRefusal = (reason: Error) =>
  reason instanceof RpcError &&
  (reason.code === 401 || reason.code === 406 || reason.text.startsWith("API_ID_"));

/** The content of gzip_packed#3072cfa1 packed_data:bytes. */
function inflate(packed: Buffer): Buffer {
  const bytes = readWith(packed.subarray(4), (reader) => reader.tgReadBytes());
  return gunzipSync(bytes, { maxOutputLength: 64 * 1024 * 1024 });
}
