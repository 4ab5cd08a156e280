/**
 * Bot processes on the same machine: what died without a word is noticed at once, not when its leases run out.
 * After a crash PM2 starts the bot again within a second; without this it would wait a minute for its own account.
 */
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { declareWorkersDead, findSiblings } from "../../core/database/workers/workers.ts";
import type { Logger } from "../../core/log.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { expireLeases } from "../../core/queue/lease.ts";
import type { TaskKind } from "./taskKind.ts";

/**
 * Names the space in which a pid means one process: boot and pid namespace. Null where the kernel does
 * not tell (other systems than Linux): then leases run out by themselves. The host name would not do: it may be the
 * same on two machines, and in containers.
 */
export function findProcessSpace(): string | null {
  try {
    // The boot id is drawn at random by each start of a kernel, so it names the machine as well.
    const parts = [
      readFileSync("/proc/sys/kernel/random/boot_id", "utf8"),
      readlinkSync("/proc/self/ns/pid"),
    ];
    return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
  } catch (error) {
    if (error instanceof Error && "code" in error) return null; // ENOENT, EACCES: not told here
    throw error;
  }
}

/** Ends the leases of processes in our space that no longer exist. */
export async function buryDeadSiblings(
  db: Queryable,
  self: { id: string; pid: number; processSpace: string | null },
  kinds: readonly Pick<TaskKind, "table">[],
  log: Logger,
): Promise<void> {
  if (self.processSpace === null) return;
  const siblings = await findSiblings(db, { id: self.id, processSpace: self.processSpace });
  // One with our own pid is dead as well: we have it now. A pid that another program has taken over looks alive.
  const dead = siblings.filter(({ pid }) => pid === self.pid || !isAlive(pid)).map(({ id }) => id);
  if (dead.length === 0) return;
  log.warn(
    { code: "worker.sibling_dead", workers: dead },
    "a bot process on this machine died; its work is taken over",
  );
  for (const { table } of kinds) await expireLeases(db, table, dead);
  await declareWorkersDead(db, dead); // last: should we die before, the next one finds them again
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // exists, but belongs to somebody else
  }
}
