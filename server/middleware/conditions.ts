/** Lets conditional requests be answered with 304 wherever they come from. */
import type { RequestHandler } from "express";

/**
 * Express answers a request with Cache-Control: no-cache in full, though it carries an If-None-Match. That header
 * speaks to caches (RFC 9111 §5.2.1.4), and fetch of Node, which proxies use, adds it to every request with an
 * If-None-Match (Fetch Standard, "HTTP-network-or-cache fetch", step 8.16): every poll would be answered in full.
 */
export const honourConditions: RequestHandler = (req, _res, next) => {
  if (req.headers["if-none-match"] !== undefined) delete req.headers["cache-control"];
  next();
};
