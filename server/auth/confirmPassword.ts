/** Asks a signed-in browser for the access password once more, before what cannot be undone. */
import { verifyAccessPassword } from "../../core/auth/accessPassword.ts";
import { admitAttempt, clearFailures } from "../../core/database/auth/loginThrottle.ts";
import { AppError } from "../../core/errors.ts";
import type { AppDeps } from "../deps.ts";
import type { RouteContext } from "../route.ts";
import { recordSignInEvent } from "./signInEvents.ts";

/** Counted apart from sign-ins, as changes of the password are: whoever found an open browser locks nobody out. */
const scope = "password_change";

/** Throws AppError too_many_attempts or wrong_password (field password). */
export async function confirmPassword(deps: AppDeps, context: RouteContext, password: string): Promise<void> {
  const admission = await admitAttempt(deps.pool, scope, deps.now());
  if (!admission.admitted) {
    const { retryAfterSeconds } = admission;
    recordSignInEvent(deps.log, "throttled", context, { what: "confirmation", retryAfterSeconds });
    throw new AppError("too_many_attempts", "Too many wrong passwords. Wait before the next try.", {
      retryAfterSeconds,
    });
  }
  const verdict = await verifyAccessPassword(deps.pool, password, deps.now());
  if (verdict.kind !== "right") {
    recordSignInEvent(deps.log, "confirmation_refused", context, { reason: verdict.kind });
    // 401 would say that the session has ended.
    throw new AppError("wrong_password", "The password is wrong.", { field: "password", status: 400 });
  }
  await clearFailures(deps.pool, scope);
}
