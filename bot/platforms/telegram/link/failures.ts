/** How requests to a data centre fail. What that means for the work is said in ../errors.ts. */

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

/** A greeting refused for what the session or the application is: the next one would be refused as well. */
export const isRefusal = (reason: Error): boolean =>
  reason instanceof RpcError &&
  (reason.code === 401 || reason.code === 406 || reason.text.startsWith("API_ID_"));
