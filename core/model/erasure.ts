/** What can be forgotten. */
export const erasureSubjects = ["person", "message", "channel", "guild"] as const;
