/** One line per request. Bodies, cookies, tokens and query strings never get into it. */
import type { RequestHandler } from "express";
import type { Logger } from "../../core/log.ts";
import { requestIdOf } from "../errors.ts";
import { clientAddressOf } from "./clientAddress.ts";

/** Polls at debug, changes at info, failures of ours at warn. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const startedMs = performance.now();
    const { path, method } = req;
    res.once("close", () => {
      const reads = method === "GET" || method === "HEAD" || method === "OPTIONS";
      const level = res.statusCode >= 500 ? "warn" : reads ? "debug" : "info";
      log[level](
        {
          code: "api.request",
          requestId: requestIdOf(res),
          method,
          path,
          status: res.writableFinished ? res.statusCode : null, // null: the caller left before the answer
          durationMs: Math.round(performance.now() - startedMs),
          address: clientAddressOf(res),
        },
        "request",
      );
    });
    next();
  };
}
