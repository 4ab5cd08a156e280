/** Which uncaught errors are no reason to die. */

/** System and undici codes of connections that broke, or could not be made. */
const codes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_ABORTED",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);

/**
 * True for an "error" event of a socket that nobody listened to any more: a library let go of the connection, and then
 * it broke. Nothing of ours was under way on it, so nothing is in doubt.
 */
export function isSocketError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.has(error.code);
}
