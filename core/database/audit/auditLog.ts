/** audit_log: who did what that cannot be undone or concerns people. Never what it said. */
import type { Queryable } from "../../postgres/pool.ts";

export interface AuditEntry {
  actor: string;
  /** "erasure.requested", "erasure.completed", "opt_out.lifted", … */
  action: string;
  /** Without naming anybody. */
  subject: string | null;
  details: Readonly<Record<string, unknown>>;
  address?: string | null;
  requestId?: string | null;
}

/** To be written in the transaction of what it records. */
export async function recordAudit(tx: Queryable, entry: AuditEntry): Promise<void> {
  await tx.query({
    name: "record-audit",
    text: `
      insert into audit_log (actor, action, subject, details, address, request_id) values ($1, $2, $3, $4, $5, $6)`,
    values: [
      entry.actor,
      entry.action,
      entry.subject,
      JSON.stringify(entry.details),
      entry.address ?? null,
      entry.requestId ?? null,
    ],
  });
}
