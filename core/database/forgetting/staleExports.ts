/**
 * Files that were exported hold what the archive held then. An erasure says here which of them are out of date: every kind
 * of export that is stored joins in this one place, by a column that says so and an UPDATE that sets it.
 */
import type { Queryable } from "../../postgres/pool.ts";

/** What was erased. */
export type Erased = { personId: string } | { channelIds: readonly string[] } | { guildId: string };

/** Marks exports that contain what was erased, in the transaction of the erasure. No export is stored as yet. */
export async function markExportsStale(_tx: Queryable, _erased: Erased): Promise<void> {}
