import { join } from "node:path";
import type { StorageConfig } from "../config.ts";
import type { Blobs } from "./blobs.ts";
import { createLocalBlobs } from "./localBlobs.ts";
import { createS3Blobs } from "./s3Blobs.ts";

/** Where this installation keeps the bytes of its files. Nothing is asked of it before the first file. */
export function openBlobs({ localRoot, s3 }: StorageConfig): Blobs {
  return s3 ? createS3Blobs(s3, join(localRoot, "tmp")) : createLocalBlobs(localRoot);
}
