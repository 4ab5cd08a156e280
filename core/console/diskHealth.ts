/** The space that is left, as a part of the health. Pure. */
import type { ReadyView } from "../api/health.ts";
import type { DatabaseHealth } from "../database/workers/health.ts";
import { type DiskSpace, diskState, shownBytes } from "../disk.ts";

type DiskCheck = ReadyView["checks"]["disk"];

/** Little space only degrades: what is archived can be read all the same. */
export function checkDisk(disk: DiskSpace | null, minFreeBytes: number): DiskCheck {
  if (disk === null) return { status: "healthy", mount: null, freeBytes: null };
  const { mount, freeBytes } = disk;
  const left = `${mount} has ${shownBytes(freeBytes)} left`;
  const floor = shownBytes(minFreeBytes);
  const details = {
    enough: left,
    nearly_full: `${left}. Below ${floor} fetching pauses: make room.`,
    low: `${left}, less than ${floor}: fetching pauses until there is more (MIN_FREE_BYTES).`,
  };
  const state = diskState(disk, minFreeBytes);
  return { status: state === "enough" ? "healthy" : "degraded", detail: details[state], mount, freeBytes };
}

/** `health` with the disk's check among its checks. */
export function withDisk(health: DatabaseHealth, disk: DiskCheck): ReadyView {
  const status = health.status === "healthy" ? disk.status : health.status;
  return { ...health, status, checks: { ...health.checks, disk } };
}
