/** A finished file gets its name once all of it lies on the disk. */
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { flushFolder } from "../../core/media/folder.ts";

/**
 * Lets `write` fill a file beside `to`, flushes it and gives it its name; returns its bytes. Nothing is left of one that was
 * not written whole. Throws what `write` throws, or the reason of `signal`.
 */
export async function arrive(
  to: string,
  write: (path: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<number> {
  const arriving = `${to}.arriving`;
  try {
    await write(arriving);
    const handle = await open(arriving, "r+");
    await handle.sync();
    const { size } = await handle.stat();
    await handle.close();
    await rename(arriving, to);
    await flushFolder(dirname(to));
    return size;
  } catch (error) {
    await rm(arriving, { force: true });
    signal.throwIfAborted(); // its reason says more than that something was aborted
    throw error;
  }
}
