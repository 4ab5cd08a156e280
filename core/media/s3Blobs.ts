/** Stored files in a bucket of anything that speaks S3. */
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { type Dispatcher, request } from "undici";
import type { S3Config } from "../config.ts";
import { type Blobs, StorageError } from "./blobs.ts";

/** Longest wait for an answer, and longest silence within one. */
const withinMs = 30_000;
/** Tries of a request that met a disturbance, and the pause before the second. */
const mostTries = 4;
const firstPauseMs = 250;
/** SHA-256 of nothing: what requests without a body are signed with. */
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface Ask {
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Below the bucket. */
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Opened anew for every try. */
  body?: () => Readable;
  /** Statuses that are an answer; everything else throws. */
  answers: readonly number[];
}

/** `arrivals`: absolute path of a folder of this machine; nothing is asked of the store before the first file. */
export function createS3Blobs(config: S3Config, arrivals: string): Blobs {
  const send = (ask: Ask) => sendSigned(config, ask);
  return {
    arrivals,
    isRemote: true,
    async findSize(path) {
      const { statusCode, headers } = await send({ method: "HEAD", key: path, answers: [200, 404] });
      return statusCode === 404 ? null : Number(headers["content-length"]);
    },
    async keep(from, path, { sha256, sizeBytes, contentType }) {
      await send({
        method: "PUT",
        key: path,
        // The content's own hash is part of the signature: the store takes these very bytes or none.
        headers: {
          "x-amz-content-sha256": sha256,
          "content-length": String(sizeBytes),
          "content-type": contentType,
        },
        body: () => createReadStream(from),
        answers: [200],
      });
    },
    async remove(path) {
      await send({ method: "DELETE", key: path, answers: [200, 204, 404] });
    },
    async open(path, range) {
      const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {};
      const answer = await sendSigned(
        config,
        { method: "GET", key: path, headers, answers: [200, 206] },
        true,
      );
      return answer.body;
    },
    async *list() {
      for (let token: string | null = ""; token !== null; ) {
        const query: Record<string, string> = { "list-type": "2", prefix: config.prefix };
        if (token !== "") query["continuation-token"] = token;
        const { text } = await send({ method: "GET", key: "", query, answers: [200] });
        for (const [, entry = ""] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = textIn(entry, "Key") ?? "";
          const changedAt = new Date(textIn(entry, "LastModified") ?? "");
          if (key.startsWith(config.prefix) && !Number.isNaN(changedAt.getTime()))
            yield { path: key.slice(config.prefix.length), changedAt };
        }
        token = textIn(text, "NextContinuationToken");
      }
    },
  };
}

/** The text of an element without children, its entities read; null without one. Pure. */
function textIn(xml: string, element: string): string | null {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return found === undefined
    ? null
    : found.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name] ?? "");
}
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function addressOf({ endpoint, bucket, forcePathStyle, prefix }: S3Config, { key, query = {} }: Ask): string {
  const url = new URL(endpoint);
  if (!forcePathStyle) url.host = `${bucket}.${url.host}`;
  const base = url.pathname.replace(/\/$/, "") + (forcePathStyle ? `/${bucket}` : "");
  url.pathname = key === "" ? `${base}/` : `${base}/${prefix}${key}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

type Answer = Dispatcher.ResponseData & { text: string };

async function sendSigned(config: S3Config, ask: Ask, isStreamed = false): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await sendOnce(config, ask);
      const { statusCode } = answer;
      if (isStreamed && ask.answers.includes(statusCode)) return { ...answer, body: answer.body, text: "" };
      const text = await answer.body.text();
      if (ask.answers.includes(statusCode)) return { ...answer, text };
      const code = textIn(text, "Code");
      const message = `The S3 storage answered ${statusCode}${code ? ` (${code})` : ""} to ${ask.method} ${ask.key}.`;
      throw new StorageError(message, { isPassing: statusCode >= 500 || statusCode === 429 });
    } catch (error) {
      const failure =
        error instanceof StorageError
          ? error
          : new StorageError(`The S3 storage cannot be reached: ${String(error)}`, {
              isPassing: true,
              cause: error,
            });
      if (!failure.isPassing || tries >= mostTries) throw failure;
      await sleep(firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random() * 0.5));
    }
  }
}

async function sendOnce(config: S3Config, ask: Ask): Promise<Dispatcher.ResponseData> {
  const { accessKeyId, secretAccessKey, region } = config;
  const url = addressOf(config, ask);
  const signer = new AwsV4Signer({
    method: ask.method,
    url,
    headers: { "x-amz-content-sha256": emptyHash, ...ask.headers },
    accessKeyId,
    secretAccessKey,
    region,
    service: "s3",
  });
  const signed = await signer.sign();
  return request(signed.url, {
    method: ask.method,
    headers: Object.fromEntries(signed.headers),
    body: ask.body?.() ?? null,
    headersTimeout: withinMs,
    bodyTimeout: withinMs,
  });
}
