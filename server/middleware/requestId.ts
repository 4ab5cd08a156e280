/** A name for every request: in the log, in every error answer and in the X-Request-Id header. */
import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";

/** Takes the caller's X-Request-Id when it is plain enough to stand in a log, else draws one. */
export const nameRequests: RequestHandler = (req, res, next) => {
  const given = req.get("x-request-id");
  const id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
  res.locals.requestId = id;
  res.set("X-Request-Id", id);
  next();
};
