/** Where to go after signing in. Pure. */

/**
 * A path on this site that `next` names, else "/". Anything that could lead elsewhere counts as nothing:
 * other origins, protocol-relative and backslash forms, the login page itself.
 */
export function returnPath(next: string | null | undefined): string {
  if (!next?.startsWith("/")) return "/";
  const base = "http://console.invalid";
  if (!URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  if (url.origin !== base || url.pathname.startsWith("//") || url.pathname === "/login") return "/";
  return url.pathname + url.search + url.hash;
}
