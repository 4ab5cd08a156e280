/** The Content-Security-Policy of the pages. Pure. */

/**
 * Scripts run only with this request's nonce; nothing is loaded from, sent to or framed by another origin.
 * Style attributes are allowed (Mantine and the coverage bars set widths in them), style elements need the nonce.
 * `development`: React's and Next's development tools evaluate strings, write styles and open a WebSocket.
 */
export function contentPolicy(nonce: string, development = false): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
