/** From a call to its answer: wrappers taken off, limits and faults applied, errors written. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Core, Method } from "./core.ts";
import { badRequest, floodWait, RpcError, unauthorized } from "./errors.ts";
import type { ActiveFault } from "./faults.ts";
import { accountOf } from "./login/accountOf.ts";
import { methods, OPEN_METHODS, QUIET_METHODS } from "./methods/index.ts";
import type { AuthKey } from "./mtproto/authKeys.ts";
import type { Connection } from "./mtproto/connection.ts";
import type { Dc } from "./mtproto/dc.ts";
import type { Session } from "./mtproto/session.ts";
import { TlError } from "./tl/reader.ts";
import { byId, byName, LAYER, type TlDefinition } from "./tl/schema.ts";
import { encode, encodeResult, type Tl } from "./tl/writer.ts";
import type { Account } from "./world/model.ts";

/** How long a call waits for the one it is to follow. */
const AFTER_TIMEOUT_MS = 30_000;

interface Unwrapped {
  query: Tl;
  after: bigint[];
  withoutUpdates: boolean;
  takeoutId: bigint | null;
}

/** Runs a call and sends its answer. */
export async function dispatch(
  core: Core,
  dc: Dc,
  connection: Connection,
  session: Session,
  id: bigint,
  outer: Tl,
): Promise<void> {
  const key = session.authKey;
  let method = outer._;
  let fault: ActiveFault | null = null;
  let takeout = false;
  const log = (outcome: string) =>
    core.counters.note({
      atMs: core.now(),
      method,
      phone: accountOf(core, key)?.phone ?? null,
      dcId: dc.id,
      outcome,
      takeout,
    });
  try {
    const unwrapped = unwrap(core, key, outer);
    method = unwrapped.query._;
    takeout = unwrapped.takeoutId !== null;
    await waitFor(session, unwrapped.after);
    fault = core.faults.take(method, accountOf(core, key)?.phone ?? null);
    if (fault?.action === "slow") await sleep(fault.delayMs ?? 1_000);
    if (fault?.action === "hang") return log("hang");
    if (fault?.action === "drop-before") {
      log("drop-before");
      return connection.close();
    }
    if (fault) failByFault(fault);
    const { run, call } = prepare(core, dc, connection, session, unwrapped);
    const result = await run(call, unwrapped.query);
    if (!unwrapped.withoutUpdates && !QUIET_METHODS.test(method))
      session.wantsUpdates = key.accountId !== null;
    const body = encodeResult(result, (byName.get(method) as TlDefinition).result);
    if (fault?.action === "lose-answer") return log("lose-answer");
    if (fault?.action === "drop-after") {
      connection.close();
      log("drop-after");
    } else log("ok");
    session.answer(id, body, false);
  } catch (error) {
    const known = error instanceof RpcError ? error : new RpcError(500, "INTERNAL_SERVER_ERROR");
    if (known !== error) console.error(`sandbox telegram: ${method}`, error);
    log(known.message);
    const body = encode({ _: "rpc_error", error_code: known.code, error_message: known.message });
    if (fault?.action === "error-with-next") session.answerWithNext(id, body);
    else session.answer(id, body, true);
  }
}

/** Answers what could not be read: an unknown method, or broken arguments. */
export function answerUnreadable(session: Session, id: bigint, error: unknown): void {
  const unknownId = error instanceof TlError ? error.constructorId : null;
  const type =
    unknownId !== null && !byId.has(unknownId) ? `INPUT_METHOD_INVALID_${unknownId}_0` : "INPUT_FETCH_ERROR";
  session.answer(id, encode({ _: "rpc_error", error_code: 400, error_message: type }), true);
}

function failByFault(fault: ActiveFault): void {
  if (fault.action === "flood") throw floodWait(fault.seconds ?? 3);
  if (fault.action === "error" || fault.action === "error-with-next") {
    throw new RpcError(fault.code ?? 500, fault.error ?? "INTERNAL_SERVER_ERROR");
  }
}

