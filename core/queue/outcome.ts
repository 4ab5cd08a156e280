import type { StatusReason } from "./reasons.ts";

/** How a job ended when it did not throw. */
export type JobOutcome =
  | { kind: "completed" }
  /** Done, but something could not be read: `reason` is a code, `message` tells the operator what and why. */
  | { kind: "warning"; reason: StatusReason; message: string }
  /** Its children are written; it goes on through them. `note`: what no child stands for, or null. */
  | { kind: "fannedOut"; note: string | null };
