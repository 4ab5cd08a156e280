/** Notices an API that stands still though its connections do, also on a page that asks for little. */
import { pollFailed, pollSucceeded } from "./connection.ts";
import { ApiError } from "./errors.ts";
import { fetchJson, heardAt } from "./fetchJson.ts";

interface Patience {
  /** Asked only after so long without any answer: a page that polls every second or two needs no beats. */
  quietMs: number;
  /** It asks no database: an API that takes longer for this stands still. */
  answerWithinMs: number;
}
/** With `lookEveryMs` before each below 8 s. */
const usual: Patience = { quietMs: 3_000, answerWithinMs: 4_000 };
const lookEveryMs = 500;
const path = "/health/live";

/** Keeps asking while the page is looked at, and tells the connection; returns what ends it. */
export function keepHearing({ quietMs, answerWithinMs } = usual): () => void {
  let isAsking = false;
  let askedAt = 0;
  let isSilent = false;
  let isOver = false;
  const hear = () => {
    isSilent = false;
    pollSucceeded(path);
  };
  const look = async () => {
    const heard = heardAt();
    // Polls may answer again before it is asked once more, and then leave it nothing to ask.
    if (isSilent && heard > askedAt) hear();
    const isQuiet = performance.now() - Math.max(heard, askedAt) >= quietMs;
    if (isAsking || !isQuiet || document.visibilityState === "hidden") return;
    isAsking = true;
    try {
      await fetchJson(path, answerWithinMs);
      hear();
    } catch (error) {
      if (!(error instanceof ApiError) || isOver) return;
      isSilent = true;
      pollFailed(path, error);
    } finally {
      askedAt = performance.now();
      isAsking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => {
    isOver = true;
    clearInterval(timer);
    hear();
  };
}
