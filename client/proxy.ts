/** Runs before every page: content policy with a fresh nonce, and the way to the login page. */
import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "./security/contentPolicy.ts";

const sessionCookies = ["__Host-sid", "sid"];

/**
 * Sends visitors without a session cookie to the login page at once. Whether the session still holds is the API's
 * to say: a page that meets a 401 asks for the password in place.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const mayHaveSession = sessionCookies.some((name) => request.cookies.has(name));
  if (!mayHaveSession && pathname !== "/login") {
    const login = request.nextUrl.clone();
    login.pathname = "/login";
    login.search = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(login);
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("Content-Security-Policy", policy); // Next reads the nonce for its own scripts from here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

export const config = {
  // Not for files; /api never gets here (server/consoleApp.ts). Prefetches are asked like everything else.
  matcher: ["/((?!_next/|icon\\.svg$|favicon\\.ico$).*)"],
};
