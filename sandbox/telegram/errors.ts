/** An error of the API: https://core.telegram.org/api/errors. */
export class RpcError extends Error {
  readonly code: number;

  /** `type` is the name clients branch by, e.g. `CHANNEL_PRIVATE`. */
  constructor(code: number, type: string) {
    super(type);
    this.code = code;
  }
}

export const badRequest = (type: string): RpcError => new RpcError(400, type);
export const unauthorized = (type: string): RpcError => new RpcError(401, type);
export const forbidden = (type: string): RpcError => new RpcError(403, type);

/** The account is to be asked for at another data centre. */
export const seeOther = (type: string): RpcError => new RpcError(303, type);

/** `FLOOD_WAIT_X`: nothing of this kind before `seconds` have passed. */
export const floodWait = (seconds: number): RpcError => new RpcError(420, `FLOOD_WAIT_${Math.ceil(seconds)}`);
