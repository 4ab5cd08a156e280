/** The protocol's own messages: https://core.telegram.org/mtproto/service_messages. */
import { encode, type Tl, TlWriter } from "../tl/writer.ts";
import { currentSalt } from "./authKeys.ts";
import type { Dc } from "./dc.ts";
import type { Session } from "./session.ts";

const RPC_RESULT = 0xf35c6d01;

/** Answers a message of the protocol itself; false when it is a call of the API. */
export function handleService(dc: Dc, session: Session, id: bigint, message: Tl): boolean {
  switch (message._) {
    case "msgs_ack":
      session.acked(message.msg_ids as bigint[]);
      return true;
    case "ping":
    case "ping_delay_disconnect": {
      const delayMs = dc.host.pongDelayMs();
      const pong = () => session.reply(encode({ _: "pong", msg_id: id, ping_id: message.ping_id }));
      if (delayMs === 0) pong();
      else if (delayMs !== null) setTimeout(pong, delayMs).unref();
      return true;
    }
    case "get_future_salts":
      session.reply(encode(futureSalts(dc, session, id, message.num as number)));
      return true;
    case "rpc_drop_answer":
      session.reply(rpcResult(id, encode(dropAnswer(session, message.req_msg_id as bigint))));
      return true;
    case "destroy_session":
      session.reply(encode(destroySession(dc, session, message.session_id as bigint)));
      return true;
    case "msg_resend_req":
      session.resend(message.msg_ids as bigint[]);
      return true;
    case "msgs_state_req": {
      // 1: nothing is known of it; 4: received.
      const info = Buffer.from((message.msg_ids as bigint[]).map((asked) => (session.knows(asked) ? 4 : 1)));
      session.reply(encode({ _: "msgs_state_info", req_msg_id: id, info: info.toString("latin1") }));
      return true;
    }
    case "msgs_state_info":
    case "msgs_all_info":
    case "http_wait":
      return true;
    case "destroy_auth_key":
      session.reply(
        encode({ _: dc.keys.forget(session.authKey.id) ? "destroy_auth_key_ok" : "destroy_auth_key_none" }),
      );
      return true;
    default:
      return false;
  }
}

function futureSalts(dc: Dc, session: Session, id: bigint, count: number): Tl {
  const nowMs = dc.host.now();
  const now = Math.floor(nowMs / 1_000);
  currentSalt(session.authKey, nowMs, dc.host.randomLong);
  const salts = session.authKey.salts.slice(-Math.min(Math.max(count, 1), 64)).map((known) => ({
    _: "future_salt",
    valid_since: Math.floor(known.validSinceMs / 1_000),
    valid_until: Math.floor(known.validUntilMs / 1_000),
    salt: known.salt,
  }));
  return { _: "future_salts", req_msg_id: id, now, salts };
}

function dropAnswer(session: Session, requestId: bigint): Tl {
  const dropped = session.dropAnswer(requestId);
  if (dropped === null) return { _: "rpc_answer_unknown" };
  if (dropped === "running") return { _: "rpc_answer_dropped_running" };
  return { _: "rpc_answer_dropped", msg_id: dropped.id, seq_no: dropped.seqno, bytes: dropped.body.length };
}

function destroySession(dc: Dc, session: Session, sessionId: bigint): Tl {
  const other = session.authKey.sessions.get(sessionId);
  if (!other || other === session) return { _: "destroy_session_none", session_id: sessionId };
  dc.forgetSession(other);
  return { _: "destroy_session_ok", session_id: sessionId };
}

function rpcResult(requestId: bigint, result: Buffer): Buffer {
  return new TlWriter().uint(RPC_RESULT).long(requestId).raw(result).toBuffer();
}
