/** The sentences of notifications, in the languages a target can have. */
import type { Language } from "../../../core/model/notification.ts";
import { en } from "./en.ts";
import { ru } from "./ru.ts";
import { zhHans } from "./zhHans.ts";
import { zhHant } from "./zhHant.ts";

/** `place` is a server, or a channel of one; counts and durations are written in the language already. */
export interface NotificationTexts {
  fetchEnded(place: string): string;
  /** Ended, but something could not be read. */
  fetchEndedPartly(place: string): string;
  fetchFailed(place: string): string;
  accountLost(account: string): string;
  /** What to do about it. */
  accountLostAdvice: string;
  catchUpBehind(place: string): string;
  catchUpOpen(tasks: string, duration: string): string;
  messagesSaved(count: string, duration: string | null): string;
  /** `search`: name of the saved search that new messages fit. */
  keywordAlert(search: string, place: string): string;
  /** Several at once; the first is shown. */
  keywordHits(count: string): string;
  test: string;
  testText: string;
  /** A server or account without a known name. */
  unnamed: string;
  /** Channel of a server. */
  channelOf(channel: string, server: string): string;
}

export const notificationTexts: Record<Language, NotificationTexts> = {
  en,
  "zh-Hant": zhHant,
  "zh-Hans": zhHans,
  ru,
};
