/** Mirrors as the API keeps them: checked, written and audited; how each stands. */

import type { z } from "zod";
import type {
  ChangeMirrorInput,
  CommonSettingsInput,
  CommonSettingsView,
  CreateMirrorInput,
  CreateMirrorInput as CreateMirrorSchema,
  MirrorAnswer,
  MirrorEventsView,
  MirrorMessagesQuery,
  MirrorMessagesView,
  MirrorTargetsView,
  MirrorView,
} from "../api/mirrors.ts";
import { recordAudit } from "../database/audit/auditLog.ts";
import {
  findMirrorEvents,
  findMirrorMessages,
  findMirrors,
  findPostingAccounts,
  type MirrorRecord,
} from "../database/mirrors/list.ts";
import {
  cancelMirrorTasks,
  deleteMirror,
  insertMirror,
  type LockedMirror,
  lockMirror,
  retryMirrorMessages,
  setMirrorEnabled,
  updateMirror,
} from "../database/mirrors/mirrors.ts";
import { openMirrorTasks } from "../database/mirrors/mirrorTasks.ts";
import { insertMirrorEvent } from "../database/mirrors/mirrorWork.ts";
import { findChannelPlace } from "../database/mirrors/places.ts";
import {
  changeCommonSettings,
  changeOwnSettings,
  readCommonSettings,
  readOwnSettings,
} from "../database/mirrors/settings.ts";
import { AppError } from "../errors.ts";
import { mirrorMessageStates } from "../model/mirror.ts";
import type { Platform } from "../model/platform.ts";
import { inTransaction, isUniqueViolation, type Pool, type Queryable } from "../postgres/pool.ts";

/** Who asks, for the audit log. */
export interface MirrorAsker {
  actor: string;
  address: string | null;
  requestId: string;
}
interface Scope {
  includeDemo: boolean;
}

const mostEvents = 100;

export async function listMirrors(db: Queryable): Promise<MirrorView[]> {
  return (await findMirrors(db, null)).map(toView);
}

/** Throws AppError unknown_mirror. */
export async function getMirror(db: Queryable, mirrorId: string): Promise<MirrorAnswer> {
  const [[record], settings] = await Promise.all([findMirrors(db, mirrorId), readOwnSettings(db, mirrorId)]);
  if (!record) throw unknownMirror(mirrorId);
  return { mirror: toView(record), settings };
}

/** Throws AppError: unknown_channel, unknown_account, not_possible, conflict. */
export async function createMirror(
  pool: Pool,
  input: z.output<typeof CreateMirrorSchema>,
  scope: Scope,
  asker: MirrorAsker,
): Promise<MirrorAnswer> {
  const source = await findChannelPlace(pool, input.sourceChannelId);
  if (!source)
    throw new AppError("unknown_channel", `Channel ${input.sourceChannelId} is not archived.`, {
      field: "sourceChannelId",
    });
  const accounts = await findPostingAccounts(pool, source.channelId, scope);
  const common = await readCommonSettings(pool);
  const targetId = input.targetChannelId;
  if (targetId === source.channelId)
    throw new AppError("not_possible", "A channel cannot be mirrored into itself.", {
      field: "targetChannelId",
    });
  const knowing = accounts.filter((account) =>
    targetId === null
      ? account.platform === "telegram"
      : account.targets.some(({ channelId }) => channelId === targetId),
  );
  const mayForward = knowing.some(({ platform }) => canForward(source.platform, platform));
  const mode = input.mode ?? (mayForward ? common.defaultMirrorMode : "copy");
  if (mode === "forward" && knowing.length > 0 && !mayForward) throw cannotForward();
  const able = knowing.filter((account) => mode === "copy" || account.readsSource);
  const account = input.accountId === undefined ? able[0] : able.find(({ id }) => id === input.accountId);
  if (!account)
    throw new AppError(
      "not_possible",
      mode === "forward"
        ? "No account can forward from this channel to that one: it has to be in both."
        : "No account knows the channel that should be posted into.",
      { field: input.accountId === undefined ? "targetChannelId" : "accountId" },
    );
  const target = account.targets.find(({ channelId }) => channelId === targetId);
  try {
    const id = await inTransaction(pool, async (tx) => {
      const made = await insertMirror(tx, {
        accountId: account.id,
        sourceGuildId: source.guildId,
        sourceChannelId: source.channelId,
        target: target ?? null,
        targetName: target?.name ?? input.targetName ?? source.name,
        targetPlatform: account.platform,
        mode,
        withHistory: input.withHistory,
        priority: input.priority,
        createdBy: asker.actor,
      });
      await changeOwnSettings(tx, made, input.settings);
      await audit(tx, asker, "mirror.created", made, {
        sourceChannelId: source.channelId,
        targetChannelId: targetId,
        mode,
      });
      return made;
    });
    await openMirrorTasks(pool);
    return await getMirror(pool, id);
  } catch (error) {
    if (isUniqueViolation(error, "mirrors_once"))
      throw new AppError("conflict", "This channel is mirrored into that one already.", {
        field: "targetChannelId",
      });
    throw error;
  }
}

