/** Notices an API that stands still though its connections do, also on a page that asks for little. */
import { pollFailed, pollSucceeded } from "./connection.ts";
import { ApiError } from "./errors.ts";
import { fetchJson, heardAt } from "./fetchJson.ts";

/** Asked only after so long without any answer: a page that polls every second or two needs no beats. */
const quietMs = 3_000;
/** It asks no database: an API that takes longer for this stands still. With the pause before it below 8 s. */
const answerWithinMs = 4_000;
const lookEveryMs = 500;
const path = "/health/live";

/** Keeps asking while the page is looked at, and tells the connection; returns what ends it. */
export function keepHearing(): () => void {
  let isAsking = false;
  let askedAt = 0;
  const look = async () => {
    const now = performance.now();
    const isQuiet = now - Math.max(heardAt(), askedAt) >= quietMs;
    if (isAsking || !isQuiet || document.visibilityState === "hidden") return;
    isAsking = true;
    try {
      await fetchJson(path, answerWithinMs);
      pollSucceeded(path);
    } catch (error) {
      if (error instanceof ApiError) pollFailed(path, error);
    } finally {
      askedAt = performance.now();
      isAsking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);
}
