/** The error of an attempt as a log would print it. Pure. */

/** How many causes are followed: an error that is its own cause must not hang the page. */
const mostCauses = 10;

/** Stack, or name and message where there is none, then the same of each cause. */
export function errorText(error: Record<string, unknown>): string {
  const parts: string[] = [];
  let next: unknown = error;
  while (isObject(next) && parts.length < mostCauses) {
    const code = typeof next.code === "string" || typeof next.code === "number" ? ` [${next.code}]` : "";
    const own = typeof next.stack === "string" ? next.stack : `${String(next.name)}: ${String(next.message)}`;
    const [first, ...rest] = own.split("\n");
    parts.push([`${first}${code}`, ...rest].join("\n"));
    next = next.cause;
  }
  return parts.join("\nCaused by: ");
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