/** What is absent stays. Throws AppError: unknown_mirror, not_possible. */
export async function changeMirror(
  pool: Pool,
  mirrorId: string,
  change: ChangeMirrorInput,
  asker: MirrorAsker,
): Promise<MirrorAnswer> {
  const { settings, ...rest } = change;
  await inTransaction(pool, async (tx) => {
    const known = await lockMirror(tx, mirrorId);
    if (!known) throw unknownMirror(mirrorId);
    if (known.commentsOf !== null) throw goesWithItsPosts(known.commentsOf);
    if (rest.mode === "forward" && !canForward(known.sourcePlatform, known.targetPlatform))
      throw cannotForward();
    if (rest.accountId !== undefined && !(await knowsTarget(tx, known, rest.accountId)))
      throw new AppError("not_possible", "That account does not know the channel that is posted into.", {
        field: "accountId",
      });
    await updateMirror(tx, mirrorId, rest);
    if (rest.accountId !== undefined && rest.accountId !== known.accountId)
      await cancelMirrorTasks(tx, mirrorId);
    if (settings) await changeOwnSettings(tx, mirrorId, settings);
    await audit(tx, asker, "mirror.changed", mirrorId, { ...change });
  });
  return getMirror(pool, mirrorId);
}

/** Throws AppError unknown_mirror. */
export async function steerMirror(
  pool: Pool,
  mirrorId: string,
  enabled: boolean,
  asker: MirrorAsker,
): Promise<MirrorAnswer> {
  await inTransaction(pool, async (tx) => {
    if (!(await lockMirror(tx, mirrorId))) throw unknownMirror(mirrorId);
    await setMirrorEnabled(tx, mirrorId, enabled, asker.actor);
    await audit(tx, asker, enabled ? "mirror.resumed" : "mirror.paused", mirrorId, {});
  });
  if (enabled) await openMirrorTasks(pool);
  return getMirror(pool, mirrorId);
}

/** Throws AppError: unknown_mirror, not_possible for mirrors of comments. */
export async function removeMirror(pool: Pool, mirrorId: string, asker: MirrorAsker): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const known = await lockMirror(tx, mirrorId);
    if (!known) throw unknownMirror(mirrorId);
    // Made anew it would post every comment a second time.
    if (known.commentsOf !== null) throw goesWithItsPosts(known.commentsOf);
    await deleteMirror(tx, mirrorId);
    await audit(tx, asker, "mirror.removed", mirrorId, {});
  });
}

/** Throws AppError unknown_mirror. */
export async function retryMirror(
  pool: Pool,
  mirrorId: string,
  messageIds: readonly string[] | undefined,
  asker: MirrorAsker,
): Promise<number> {
  const retried = await inTransaction(pool, async (tx) => {
    if (!(await lockMirror(tx, mirrorId))) throw unknownMirror(mirrorId);
    const count = await retryMirrorMessages(tx, mirrorId, messageIds ?? null);
    if (count > 0)
      await insertMirrorEvent(tx, mirrorId, { level: "info", code: "retried", detail: String(count) });
    await audit(tx, asker, "mirror.retried", mirrorId, { count });
    return count;
  });
  if (retried > 0) await openMirrorTasks(pool);
  return retried;
}

/** Throws AppError unknown_mirror, or for a cursor that is none. */
export async function listMirrorMessages(
  db: Queryable,
  mirrorId: string,
  query: z.output<typeof MirrorMessagesQuery>,
): Promise<MirrorMessagesView> {
  await getMirror(db, mirrorId);
  const found = await findMirrorMessages(db, mirrorId, {
    state: query.state ?? null,
    reason: query.reason ?? null,
    before: query.cursor === undefined ? null : parsePlace(query.cursor),
    limit: query.limit + 1,
  });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    messages: page.map((record) => ({
      ...record,
      saidAt: toTime(record.saidAt),
      sentAt: toTime(record.sentAt),
      nextTryAt: toTime(record.nextTryAt),
      lastEditedAt: toTime(record.lastEditedAt),
      targetDeletedAt: toTime(record.targetDeletedAt),
    })),
    nextCursor: found.length > page.length && last ? Buffer.from(last.messageId).toString("base64url") : null,
  };
}

/** Throws AppError unknown_mirror. */
export async function listMirrorEvents(db: Queryable, mirrorId: string): Promise<MirrorEventsView> {
  await getMirror(db, mirrorId);
  const events = await findMirrorEvents(db, mirrorId, mostEvents);
  return { events: events.map((event) => ({ ...event, at: event.at.toISOString() })) };
}

