import type { StatusReason } from "./reasons.ts";

/** `reason` is a code, `message` a sentence for people. */
export interface OutcomeNote {
  reason: StatusReason;
  message: string;
}

/** How a job ended when it did not throw. */
export type JobOutcome =
  /** Done, and nothing that could be read is missing. `note`: what people should know all the same. */
  | { kind: "completed"; note?: OutcomeNote }
  /** Done, but something could not be read: `reason` is a code, `message` tells the operator what and why. */
  | { kind: "warning"; reason: StatusReason; message: string }
  /** Its children are written; it goes on through them. `note`: what no child stands for, or null. */
  | { kind: "fannedOut"; note: string | null };
