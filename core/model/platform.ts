/** Where messages come from. */
export const platforms = ["discord", "telegram"] as const;
export type Platform = (typeof platforms)[number];

/** Whose an id of a guild or a person is: Discord's have at least 16 digits, Telegram's marked ids at most 13. Pure. */
export const platformOfId = (id: string): Platform => (/^\d{16,}$/.test(id) ? "discord" : "telegram");
