/** Log files that others write to: bounded in size and number without losing a line. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";

/**
 * Moves a file that has outgrown `maxBytes` aside as `<path>.1`, the earlier ones to `.2` and so on; `keep` of
 * them stay. Returns whether it did: its writer holds the old file open and must be told to open the new one.
 * @param {string} path
 * @param {{ maxBytes: number, keep: number }} limits
 */
export function rotateLog(path, limits) {
  if (sizeOf(path) <= limits.maxBytes) return false;
  shiftOlder(path, limits.keep);
  renameSync(path, `${path}.1`);
  return true;
}

/**
 * The same for a writer that cannot be told (PostgreSQL's, which appends for ever): the file is copied and emptied.
 * A line that is written between the two is lost.
 * @param {string} path
 * @param {{ maxBytes: number, keep: number }} limits
 */
export function rotateInPlace(path, limits) {
  if (sizeOf(path) <= limits.maxBytes) return false;
  shiftOlder(path, limits.keep);
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  return true;
}

/**
 * Whether the process has the file open (Linux; elsewhere true). A stream that met a full disk is closed for good.
 * @param {number} pid
 * @param {string} path
 */
export function hasOpen(pid, path) {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return true;
  try {
    return readdirSync(folder).some((fd) => linkTarget(`${folder}/${fd}`) === path);
  } catch {
    return true; // another user's: nothing to be seen
  }
}

/** @param {string} path @param {number} keep */
function shiftOlder(path, keep) {
  rmSync(`${path}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 1; number--)
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
}

/** @param {string} path */
const sizeOf = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** @param {string} path */
function linkTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return null; // closed in between
  }
}
