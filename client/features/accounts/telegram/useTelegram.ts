"use client";
/** Telegram's logins and errands, as the API tells of them. */
import { useCallback, useState } from "react";
import { mutate } from "swr";
import type {
  DialogListView,
  ErrandActionView,
  ErrandView,
  LoginActionView,
  LoginView,
  StartLoginView,
  TelegramStateView,
} from "../../../../core/api/telegram.ts";
import { ApiError } from "../../../http/errors.ts";
import { fetchJson, sendJson } from "../../../http/fetchJson.ts";
import { useResource } from "../../../http/useResource.ts";

/** Milliseconds between two looks at a login somebody sits in front of. */
const loginPollMs = 1_000;

/** Whether Telegram can be logged in to, and the login that is open. */
export const useTelegramState = (isWatching: boolean) =>
  useResource<TelegramStateView>("/telegram", { poll: isWatching ? loginPollMs : null });

/** One login, until it has ended. */
export function useLogin(loginId: string | null) {
  const [isOver, setOver] = useState(false);
  const response = useResource<LoginActionView>(loginId === null ? null : `/telegram/logins/${loginId}`, {
    poll: isOver ? null : loginPollMs,
  });
  const ended = response.data !== undefined && response.data.login.endedAt !== null;
  if (ended !== isOver) setOver(ended);
  return response;
}

export interface Sending {
  error: ApiError | null;
  isBusy: boolean;
  /** Runs one request at a time; its failure becomes `error`. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** A form's way to the API. */
export function useSending(): Sending {
  const [error, setError] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("unreadable_answer"));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { error, isBusy, run };
}

/** Begins a login; answers the one to look at, which may be another that was open already. */
export const startLogin = (input: object) => sendJson<StartLoginView>("/telegram/logins", input);

/** Takes a step of a login, and shows what the API answered at once. */
export async function stepLogin(login: LoginView, step: string, input: object = {}): Promise<void> {
  const path = `/telegram/logins/${login.id}`;
  const answer = await sendJson<LoginActionView>(`${path}/${step}`, input);
  await mutate(path, answer, { revalidate: false });
}

export const useDialogs = (accountId: string | null, isMoving: boolean) =>
  useResource<DialogListView>(accountId === null ? null : `/bot-config/${accountId}/dialogs`, {
    poll: isMoving ? 2_000 : null,
  });

const pauseMs = 700;
/** A bot that does not answer by then is busy with something else, or is gone. */
const longestMs = 60_000;

/** Asks for an errand and waits until it is over. Throws ApiError; a bot that does not answer counts as none. */
export async function runErrand(path: string, input: object = {}): Promise<ErrandView> {
  let { errand } = await sendJson<ErrandActionView>(path, input);
  for (const until = performance.now() + longestMs; performance.now() < until; ) {
    if (errand.state === "done" || errand.state === "failed") return errand;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    ({ errand } = await fetchJson<ErrandActionView>(`/telegram/errands/${errand.id}`));
  }
  throw new ApiError("no_bot_running");
}
