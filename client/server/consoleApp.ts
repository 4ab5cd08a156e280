/** What every request to the console passes through: headers for all answers, then the API or the pages. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { clientAddress, plainAddress, trustNetworks } from "../../core/edge/address.ts";
import { answerError } from "./answerError.ts";
import { createApiForwarder, type ForwarderDeps } from "./apiForwarder.ts";
import { reachedBy, withoutClaims } from "./headers.ts";

export interface ConsoleDeps extends ForwarderDeps {
  trustedProxies: readonly string[];
  /** Where browsers reach the console; null when that is not configured. Decides about https. */
  publicUrl: string | null;
  /** Next's handler of pages and files. */
  answerPage: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}

/** The console as one listener. */
export function createConsoleApp(deps: ConsoleDeps): RequestListener {
  const isTrusted = trustNetworks(deps.trustedProxies);
  const forward = createApiForwarder(deps);
  const standing = standingHeaders(deps.publicUrl?.startsWith("https:") ?? false);

  return (req, res) => {
    for (const [name, value] of standing) res.setHeader(name, value);
    const path = pathOf(req.url);
    if (path === null) return answerError(res, 400, "invalid_input", "The address cannot be read.");
    const peer = req.socket.remoteAddress;
    const address = clientAddress(peer, header(req, "x-forwarded-for"), isTrusted);
    const reached = reachedBy(req.headers, isTrusted(plainAddress(peer ?? "")));
    req.headers = withoutClaims(req.headers, reached);
    if (path === "/api" || path.startsWith("/api/")) return forward(req, res, address);
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.setHeader("Allow", "GET, HEAD");
      return answerError(res, 405, "not_found", "Pages can only be read.");
    }
    deps.answerPage(req, res).catch((error: unknown) => {
      deps.log.error({ code: "console.page_failed", path, error }, "a page could not be answered");
      if (res.headersSent) return res.destroy();
      answerError(res, 500, "internal_error", "Something went wrong inside the console.");
    });
  };
}

/**
 * For every answer. Pages replace the policy by one with a nonce (proxy.ts); what is left with this one is data,
 * files and redirects, in which nothing may run or be framed.
 */
function standingHeaders(https: boolean): [string, string][] {
  return [
    [
      "Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "no-referrer"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["X-Frame-Options", "DENY"],
    ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"],
    ...(https
      ? [["Strict-Transport-Security", "max-age=63072000; includeSubDomains"] as [string, string]]
      : []),
  ];
}

/** The path of a request target, or null: no path at all, or broken percent encoding. */
function pathOf(target: string | undefined): string | null {
  const path = target?.split("?")[0] ?? "";
  if (!path.startsWith("/")) return null; // an absolute form or an asterisk asks a proxy, which this is not
  try {
    decodeURIComponent(path);
    return path;
  } catch {
    return null;
  }
}

const header = (req: IncomingMessage, name: string) => {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
};