export async function listMirrorTargets(
  db: Queryable,
  sourceChannelId: string,
  scope: Scope,
): Promise<MirrorTargetsView> {
  return { accounts: await findPostingAccounts(db, sourceChannelId, scope) };
}

export const readSettings = (db: Queryable): Promise<CommonSettingsView> =>
  readCommonSettings(db) as Promise<CommonSettingsView>;

/** What is absent stays; running mirrors go by it from their next message on. */
export async function changeSettings(
  pool: Pool,
  change: CommonSettingsInput,
  asker: MirrorAsker,
): Promise<CommonSettingsView> {
  await inTransaction(pool, async (tx) => {
    await changeCommonSettings(tx, change);
    await audit(tx, asker, "mirror_settings.changed", null, { ...change });
  });
  return readSettings(pool);
}

export type { CreateMirrorInput };

const audit = (
  tx: Queryable,
  { actor, address, requestId }: MirrorAsker,
  action: string,
  mirrorId: string | null,
  details: Record<string, unknown>,
): Promise<void> =>
  recordAudit(tx, {
    actor,
    action,
    subject: mirrorId === null ? null : `mirror ${mirrorId}`,
    details,
    address,
    requestId,
  });

/** Discord has no forwarding that bots could use. */
const canForward = (source: Platform, target: Platform) => source === "telegram" && target === "telegram";

const cannotForward = () =>
  new AppError("not_possible", "Messages are forwarded within Telegram only: copy them.", { field: "mode" });

async function knowsTarget(
  db: Queryable,
  { sourceChannelId, targetChannelId }: LockedMirror,
  accountId: string,
): Promise<boolean> {
  const accounts = await findPostingAccounts(db, sourceChannelId, { includeDemo: true });
  const account = accounts.find(({ id }) => id === accountId);
  if (targetChannelId === null) return account?.platform === "telegram";
  return account?.targets.some(({ channelId }) => channelId === targetChannelId) === true;
}

const goesWithItsPosts = (postsId: string) =>
  new AppError(
    "not_possible",
    `This mirror goes with mirror ${postsId}, whose comments it posts: change or remove that one, or turn syncComments off there.`,
    { field: "mirrorId" },
  );

const unknownMirror = (id: string) =>
  new AppError("unknown_mirror", `There is no mirror ${id}.`, { field: "mirrorId" });

const toTime = (time: Date | null): string | null => time?.toISOString() ?? null;

function parsePlace(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString("latin1");
  if (!/^[1-9]\d{0,18}$/.test(id))
    throw new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", {
      field: "cursor",
    });
  return id;
}

function toView(record: MirrorRecord): MirrorView {
  const counts = Object.fromEntries(
    mirrorMessageStates.map((state) => [state, record.counts[state] ?? 0]),
  ) as MirrorView["counts"];
  const backlog = counts.pending + record.untaken;
  const isHeldBack =
    record.taskStatus === "pending" && record.taskRunAt !== null && record.taskRunAt.getTime() > Date.now();
  return {
    id: record.id,
    source: {
      platform: record.sourcePlatform,
      guildId: record.sourceGuildId,
      channelId: record.sourceChannelId,
      name: record.sourceName,
    },
    target: {
      platform: record.targetPlatform,
      guildId: record.targetGuildId,
      channelId: record.targetChannelId,
      name: record.targetName,
    },
    accountId: record.accountId,
    accountName: record.accountName,
    mode: record.mode,
    priority: record.priority,
    enabled: record.enabled,
    state: stateOf(record, backlog),
    blockedReason: record.blockedReason,
    blockedDetail: record.blockedDetail,
    resumeAt: toTime(record.resumeAt ?? (isHeldBack ? record.taskRunAt : null)),
    isRateLimited: isHeldBack && record.taskReason === "rate_limited",
    movedTo: record.movedTo,
    commentsOf: record.commentsOf,
    commentsMirrorId: record.commentsMirrorId,
    commentsState: record.commentsState,
    counts,
    backlog,
    lagSeconds: backlog === 0 ? null : record.lagSeconds,
    lastDay: record.lastDay,
    lastSentAt: toTime(record.lastSentAt),
    lastError: record.lastError,
    createdAt: record.createdAt.toISOString(),
  };
}

function stateOf(record: MirrorRecord, backlog: number): MirrorView["state"] {
  if (record.movedTo !== null) return "moved";
  if (!record.enabled || record.taskStatus === "paused") return "paused";
  if (record.accountId === null) return "without_account";
  if (record.isAccountRefused) return "account_refused";
  if (record.blockedReason !== null) return "blocked";
  if (record.taskStatus === "running") return "working";
  return backlog > 0 || record.isWaiting || record.targetChannelId === null ? "waiting" : "up_to_date";
}
