/** From what a person asks for to what a task row says. Pure. */

import type { StartFetchInput } from "../api/tasks.ts";
import { AppError } from "../errors.ts";
import type { Platform } from "../model/platform.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import type { TaskMode } from "../model/task.ts";

/** What identifies and describes a new task, in one canonical form: equal wishes give equal values. */
export interface FetchRequest {
  /** Null for the whole guild. Ascending, each once. */
  channelIds: readonly string[] | null;
  /** Exclusive; null = from the beginning. */
  afterMessageId: string | null;
  /** Exclusive; null = up to the newest message. */
  beforeMessageId: string | null;
  /** Telegram, whose ids do not tell times: messages sent then or later, and before that. Null = by id. */
  afterTime: Date | null;
  beforeTime: Date | null;
  mode: TaskMode;
  priority: number;
  includeThreads: boolean | null;
  includeArchivedThreads: boolean | null;
}

const largestId = 9_223_372_036_854_775_807n;

/** Of tasks that people start, unless they or the guild say otherwise. */
const usualPriority = 100;

/** Throws AppError naming the field where a range cannot be meant. */
export function toFetchRequest(
  input: StartFetchInput,
  { platform, priority }: { platform: Platform; priority: number },
): FetchRequest {
  return {
    channelIds: input.channelIds ? canonicalIds(input.channelIds) : null,
    ...toRange(input.range ?? {}, platform),
    mode: input.mode,
    priority: input.priority ?? usualPriority - priority,
    includeThreads: input.options.includeThreads ?? null,
    includeArchivedThreads: input.options.includeArchivedThreads ?? null,
  };
}

function canonicalIds(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => BigInt(id)))].sort((a, b) => (a < b ? -1 : 1)).map(String);
}

/**
 * A range of ids or times as exclusive message ids. A time as `after` lets messages of that very instant in, one
 * as `before` keeps them out, so that ranges that share a boundary time leave no message between them. Ends that
 * exclude nothing become null.
 */
export function toMessageRange(
  range: { after?: string; before?: string },
  platform: Platform,
): { afterMessageId: string | null; beforeMessageId: string | null } {
  const after = range.after === undefined ? null : toBound(range.after, "after", platform);
  const before = range.before === undefined ? null : toBound(range.before, "before", platform);
  if (after !== null && after >= largestId) refuse("range.after", "lies beyond every message");
  if (before !== null && before <= 0n) refuse("range.before", "lies before every message");
  if (after !== null && before !== null && before - after < 2n) {
    refuse("range", "holds no message: after must lie before before");
  }
  return {
    afterMessageId: after === null || after <= 0n ? null : String(after),
    beforeMessageId: before === null || before > largestId ? null : String(before),
  };
}

function toRange(range: { after?: string; before?: string }, platform: Platform) {
  const { after, before } = range;
  const isTime = (end: string | undefined): end is string =>
    platform === "telegram" && end !== undefined && !/^-?\d+$/.test(end);
  const afterTime = isTime(after) ? new Date(after) : null;
  const beforeTime = isTime(before) ? new Date(before) : null;
  if (afterTime && beforeTime && afterTime >= beforeTime)
    refuse("range", "holds no message: after must lie before before");
  const ids = {
    ...(after === undefined || afterTime ? {} : { after }),
    ...(before === undefined || beforeTime ? {} : { before }),
  };
  return { ...toMessageRange(ids, platform), afterTime, beforeTime };
}

function toBound(end: string, name: "after" | "before", platform: Platform): bigint {
  const field = `range.${name}`;
  if (/^-?\d+$/.test(end)) {
    const id = BigInt(end);
    if (id < 0n) refuse(field, "must be a message id or an ISO 8601 time");
    return id;
  }
  if (platform === "telegram") {
    refuse(field, "must be a message id: the ids of Telegram messages do not tell their time");
  }
  const first = snowflakeAt(Date.parse(end));
  return name === "after" ? first - 1n : first;
}

function refuse(field: string, reason: string): never {
  throw new AppError("invalid_input", `${field} ${reason}.`, { field });
}
