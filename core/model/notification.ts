/** What people can be told of, where to, and in which languages. */

export const notificationEvents = [
  "fetch_ended", // whole, or with something that could not be read
  "fetch_failed",
  "account_lost", // the platform refuses it
  "catch_up_behind", // what was missed is not fetched in time
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** Kinds of targets that can be made; the table knows "telegram" as well. */
export const targetKinds = ["webhook", "discord"] as const;
export type TargetKind = (typeof targetKinds)[number];

export const languages = ["en", "zh-Hant", "zh-Hans", "ru"] as const;
export type Language = (typeof languages)[number];
