/** Requests that wait for their answers, over all the connections it may take. */
import type { TlRequest } from "../gram.ts";
import { NoAnswerError } from "./failures.ts";

export interface Pending {
  request: TlRequest;
  body: Buffer;
  resolve(answer: unknown): void;
  reject(error: Error): void;
  /** performance.now() at which it is given up. */
  deadlineMs: number;
  /** True once a new connection was made for its sake. */
  isRetried: boolean;
}

export class Requests {
  /** Without an answer, in the order they were made. */
  readonly #waiting = new Set<Pending>();
  /** Those that were sent on the present connection, by message id. */
  readonly #sent = new Map<bigint, Pending>();

  /** A new one, and its answer. It is given up after `withinMs`, and with the reason of `signal`. */
  add(
    request: TlRequest,
    { withinMs, signal }: { withinMs: number; signal?: AbortSignal | undefined },
  ): { pending: Pending; answer: Promise<unknown> } {
    const { promise, resolve, reject } = withResolvers();
    const end = () => {
      this.#waiting.delete(pending);
      signal?.removeEventListener("abort", onAbort);
    };
    const pending: Pending = {
      request,
      body: request.getBytes(),
      resolve: (answer) => {
        end();
        resolve(answer);
      },
      reject: (error) => {
        end();
        reject(error);
      },
      deadlineMs: performance.now() + withinMs,
      isRetried: false,
    };
    const onAbort = () => pending.reject(signal?.reason as Error);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#waiting.add(pending);
    return { pending, answer: promise };
  }

  waiting(): Pending[] {
    return [...this.#waiting];
  }

  noteSent(messageId: bigint, pending: Pending): void {
    this.#sent.set(messageId, pending);
  }

  /** The one that was sent by this id, which is then not known any more; null when it was given up or is of an earlier connection. */
  take(messageId: bigint): Pending | null {
    const pending = this.#sent.get(messageId) ?? null;
    this.#sent.delete(messageId);
    return pending;
  }

  /** The connection is over: everything that waits will be sent anew. */
  forgetSent(): void {
    this.#sent.clear();
  }

  refuseAll(reason: Error): void {
    for (const pending of this.waiting()) pending.reject(reason);
  }

  /**
   * Gives up those whose time is over. True when one has waited for half of its time, `wholeMs`, for the first time: it asks
   * for another connection.
   */
  checkDeadlines(wholeMs: number): boolean {
    const now = performance.now();
    let mustRenew = false;
    for (const pending of this.waiting()) {
      if (now >= pending.deadlineMs) {
        const { className } = pending.request;
        pending.reject(new NoAnswerError(`Telegram did not answer ${className} in time`));
      } else if (!pending.isRetried && now >= pending.deadlineMs - wholeMs / 2) {
        pending.isRetried = true;
        mustRenew = true;
      }
    }
    return mustRenew;
  }
}

function withResolvers() {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
