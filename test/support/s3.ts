/** An S3 on loopback. It knows keys; signatures of version 4 it does not compute. */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Config } from "../../core/config.ts";

/** The part of s3rver that is used. */
interface S3Server {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}
const Server = createRequire(import.meta.url)("s3rver") as new (options: object) => S3Server;

export interface TestS3 {
  readonly config: S3Config;
  /** A folder of this machine beside it. */
  readonly folder: string;
  /** As if it went down. */
  close(): Promise<void>;
}

/** A new, empty bucket for every test. Its fields may be used inside hooks and tests only. */
export function useS3(): TestS3 {
  let [folder, server, config]: [string, S3Server | null, S3Config | null] = ["", null, null];
  const close = async () => {
    await server?.close();
    server = null;
  };
  beforeEach("start an S3", async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-s3-"));
    server = new Server({
      address: "127.0.0.1",
      port: 0,
      silent: true,
      directory: join(folder, "bucket"),
      configureBuckets: [{ name: "archive" }],
    });
    const { port } = await server.run();
    config = {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      bucket: "archive",
      prefix: "backscroll/",
      accessKeyId: "S3RVER",
      secretAccessKey: "S3RVER",
      forcePathStyle: true,
    };
  });
  afterEach("remove the S3", async function () {
    await close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get config() {
      if (!config) throw new Error("The S3 exists inside hooks and tests only.");
      return config;
    },
    get folder() {
      return folder;
    },
    close,
  };
}
