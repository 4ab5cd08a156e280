/** The table forgotten: what is not stored any more. */
import type { Queryable } from "../../postgres/pool.ts";

/** What has to be known to store by it. */
export interface ForgottenList {
  /** Another text whenever the list is another one; also across databases. */
  version: string;
  /** Digest in hexadecimal digits → whether what was stored is erased too. */
  entries: ReadonlyMap<string, { erased: boolean }>;
}

/**
 * Takes part in storing until the transaction ends: a change of the list waits for it. The first statement of whoever
 * stores, before any other lock, so that nobody who waits for such a change holds what another storer needs.
 */
export async function holdForgotten(tx: Queryable): Promise<void> {
  await tx.query({
    name: "hold-forgotten",
    text: "select pg_advisory_xact_lock_shared(hashtextextended('backscroll:forgotten', 0))",
  });
}

/** Which version of the list is in force. To be asked after holdForgotten, in a statement of its own: its snapshot counts. */
export async function readForgottenVersion(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ version: string }>({
    name: "read-forgotten-version",
    text: `
      select d.oid || ':' || s.last_value || ':' || s.is_called as version
      from forgotten_changes s, pg_database d where d.datname = current_database()`,
  });
  return rows[0]?.version ?? "";
}

/** The whole list. Under holdForgotten it is the one of readForgottenVersion. */
export async function loadForgotten(db: Queryable): Promise<ForgottenList["entries"]> {
  const { rows } = await db.query<{ digest: string; erased: boolean }>({
    name: "load-forgotten",
    text: "select encode(digest, 'hex') as digest, erased from forgotten",
  });
  return new Map(rows.map(({ digest, erased }) => [digest, { erased }]));
}

/** The check value of the key that the list was made with; null before the first. */
export async function findKeyCheck(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ check: string }>({
    name: "find-forgetting-key-check",
    text: "select value #>> '{}' as check from settings where key = 'forgetting_key_check'",
  });
  return rows[0]?.check ?? null;
}

/** Writes the check value unless there is one. */
export async function insertKeyCheck(tx: Queryable, check: string): Promise<void> {
  await tx.query({
    name: "insert-forgetting-key-check",
    text: `
      insert into settings (key, value) values ('forgetting_key_check', to_jsonb($1::text)) on conflict do nothing`,
    values: [check],
  });
}

export interface NewlyForgotten {
  digest: string;
  kind: "person" | "message" | "channel" | "guild";
  erased: boolean;
  /** Of a person who only opted out. */
  subjectId: string | null;
  note: string | null;
  createdBy: string | null;
}

/**
 * Puts entries on the list; one that is there already may become erased, never the other way. When this has committed,
 * nobody stores any more by the list as it was before (see the trigger forgotten_changes).
 */
export async function remember(tx: Queryable, entry: NewlyForgotten): Promise<void> {
  await tx.query({
    name: "remember-forgotten",
    text: `
      insert into forgotten as f (digest, kind, erased, subject_id, note, created_by)
      values (decode($1, 'hex'), $2, $3, $4, $5, $6)
      on conflict (digest) do update
      set erased = f.erased or excluded.erased,
          subject_id = case when f.erased or excluded.erased then null else excluded.subject_id end,
          note = coalesce(excluded.note, f.note)`,
    values: [entry.digest, entry.kind, entry.erased, entry.subjectId, entry.note, entry.createdBy],
  });
}

export interface ForgottenRecord {
  digest: string;
  kind: "person" | "channel" | "guild";
  erased: boolean;
  subjectId: string | null;
  /** Of a person who opted out and is still known. */
  subjectName: string | null;
  note: string | null;
  createdBy: string | null;
  createdAt: Date;
}

/** Persons, channels and servers on the list, newest first. Messages are too many to be a list for people. */
export async function listForgotten(
  db: Queryable,
  page: { before: { createdAt: Date; digest: string } | null; limit: number },
): Promise<ForgottenRecord[]> {
  const { rows } = await db.query<ForgottenRecord>({
    name: "list-forgotten",
    text: `
      select encode(f.digest, 'hex') as digest, f.kind, f.erased, f.subject_id as "subjectId",
        coalesce(a.display_name, a.name) as "subjectName", f.note, f.created_by as "createdBy",
        date_trunc('milliseconds', f.created_at) as "createdAt"
      from forgotten f left join authors a on a.id = f.subject_id
      where f.kind <> 'message'
        and ($1::timestamptz is null
          or (date_trunc('milliseconds', f.created_at), f.digest) < ($1, decode($2, 'hex')))
      order by date_trunc('milliseconds', f.created_at) desc, f.digest desc limit $3`,
    values: [page.before?.createdAt ?? null, page.before?.digest ?? null, page.limit],
  });
  return rows;
}

/** How many there are by kind. */
export async function countForgotten(db: Queryable): Promise<Record<string, number>> {
  const { rows } = await db.query<{ kind: string; count: number }>({
    name: "count-forgotten",
    text: "select kind, count(*)::int as count from forgotten group by kind",
  });
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}

/** Takes an entry off the list: it may be stored again from now on. Null when there is none. */
export async function liftForgotten(
  tx: Queryable,
  digest: string,
): Promise<{ kind: string; erased: boolean } | null> {
  const { rows } = await tx.query<{ kind: string; erased: boolean }>({
    name: "lift-forgotten",
    text: "delete from forgotten where digest = decode($1, 'hex') returning kind, erased",
    values: [digest],
  });
  return rows[0] ?? null;
}
