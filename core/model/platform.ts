/** Where messages come from. */
export const platforms = ["discord", "telegram"] as const;
export type Platform = (typeof platforms)[number];
