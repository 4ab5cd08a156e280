/** Erasures and the list of what is forgotten, as the API answers them. The bot does the work: it alone has the key. */
import type {
  ErasureInput,
  ErasureListView,
  ErasurePreviewQuery,
  ErasurePreviewView,
  ErasureView,
  ForgottenListView,
} from "../../api/erasures.ts";
import { recordAudit } from "../../database/audit/auditLog.ts";
import { parseCursor, toCursor } from "../../database/cursor.ts";
import {
  type ErasureRecord,
  findErasure,
  insertErasure,
  listErasures,
} from "../../database/forgetting/erasureTasks.ts";
import { countForgotten, liftForgotten, listForgotten } from "../../database/forgetting/forgotten.ts";
import {
  type PreviewCounts,
  previewChannel,
  previewGuild,
  previewMessage,
  previewPerson,
} from "../../database/forgetting/preview.ts";
import { AppError } from "../../errors.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";

/** Who asks, for the audit. */
export interface Asker {
  actor: string;
  address: string | null;
  requestId: string;
}

/** What would go, before anybody decides. */
export async function previewErasure(db: Queryable, query: ErasurePreviewQuery): Promise<ErasurePreviewView> {
  const found = await loadPreview(db, query);
  const counts = {
    messages: found.messages,
    attachments: found.attachments,
    ...(found.members > 0 ? { members: found.members } : {}),
    ...(found.names > 0 ? { author_names: found.names } : {}),
    ...(found.responses > 0 ? { responses: found.responses } : {}),
  };
  const { name, channels, guilds, isForgotten } = found;
  return { name, counts, channels, guilds, isForgotten };
}

function loadPreview(db: Queryable, query: ErasurePreviewQuery): Promise<PreviewCounts> {
  const { subject, personId = "0", guildId = "0", channelId = "0", messageId = "0" } = query;
  switch (subject) {
    case "person":
      return previewPerson(db, personId);
    case "message":
      return previewMessage(db, channelId, messageId);
    case "channel":
      return previewChannel(db, channelId);
    case "guild":
      return previewGuild(db, guildId);
  }
}

/** Writes the erasure and who asked for it, together. */
export async function startErasure(pool: Pool, input: ErasureInput, asker: Asker): Promise<ErasureView> {
  const { subject, erases } = input;
  const id = await inTransaction(pool, async (tx) => {
    const id = await insertErasure(tx, {
      subject,
      personId: subject === "person" ? (input.personId ?? null) : null,
      guildId: subject === "guild" ? (input.guildId ?? null) : null,
      channelId: subject === "channel" || subject === "message" ? (input.channelId ?? null) : null,
      messageId: subject === "message" ? (input.messageId ?? null) : null,
      erases,
      note: input.note === undefined || input.note === "" ? null : input.note,
      startedBy: asker.actor,
    });
    await recordAudit(tx, {
      ...asker,
      action: erases ? "erasure.requested" : "opt_out.requested",
      subject: `${subject}, task ${id}`,
      details: {},
    });
    return id;
  });
  return getErasure(pool, id);
}

/** Throws AppError unknown_erasure. */
export async function getErasure(db: Queryable, id: string): Promise<ErasureView> {
  const record = await findErasure(db, id);
  if (!record) throw new AppError("unknown_erasure", `There is no erasure ${id}.`, { field: "erasureId" });
  return toView(record);
}

const largestId = "9223372036854775807";

export async function describeErasures(
  db: Queryable,
  query: { limit: number; cursor?: string | undefined },
): Promise<ErasureListView> {
  const before = query.cursor === undefined ? largestId : parseCursor(query.cursor);
  const found = await listErasures(db, { before, limit: query.limit + 1 });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    erasures: page.map(toView),
    nextCursor: found.length > query.limit && last ? toCursor(last.id) : null,
  };
}

function toView(erasure: ErasureRecord): ErasureView {
  return {
    ...erasure,
    counts: { ...erasure.counts },
    traces: erasure.traces && { ...erasure.traces },
    verifiedAt: erasure.verifiedAt?.toISOString() ?? null,
    createdAt: erasure.createdAt.toISOString(),
    completedAt: erasure.completedAt?.toISOString() ?? null,
  };
}

export async function describeForgotten(
  db: Queryable,
  query: { limit: number; cursor?: string | undefined },
): Promise<ForgottenListView> {
  const before = query.cursor === undefined ? null : parsePlace(query.cursor);
  const [found, counts] = await Promise.all([
    listForgotten(db, { before, limit: query.limit + 1 }),
    countForgotten(db),
  ]);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ subjectId, subjectName, createdAt, ...entry }) => ({
      ...entry,
      personId: subjectId,
      personName: subjectName,
      createdAt: createdAt.toISOString(),
    })),
    messageCount: counts.message ?? 0,
    nextCursor:
      found.length > query.limit && last
        ? Buffer.from(`${last.createdAt.getTime()}.${last.digest}`).toString("base64url")
        : null,
  };
}

function parsePlace(cursor: string): { createdAt: Date; digest: string } {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const [, time = "", digest = ""] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(text) ?? [];
  if (digest === "")
    throw new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", {
      field: "cursor",
    });
  return { createdAt: new Date(Number(time)), digest };
}

/** From now on it may be stored again. Throws AppError not_found. */
export async function liftEntry(pool: Pool, digest: string, asker: Asker): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const lifted = await liftForgotten(tx, digest);
    if (!lifted) throw new AppError("not_found", "There is no such entry in the list.", { field: "digest" });
    await recordAudit(tx, {
      ...asker,
      action: "opt_out.lifted",
      subject: `${lifted.kind} ${digest.slice(0, 12)}`,
      details: { erased: lifted.erased },
    });
  });
}
