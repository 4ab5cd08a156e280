/** The record of who came in, who did not and from where: one log line per event, with the request's id. */
import type { Logger } from "../../core/log.ts";
import type { RouteContext } from "../route.ts";

/** What happened; the words are for people, the code `auth.<event>` for searching. */
const events = {
  signed_in: ["info", "signed in"],
  refused: ["warn", "sign-in refused"],
  throttled: ["warn", "sign-in refused unseen: too many attempts"],
  signed_out: ["info", "signed out"],
  password_changed: ["info", "access password changed; all other sessions ended"],
  password_change_refused: ["warn", "change of the access password refused"],
  confirmation_refused: ["warn", "confirmation by password refused"],
} as const satisfies Record<string, readonly ["info" | "warn", string]>;

/** Records an event of the request in hand. */
export function recordSignInEvent(
  log: Logger,
  event: keyof typeof events,
  { requestId, address, userAgent }: Pick<RouteContext, "requestId" | "address" | "userAgent">,
  details: Record<string, unknown> = {},
): void {
  const [level, words] = events[event];
  log[level](
    { code: `auth.${event}`, requestId, address, userAgent: userAgent?.slice(0, 200), ...details },
    words,
  );
}
