import type { NotificationTexts } from "./texts.ts";

export const en: NotificationTexts = {
  fetchEnded: (place) => `Fetch completed: ${place}`,
  fetchEndedPartly: (place) => `Fetch completed with a warning: ${place}`,
  fetchFailed: (place) => `Fetch failed: ${place}`,
  accountLost: (account) => `Account lost: ${account}`,
  accountLostAdvice: "Nothing is captured or fetched through it until its token is replaced.",
  catchUpBehind: (place) => `Catching up falls behind: ${place}`,
  catchUpOpen: (tasks, duration) => `Open for ${duration}; unfinished tasks: ${tasks}.`,
  messagesSaved: (count, duration) =>
    duration === null ? `New messages: ${count}.` : `New messages: ${count}, in ${duration}.`,
  keywordAlert: (search, place) => `New message for “${search}”: ${place}`,
  keywordHits: (count) => `New messages that fit: ${count}.`,
  test: "Test notification",
  testText: "Notifications of Backscroll arrive here.",
  unnamed: "unnamed",
  channelOf: (channel, server) => `#${channel} (${server})`,
};