/** Takes the wrappers off; what they say of the connection is kept with the key. */
function unwrap(core: Core, key: AuthKey, outer: Tl): Unwrapped {
  const found: Unwrapped = { query: outer, after: [], withoutUpdates: false, takeoutId: null };
  for (;;) {
    const { query } = found;
    switch (query._) {
      case "invokeWithLayer":
        if (query.layer !== LAYER) throw badRequest("CONNECTION_LAYER_INVALID");
        key.layer = LAYER;
        break;
      case "initConnection":
        if (key.layer === null) throw badRequest("CONNECTION_LAYER_INVALID");
        if (!((query.api_id as number) > 0)) throw badRequest("CONNECTION_API_ID_INVALID");
        key.apiId = query.api_id as number;
        key.deviceModel = query.device_model as string;
        break;
      case "invokeAfterMsg":
        found.after.push(query.msg_id as bigint);
        break;
      case "invokeAfterMsgs":
        found.after.push(...(query.msg_ids as bigint[]));
        break;
      case "invokeWithoutUpdates":
        found.withoutUpdates = true;
        break;
      case "invokeWithTakeout":
        found.takeoutId = query.takeout_id as bigint;
        if (!core.takeouts.has(found.takeoutId)) throw badRequest("TAKEOUT_INVALID");
        break;
      case "invokeWithMessagesRange":
        break;
      default:
        if (key.apiId === null) throw badRequest("CONNECTION_NOT_INITED");
        return found;
    }
    found.query = query.query as Tl;
  }
}

async function waitFor(session: Session, after: readonly bigint[]): Promise<void> {
  for (const id of after) {
    const outcome = session.outcomeOf(id);
    if (!outcome) continue; // a message of an earlier session: nothing to wait for
    const timeout = sleep(AFTER_TIMEOUT_MS, null, { ref: false });
    const ok = await Promise.race([outcome, timeout]);
    if (ok === null) throw badRequest("MSG_WAIT_TIMEOUT");
    if (!ok) throw badRequest("MSG_WAIT_FAILED");
  }
}

/** Who may call what: keys, sign-in, budgets. */
function prepare(
  core: Core,
  dc: Dc,
  connection: Connection,
  session: Session,
  { query, takeoutId }: Unwrapped,
): { run: Method; call: Call } {
  const key = session.authKey;
  const run = methods[query._];
  if (!run) throw badRequest("API_METHOD_UNSUPPORTED");
  const isOpen = OPEN_METHODS.has(query._);
  if (key.revoked === "AUTH_KEY_DUPLICATED") throw new RpcError(406, key.revoked);
  if (key.revoked && !isOpen) throw unauthorized(key.revoked);
  if (isTakenElsewhere(dc, connection, key)) {
    key.revoked = "AUTH_KEY_DUPLICATED";
    throw new RpcError(406, key.revoked);
  }
  if (key.passwordPendingFor !== null && !isOpen) throw unauthorized("SESSION_PASSWORD_NEEDED");
  const account = accountOf(core, key);
  if (!account && !isOpen) throw unauthorized("AUTH_KEY_UNREGISTERED");
  if (account?.banned && !isOpen) throw unauthorized("USER_DEACTIVATED_BAN");
  if (takeoutId !== null && core.takeouts.get(takeoutId) !== account) throw badRequest("TAKEOUT_INVALID");
  const takeout = takeoutId !== null;
  const wait = core.limiter.take(account?.phone ?? `key ${key.id}`, query._, query, takeout);
  if (wait > 0) {
    core.counters.floodWaits++;
    throw floodWait(wait);
  }
  // Open methods look at the key themselves before they rely on an account.
  return { run, call: { core, dc, session, key, account: account as Account, takeout } };
}

/** One key used from two addresses at once: Telegram takes it for stolen. */
function isTakenElsewhere(dc: Dc, connection: Connection, key: AuthKey): boolean {
  if (key.accountId === null) return false;
  for (const other of dc.connections) {
    if (other !== connection && other.remoteAddress !== connection.remoteAddress && other.authKeys.has(key))
      return true;
  }
  return false;
}
