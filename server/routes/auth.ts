/** Signing in and out with the access password. */
import { ChangePasswordInput, LoginInput, SessionView } from "../../core/api/auth.ts";
import { DoneView } from "../../core/api/common.ts";
import {
  changeAccessPassword,
  type PasswordVerdict,
  verifyAccessPassword,
} from "../../core/auth/accessPassword.ts";
import { passwordWeakness } from "../../core/auth/passwordRules.ts";
import { admitSignIn, forgiveSignIn } from "../../core/auth/signInThrottle.ts";
import {
  type Admission,
  admitAttempt,
  clearFailures,
  deleteForgottenFailures,
} from "../../core/database/auth/loginThrottle.ts";
import { deleteEndedSessions, deleteSession, insertSession } from "../../core/database/auth/sessions.ts";
import { AppError } from "../../core/errors.ts";
import { drawToken, hashToken, type SessionCookie } from "../auth/sessionCookie.ts";
import { recordSignInEvent } from "../auth/signInEvents.ts";
import { throttleScope } from "../auth/throttleScope.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route, type RouteAnswer, type RouteContext } from "../route.ts";

/** The routes below /auth. */
export function authRoutes(deps: AppDeps, cookie: SessionCookie): Route[] {
  /** A session with a new token; the one the browser had ends, so that nobody can plant one before sign-in. */
  const signIn = async (context: RouteContext, mustChange: boolean): Promise<RouteAnswer<SessionView>> => {
    const token = drawToken();
    const now = deps.now();
    if (context.token !== null) await deleteSession(deps.pool, hashToken(context.token));
    const session = await insertSession(deps.pool, {
      tokenHash: hashToken(token),
      userAgent: context.userAgent,
      now,
    });
    return { body: toSessionView(session, mustChange), cookie: cookie.issue(token) };
  };

  return [
    defineRoute({
      method: "post",
      path: "/auth/login",
      access: "public",
      summary: "Signs in: sets the session cookie.",
      body: LoginInput,
      view: SessionView,
      async handle({ body }, context) {
        const now = deps.now();
        const scope = throttleScope(context.address);
        await deleteForgottenFailures(deps.pool, now);
        await admit(deps, "sign-in", context, admitSignIn(deps.pool, scope, now));
        const verdict = await verifyAccessPassword(deps.pool, body.password, now);
        if (verdict.kind === "unset" || verdict.kind === "right") await forgiveSignIn(deps.pool, scope, now);
        if (verdict.kind !== "right") {
          recordSignInEvent(deps.log, "refused", context, { reason: verdict.kind });
          throw refusal(verdict);
        }
        await deleteEndedSessions(deps.pool, now);
        recordSignInEvent(deps.log, "signed_in", context, { mustChangePassword: verdict.mustChange });
        return signIn(context, verdict.mustChange);
      },
    }),
    defineRoute({
      method: "post",
      path: "/auth/logout",
      access: "any-session",
      summary: "Ends the session.",
      view: DoneView,
      async handle(_, context) {
        await deleteSession(deps.pool, context.session.tokenHash);
        await deps.events.checkSessions();
        recordSignInEvent(deps.log, "signed_out", context);
        return { body: {}, cookie: cookie.revoke() };
      },
    }),
    defineRoute({
      method: "get",
      path: "/auth/me",
      access: "any-session",
      summary: "The session in use.",
      view: SessionView,
      async handle(_, { session }) {
        return { body: toSessionView(session, session.mustChangePassword) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/auth/password",
      access: "any-session",
      summary: "Changes the access password: ends all other sessions and renews the cookie of this one.",
      body: ChangePasswordInput,
      view: SessionView,
      async handle({ body }, context) {
        const weakness = passwordWeakness(body.newPassword, deps.passwordContext);
        if (weakness !== null) throw badPassword(weakness);
        if (body.newPassword === body.currentPassword) throw badPassword("must be another one");
        // Counted apart from sign-ins: whoever took over a browser must not be able to lock the owner out.
        const scope = "password_change";
        await admit(deps, "change", context, admitAttempt(deps.pool, scope, deps.now()));
        const verdict = await changeAccessPassword(deps.pool, { ...body, now: deps.now() });
        if (verdict.kind !== "right") {
          recordSignInEvent(deps.log, "password_change_refused", context, { reason: verdict.kind });
          throw refusal(verdict, "currentPassword");
        }
        await clearFailures(deps.pool, scope);
        await deps.events.checkSessions();
        recordSignInEvent(deps.log, "password_changed", context);
        return signIn(context, false);
      },
    }),
  ];
}

const badPassword = (why: string) =>
  new AppError("invalid_input", `newPassword ${why}.`, { field: "newPassword" });

async function admit(
  deps: AppDeps,
  what: "sign-in" | "change",
  context: RouteContext,
  asked: Promise<Admission>,
): Promise<void> {
  const admission = await asked;
  if (admission.admitted) return;
  const { retryAfterSeconds } = admission;
  recordSignInEvent(deps.log, "throttled", context, { what, retryAfterSeconds });
  throw new AppError("too_many_attempts", "Too many wrong passwords. Wait before the next try.", {
    retryAfterSeconds,
  });
}

function refusal(verdict: PasswordVerdict, field?: string): AppError {
  switch (verdict.kind) {
    case "unset":
      return new AppError("database_away", "The access password is not set up yet. Try again shortly.", {
        retryAfterSeconds: 5,
      });
    case "expired":
      return new AppError(
        "wrong_password",
        "This first password was not used within a day and is void. A restart of Backscroll or npm run password prints a new one.",
      );
    default:
      // Of a signed-in browser, 401 would say that its session has ended.
      return new AppError("wrong_password", "The password is wrong.", field ? { field, status: 400 } : {});
  }
}

function toSessionView(session: { createdAt: Date; expiresAt: Date }, mustChange: boolean): SessionView {
  return {
    session: {
      createdAt: session.createdAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
      mustChangePassword: mustChange,
    },
  };
}
