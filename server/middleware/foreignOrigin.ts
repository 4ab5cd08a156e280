/** Keeps other web sites from using a signed-in browser: what changes something must come from our own pages. */
import type { Request, RequestHandler } from "express";
import { AppError } from "../../core/errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses changing requests that a browser says come from elsewhere. Requests without Origin and Sec-Fetch-Site are
 * not made by browsers and pass. `publicUrl` is a further origin of ours, for proxies that hide the host they were
 * asked for.
 */
export function refuseForeignOrigins(publicUrl: string | null): RequestHandler {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  return (req, _res, next) => {
    if (!safeMethods.has(req.method) && isForeign(req, publicHost)) {
      throw new AppError("foreign_origin", "Changes must be made from this console's own pages.");
    }
    next();
  };
}

function isForeign(req: Request, publicHost: string | null): boolean {
  const site = req.get("sec-fetch-site");
  // "same-site" is foreign too: another program on another port or subdomain.
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const origin = req.get("origin");
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true; // "null": a sandboxed frame, a file
  // A foreign page cannot set X-Forwarded-Host: such a header needs a preflight, which we never grant.
  const own = [req.get("host"), req.get("x-forwarded-host")?.split(",")[0]?.trim(), publicHost];
  return !own.includes(new URL(origin).host);
}
