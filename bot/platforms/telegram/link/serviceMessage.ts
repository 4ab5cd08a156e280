/** What a server's message is, by its constructor (core.telegram.org/mtproto/service_messages). Pure. */
import { gunzipSync } from "node:zlib";
import { type Api, readAnswer, type TlRequest } from "../gram.ts";
import { RpcError } from "./failures.ts";
import { readObject, readWith } from "./reader.ts";

/** A message as it stands in an envelope or a container. */
export interface ServerMessage {
  id: bigint;
  /** Odd for what asks for an acknowledgement. */
  sequence: number;
  body: Buffer;
}

/** `messageId`: the one of ours that it is about. */
export type ServiceMessage =
  | { kind: "container"; messages: ServerMessage[] }
  | { kind: "result"; messageId: bigint; result: Buffer }
  | { kind: "pong"; messageId: bigint }
  | { kind: "badSalt"; messageId: bigint; salt: bigint }
  | { kind: "badMessage"; messageId: bigint; code: number }
  | { kind: "newSession"; salt: bigint }
  /** An answer exists and was not sent again: it has to be asked for. */
  | { kind: "unsent"; answerId: bigint }
  /** About our messages, where asking anew tells the same. */
  | { kind: "nothing" }
  /** Something of the schema: updates. */
  | { kind: "object"; body: Buffer };

/** Throws what is thrown for bytes that are cut off. */
export function readService(body: Buffer): ServiceMessage {
  switch (body.readUInt32LE(0)) {
    case 0x73f1f8dc: // msg_container
      return { kind: "container", messages: unpack(body) };
    case 0x3072cfa1: // gzip_packed
      return readService(inflate(body));
    case 0xf35c6d01: // rpc_result
      return { kind: "result", messageId: body.readBigInt64LE(4), result: body.subarray(12) };
    case 0x347773c5: // pong
      return { kind: "pong", messageId: body.readBigInt64LE(4) };
    case 0xedab447b: // bad_server_salt
      return { kind: "badSalt", messageId: body.readBigInt64LE(4), salt: body.readBigInt64LE(20) };
    case 0xa7eff811: // bad_msg_notification
      return { kind: "badMessage", messageId: body.readBigInt64LE(4), code: body.readInt32LE(16) };
    case 0x9ec20908: // new_session_created
      return { kind: "newSession", salt: body.readBigInt64LE(20) };
    case 0x276d3ec6: // msg_detailed_info
      return { kind: "unsent", answerId: body.readBigInt64LE(12) };
    case 0x809db6df: // msg_new_detailed_info
      return { kind: "unsent", answerId: body.readBigInt64LE(4) };
    case 0x62d6b459: // msgs_ack
    case 0xae500895: // future_salts
    case 0x04deb57d: // msgs_state_info
    case 0x8cc0d131: // msgs_all_info
    case 0xda69fb52: // msgs_state_req
    case 0x7d861a08: // msg_resend_req
      return { kind: "nothing" };
    default:
      return { kind: "object", body };
  }
}

/** The answer to `request`. Throws RpcError for a refusal, UnreadableObjectError for what this schema does not know. */
export function readResult(request: TlRequest, result: Buffer): unknown {
  const constructor = result.readUInt32LE(0);
  if (constructor === 0x2144ca19) {
    const error = readObject(result) as Api.RpcError;
    throw new RpcError(error.errorCode, error.errorMessage, request.className);
  }
  const bytes = constructor === 0x3072cfa1 ? inflate(result) : result;
  return readWith(bytes, (reader) => readAnswer(request, reader));
}

function unpack(container: Buffer): ServerMessage[] {
  const messages: ServerMessage[] = [];
  for (let left = container.readInt32LE(4), at = 8; left > 0; left--) {
    const length = container.readInt32LE(at + 12);
    messages.push({
      id: container.readBigInt64LE(at),
      sequence: container.readInt32LE(at + 8),
      body: container.subarray(at + 16, at + 16 + length),
    });
    at += 16 + length;
  }
  return messages;
}

/** The content of gzip_packed#3072cfa1 packed_data:bytes. */
function inflate(packed: Buffer): Buffer {
  const bytes = readWith(packed.subarray(4), (reader) => reader.tgReadBytes());
  return gunzipSync(bytes, { maxOutputLength: 64 * 1024 * 1024 });
}
