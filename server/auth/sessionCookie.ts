/** The cookie that carries a session token: 256 random bits, of which the database holds only the SHA-256. */
import { createHash, randomBytes } from "node:crypto";
import { sessionLifeSeconds } from "../../core/database/auth/sessions.ts";

/** How the cookie is written, which depends on whether browsers reach us over https. */
export interface SessionCookie {
  name: string;
  /** A Set-Cookie value that hands out `token`. */
  issue(token: string): string;
  /** A Set-Cookie value that takes it back. */
  revoke(): string;
  /** The token of a Cookie header, or null. */
  read(header: string | undefined): string | null;
}

/**
 * Over https `__Host-sid`: browsers accept that name only with Secure, Path=/ and no Domain, so that no other host
 * of the domain can plant one. Over plain http browsers would drop it; there it is `sid`.
 */
export function createSessionCookie(isHttps: boolean): SessionCookie {
  const name = isHttps ? "__Host-sid" : "sid";
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isHttps ? "; Secure" : ""}`;
  return {
    name,
    issue: (token) => `${name}=${token}; Max-Age=${sessionLifeSeconds}; ${attributes}`,
    revoke: () => `${name}=; Max-Age=0; ${attributes}`,
    read(header) {
      const pair = (header ?? "")
        .split(";")
        .map((part) => part.trim())
        .find((part) => part.startsWith(`${name}=`));
      const token = pair?.slice(name.length + 1) ?? "";
      return /^[\w-]{43}$/.test(token) ? token : null;
    },
  };
}

/** A new token: 256 bits, 43 characters that need no escaping. */
export function drawToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database knows of a token. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
