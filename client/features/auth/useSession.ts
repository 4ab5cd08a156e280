"use client";
/** Signing in and out. */
import { useCallback, useState, useSyncExternalStore } from "react";
import { useSWRConfig } from "swr";
import type { SessionView } from "../../../core/api/auth.ts";
import { ApiError } from "../../http/errors.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { session } from "../../http/session.ts";
import { useResource } from "../../http/useResource.ts";

/** Whether an answer said that the session is over. */
export const useSessionEnded = (): boolean =>
  useSyncExternalStore(session.subscribe, session.get, session.getInitial).ended;

/** Who is signed in. Asked for once per page load. */
export const useMe = () => useResource<SessionView>("/auth/me", { poll: null });

/** Signs out and leaves by a full load, so that nothing of the session stays in this page. */
export function useSignOut(): () => void {
  return useCallback(() => {
    const leave = () => window.location.assign("/login");
    // Also when the API is away: the page must not stay open. Its cookie then ends with the session's time.
    sendJson("/auth/logout").then(leave, leave);
  }, []);
}

interface SignIn {
  /** Resolves to the new session, or to null: then `error` says why. */
  signIn: (password: string) => Promise<SessionView | null>;
  isBusy: boolean;
  error: ApiError | null;
  /** When trying again makes sense, in milliseconds since 1970; null when it always does. */
  lockedUntil: number | null;
}

/** Afterwards everything on the page is asked for again, and what waited for a session goes on. */
export function useSignIn(): SignIn {
  const { mutate } = useSWRConfig();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [lockedUntil, setLockedUntil] = useState<number | null>(null);
  const signIn = useCallback(
    async (password: string) => {
      setBusy(true);
      setError(null);
      try {
        const answer = await sendJson<SessionView>("/auth/login", { password });
        session.restore();
        void mutate(() => true);
        return answer;
      } catch (caught) {
        const failed = caught instanceof ApiError ? caught : new ApiError("unreadable_answer");
        setError(failed);
        setLockedUntil(
          failed.code === "too_many_attempts" ? Date.now() + (failed.retryAfterSeconds ?? 60) * 1_000 : null,
        );
        return null;
      } finally {
        setBusy(false);
      }
    },
    [mutate],
  );
  return { signIn, isBusy, error, lockedUntil };
}
