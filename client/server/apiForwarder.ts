/** The same-origin way to the API: `/api/...` here is `/api/...` there, streamed both ways. */
import { randomUUID } from "node:crypto";
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { Agent as HttpsAgent, request as requestByHttps } from "node:https";
import { pipeline } from "node:stream";
import { clientHeader, signAddress } from "../../core/edge/signedAddress.ts";
import type { Logger } from "../../core/log.ts";
import { answerError } from "./answerError.ts";
import { endToEnd } from "./headers.ts";

export interface ForwarderDeps {
  /** Where the API is, e.g. `http://127.0.0.1:3008`. */
  apiUrl: string;
  /** Shared with the API; null: it then counts everybody behind this console as one. */
  secretKey: string | null;
  now: () => Date;
  log: Logger;
}

/** An answer that takes longer is none; the API itself gives up on a query after 10 s. */
const answerWithinMs = 60_000;

/** Passes requests on; `address` is the client's. An API that does not answer gives 502 `api_unreachable`. */
export function createApiForwarder({ apiUrl, secretKey, now, log }: ForwarderDeps) {
  const api = new URL(apiUrl);
  const isHttps = api.protocol === "https:";
  const agent = isHttps ? new HttpsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const send = isHttps ? requestByHttps : request;

  return (req: IncomingMessage, res: ServerResponse, address: string | null): void => {
    const signed = address === null || secretKey === null ? {} : signAddress(secretKey, address, now());
    const upstream = send({
      agent,
      hostname: api.hostname.replace(/^\[|\]$/g, ""),
      port: api.port,
      method: req.method,
      path: req.url,
      headers: {
        ...endToEnd(req.headers),
        host: api.host,
        ...(typeof signed === "string" ? { [clientHeader]: signed } : {}),
      },
      timeout: answerWithinMs,
    });
    upstream.on("timeout", () => upstream.destroy(new Error("no answer in time")));
    upstream.on("response", (answer) => {
      res.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      pipeline(answer, res, () => {}); // whichever end breaks off, the other one is cut
    });
    upstream.on("error", (error) => {
      if (res.headersSent || res.destroyed) return void res.destroy();
      const given = req.headers["x-request-id"];
      const requestId = typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
      log.warn({ code: "api.unreachable", requestId, error }, "the API does not answer");
      answerError(res, 502, "api_unreachable", "The API does not answer.", requestId);
    });
    res.on("close", () => upstream.destroy()); // the browser left
    pipeline(req, upstream, () => {});
  };
}
