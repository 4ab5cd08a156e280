/** Signing in and out with the access password. */
import { ChangePasswordInput, LoginInput, SessionView } from "../../core/api/auth.ts";
import { DoneView } from "../../core/api/common.ts";
import {
  changeAccessPassword,
  mustChangePassword,
  type PasswordVerdict,
  verifyAccessPassword,
} from "../../core/auth/accessPassword.ts";
import { passwordWeakness } from "../../core/auth/passwordRules.ts";
import {
  admitAttempt,
  clearFailures,
  deleteForgottenFailures,
} from "../../core/database/auth/loginThrottle.ts";
import {
  deleteEndedSessions,
  deleteSession,
  insertSession,
  type Session,
} from "../../core/database/auth/sessions.ts";
import { AppError } from "../../core/errors.ts";
import { drawToken, hashToken, type SessionCookie } from "../auth/sessionCookie.ts";
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
      cache: "never",
      async handle({ body }, context) {
        const scope = throttleScope(context.address, deps.trustedProxies);
        await admit(deps, scope);
        const verdict = await verifyAccessPassword(deps.pool, body.password, deps.now());
        if (verdict.kind === "unset") await clearFailures(deps.pool, scope); // nobody guessed at anything
        if (verdict.kind !== "right") {
          deps.log.warn(
            { code: "auth.refused", reason: verdict.kind, address: context.address },
            "sign-in refused",
          );
          throw refusal(verdict);
        }
        await clearFailures(deps.pool, scope);
        await deleteEndedSessions(deps.pool, deps.now());
        await deleteForgottenFailures(deps.pool, deps.now());
        deps.log.info({ code: "auth.signed_in", address: context.address }, "signed in");
        return signIn(context, verdict.mustChange);
      },
    }),
    defineRoute({
      method: "post",
      path: "/auth/logout",
      access: "session",
      summary: "Ends the session.",
      view: DoneView,
      cache: "never",
      async handle(_, { session }) {
        await deleteSession(deps.pool, session.tokenHash);
        return { body: {}, cookie: cookie.revoke() };
      },
    }),
    defineRoute({
      method: "get",
      path: "/auth/me",
      access: "session",
      summary: "The session in use.",
      view: SessionView,
      async handle(_, { session }) {
        return { body: toSessionView(session, await mustChangePassword(deps.pool)) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/auth/password",
      access: "session",
      summary: "Changes the access password: ends all other sessions and renews the cookie of this one.",
      body: ChangePasswordInput,
      view: SessionView,
      cache: "never",
      async handle({ body }, context) {
        const weakness = passwordWeakness(body.newPassword, deps.passwordContext);
        if (weakness !== null) {
          throw new AppError("invalid_input", `newPassword ${weakness}.`, { field: "newPassword" });
        }
        // Counted apart from sign-ins: whoever took over a browser must not be able to lock the owner out.
        await admit(deps, "password_change");
        const verdict = await changeAccessPassword(deps.pool, { ...body, now: deps.now() });
        if (verdict.kind !== "right") throw refusal(verdict, "currentPassword");
        await clearFailures(deps.pool, "password_change");
        deps.log.info({ code: "auth.password_changed", address: context.address }, "access password changed");
        return signIn(context, false);
      },
    }),
  ];
}

async function admit(deps: AppDeps, scope: string): Promise<void> {
  const admission = await admitAttempt(deps.pool, scope, deps.now());
  if (admission.admitted) return;
  throw new AppError("too_many_attempts", "Too many wrong passwords. Wait before the next try.", {
    retryAfterSeconds: admission.retryAfterSeconds,
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
        "This first password was not used within a day and is void. Restart Backscroll: it prints a new one.",
      );
    default:
      // Of a signed-in browser, 401 would say that its session has ended.
      return new AppError("wrong_password", "The password is wrong.", field ? { field, status: 400 } : {});
  }
}

function toSessionView(session: Session, mustChange: boolean): SessionView {
  return {
    session: {
      createdAt: session.createdAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
      mustChangePassword: mustChange,
    },
  };
}
