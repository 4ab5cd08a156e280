/**
 * What is used of GramJS: its schema, its serialiser and its cryptography. None of its network code: that loses updates,
 * hangs and leaks in known ways, and is not maintained any more (docs/notes/0048). Only this file and tests import it.
 */
import bigInteger from "big-integer";
import { Api } from "telegram/tl/index.js";

export { IGE } from "telegram/crypto/IGE.js";
export { _serverKeys as serverKeys } from "telegram/crypto/RSA.js";
export { BinaryReader } from "telegram/extensions/BinaryReader.js";
export { doAuthentication } from "telegram/network/Authenticator.js";
export { computeCheck } from "telegram/Password.js";
export { LAYER, tlobjects } from "telegram/tl/AllTLObjects.js";
export { Api };

/**
 * GramJS's message classes throw for the number 0, which the protocol allows in messageEmpty: in the middle of a list, and
 * every later list is read wrongly then (link/reader.ts).
 */
for (const { prototype } of [Api.Message, Api.MessageService, Api.MessageEmpty] as unknown as {
  prototype: { init(fields: { id?: number }): void };
}[]) {
  const original = Object.getOwnPropertyDescriptor(prototype, "init")?.value as (fields: object) => void;
  Object.defineProperty(prototype, "init", {
    value(this: unknown, fields: { id?: number }) {
      if (fields.id) original.call(this, fields);
    },
  });
}

/** A 64-bit number as the schema's classes hold it. */
export type Long = bigInteger.BigInteger;

/** From a decimal string or a bigint. */
export const toLong = (value: string | bigint | number): Long => bigInteger(value.toString());

/** A request of the schema: what it asks, and how its answer is read. */
export interface TlRequest<Answer = unknown> {
  readonly className: string;
  /** Only in the types: what it answers. */
  readonly __response?: Answer;
  getBytes(): Buffer;
}

/** What a request answers, out of `reader`: every request can, though GramJS's types know it not. */
export function readAnswer(request: TlRequest, reader: unknown): unknown {
  return (request as unknown as { readResult(from: unknown): unknown }).readResult(reader);
}

/** `request` within another one that changes how it is carried out, and not what it answers. */
export function wrapRequest<Answer>(
  request: TlRequest<Answer>,
  wrap: (request: never) => { getBytes(): Buffer },
): TlRequest<Answer> {
  const wrapped = {
    className: request.className,
    getBytes: () => wrap(request as never).getBytes(),
    readResult: (reader: unknown) => readAnswer(request, reader),
  };
  return wrapped;
}
