/** What came of a run of a schedule. skipped: a task of it, or one for the same, was still open. */
export const scheduleOutcomes = ["started", "skipped", "failed"] as const;
export type ScheduleOutcome = (typeof scheduleOutcomes)[number];
