/**
 * Takeout: Telegram's own mode for exporting one's data (core.telegram.org/api/takeout). It asks for fewer pauses, but may
 * first want the account's owner to agree on another device. Optional; while Telegram does not grant it, things go on
 * without.
 */
import type { Logger } from "../../../core/log.ts";
import { SnoozeError } from "../../../core/queue/errors.ts";
import type { TelegramConnection } from "./connection.ts";
import { Api, type TlRequest, wrapRequest } from "./gram.ts";

/** How long to wait before asking anew, where Telegram does not say. */
const retryMs = 3_600_000;

export class Takeout {
  readonly #connection: TelegramConnection;
  readonly #log: Logger;
  #id: Api.long | null = null;
  #opening: Promise<void> | null = null;
  #notBeforeMs = 0;

  constructor(connection: TelegramConnection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
  }

  /** The request within the takeout session, or as it is while there is none. */
  async wrap<Answer>(request: TlRequest<Answer>, signal: AbortSignal): Promise<TlRequest<Answer>> {
    if (this.#id === null && Date.now() >= this.#notBeforeMs) await (this.#opening ??= this.#open(signal));
    if (this.#id === null) return request;
    const takeoutId = this.#id;
    return wrapRequest(request, (query) => new Api.InvokeWithTakeout({ takeoutId, query }));
  }

  async #open(signal: AbortSignal): Promise<void> {
    try {
      const kinds = {
        messageUsers: true,
        messageChats: true,
        messageMegagroups: true,
        messageChannels: true,
      };
      const { id } = await this.#connection.call(
        new Api.account.InitTakeoutSession({ ...kinds, files: true, fileMaxSize: undefined }),
        { signal, cost: 0 },
      );
      this.#id = id;
      this.#log.info({ code: "telegram.takeout" }, "Telegram granted a takeout session");
    } catch (error) {
      signal.throwIfAborted();
      this.#notBeforeMs = error instanceof SnoozeError ? error.until.getTime() : Date.now() + retryMs;
      this.#log.warn(
        { code: "telegram.no_takeout", until: new Date(this.#notBeforeMs), error },
        "Telegram grants no takeout session yet: allow it on another device; until then histories are read without",
      );
    } finally {
      this.#opening = null;
    }
  }

  /** It is not usable any more. */
  forget(): void {
    this.#id = null;
  }

  /** Tells Telegram that the export is over. Never throws. */
  async finish(signal: AbortSignal): Promise<void> {
    if (this.#id === null) return;
    const takeoutId = this.#id;
    const request = wrapRequest(
      new Api.account.FinishTakeoutSession({ success: true }),
      (query) => new Api.InvokeWithTakeout({ takeoutId, query }),
    );
    this.#id = null;
    await this.#connection.call(request, { signal, cost: 0 }).catch(() => undefined);
  }
}
