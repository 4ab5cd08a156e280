/** Cookies that remember choices in this browser. Nothing secret: the session's cookie is the API's alone. */

export const guildCookie = "guild";

const yearSeconds = 31_536_000;

/** Remembers a choice for a year. Browser only. */
export function rememberFor(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
