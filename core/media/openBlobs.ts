import type { StorageConfig } from "../config.ts";
import type { Blobs } from "./blobs.ts";
import { createLocalBlobs } from "./localBlobs.ts";

/** Where this installation keeps the bytes of its files. Nothing is asked of it before the first file. */
export function openBlobs({ localRoot }: StorageConfig): Blobs {
  return createLocalBlobs(localRoot);
}
