/** erasure_tasks: what is to be forgotten, by the bot, and what became of it. */
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";

export type ErasureSubject = "person" | "message" | "channel" | "guild";
export type ErasurePhase = "waiting" | "erasing" | "verifying" | "done";

/** What was erased, by table or kind of thing. */
export type ErasureCounts = Readonly<Record<string, number>>;

/** The columns of its own. Ids are null once it is done. */
export interface ErasurePayload {
  subject: ErasureSubject;
  personId: string | null;
  guildId: string | null;
  channelId: string | null;
  messageId: string | null;
  /** False: what is stored stays, only nothing new is. */
  erases: boolean;
  note: string | null;
  startedBy: string | null;
  phase: ErasurePhase;
  /** Channels up to this one have been looked through for mentions. */
  doneChannelId: string | null;
  counts: ErasureCounts;
}

export type ErasureTask = TaskBase & ErasurePayload;

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

export const erasureTasks: TaskTable<ErasureTask> = defineTaskTable<ErasurePayload>({
  kind: "erasure",
  toPayload: (row) => ({
    subject: row.subject as ErasureSubject,
    personId: textOf(row.person_id),
    guildId: textOf(row.guild_id),
    channelId: textOf(row.channel_id),
    messageId: textOf(row.message_id),
    erases: row.erases as boolean,
    note: textOf(row.note),
    startedBy: textOf(row.started_by),
    phase: row.phase as ErasurePhase,
    doneChannelId: textOf(row.done_channel_id),
    counts: row.counts as ErasureCounts,
  }),
  // Whom it concerns is never written into a log.
  toLogFields: ({ subject, erases }) => ({ subject, erases }),
});

export interface NewErasure {
  subject: ErasureSubject;
  personId: string | null;
  guildId: string | null;
  channelId: string | null;
  messageId: string | null;
  erases: boolean;
  note: string | null;
  startedBy: string;
}

/** Asks for an erasure. Returns its number. */
export async function insertErasure(db: Queryable, erasure: NewErasure): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-erasure",
    text: `
      insert into erasure_tasks (subject, person_id, guild_id, channel_id, message_id, erases, note, started_by, priority)
      values ($1, $2, $3, $4, $5, $6, $7, $8, 10)
      returning id`,
    values: [
      erasure.subject,
      erasure.personId,
      erasure.guildId,
      erasure.channelId,
      erasure.messageId,
      erasure.erases,
      erasure.note,
      erasure.startedBy,
    ],
  });
  return rows[0]?.id ?? "";
}

/** How far an erasure is; written in the transaction that erased what it counts. */
export interface ErasureReport {
  phase: ErasurePhase;
  counts: ErasureCounts;
  progress: number;
  doneChannelId?: string;
  digest?: string;
}

/** Progress resets the attempts and crashes. Throws LeaseLostError. */
export async function reportErasure(tx: Queryable, claim: TaskClaim, report: ErasureReport): Promise<void> {
  const { rowCount } = await tx.query({
    name: "report-erasure",
    text: `
      update erasure_tasks
      set phase = $3, counts = $4, progress = greatest(progress, least(1, $5::real)),
          done_channel_id = coalesce($6, done_channel_id), digest = coalesce(decode($7, 'hex'), digest),
          attempts = least(attempts, 1), crash_count = 0, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [
      claim.id,
      claim.fence,
      report.phase,
      JSON.stringify(report.counts),
      report.progress,
      report.doneChannelId ?? null,
      report.digest ?? null,
    ],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** The end: what the scan found. The row says no more whom or what it concerned, and a retry does nothing. */
export async function finishErasure(
  tx: Queryable,
  claim: TaskClaim,
  result: { traces: Readonly<Record<string, number>>; columnsScanned: number; counts: ErasureCounts },
): Promise<void> {
  const { rowCount } = await tx.query({
    name: "finish-erasure",
    text: `
      update erasure_tasks
      set phase = 'done', traces = $3, columns_scanned = $4, counts = $5, verified_at = now(), progress = 1,
          person_id = null, guild_id = null, channel_id = null, message_id = null, done_channel_id = null, note = null,
          updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [
      claim.id,
      claim.fence,
      JSON.stringify(result.traces),
      result.columnsScanned,
      JSON.stringify(result.counts),
    ],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

export interface ErasureRecord {
  id: string;
  subject: ErasureSubject;
  erases: boolean;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  phase: ErasurePhase;
  progress: number;
  counts: ErasureCounts;
  traces: Readonly<Record<string, number>> | null;
  columnsScanned: number | null;
  verifiedAt: Date | null;
  startedBy: string | null;
  createdAt: Date;
  completedAt: Date | null;
}

const recordColumns = `
  id, subject, erases, status, status_reason as "statusReason", error_message as "errorMessage", phase, progress, counts,
  traces, columns_scanned as "columnsScanned", verified_at as "verifiedAt",
  started_by as "startedBy", created_at as "createdAt", completed_at as "completedAt"`;

/** Erasures below an id, newest first. */
export async function listErasures(
  db: Queryable,
  page: { before: string; limit: number },
): Promise<ErasureRecord[]> {
  const { rows } = await db.query<ErasureRecord>({
    name: "list-erasures",
    text: `select ${recordColumns} from erasure_tasks where id < $1 order by id desc limit $2`,
    values: [page.before, page.limit],
  });
  return rows;
}

/** Null when there is none. */
export async function findErasure(db: Queryable, id: string): Promise<ErasureRecord | null> {
  const { rows } = await db.query<ErasureRecord>({
    name: "find-erasure",
    text: `select ${recordColumns} from erasure_tasks where id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}
