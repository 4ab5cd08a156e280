/** From what happened to what is said of it. Pure. */
import type { NotificationFacts, NotificationPayload } from "../../core/database/notifications/deliveries.ts";
import { renderDigest } from "../../core/model/digest/render.ts";
import type { Language } from "../../core/model/notification.ts";
import { type NotificationTexts, notificationTexts } from "./texts/texts.ts";

/** A notification in words. Plain text: whoever sends it sees to it that nothing in it is read as markup. */
export interface Notification {
  tone: "good" | "warning" | "bad";
  title: string;
  /** May be empty. */
  text: string;
  /** The page of the console about it; null when there is none, or it is not known where the console stands. */
  link: string | null;
}

/** `consoleUrl`: where people reach the console; null when that is not configured. */
export function renderNotification(
  { event, facts }: Pick<NotificationPayload, "event" | "facts">,
  language: Language,
  consoleUrl: string | null,
): Notification {
  const texts = notificationTexts[language];
  const link = (path: string) => (consoleUrl === null ? null : new URL(path, consoleUrl).href);
  const taskLink = facts.taskId ? link(`/tasks/${facts.taskId}`) : null;
  const place = placeOf(facts, texts);
  switch (event) {
    case "fetch_ended": {
      const isWhole = facts.status !== "warning";
      return {
        tone: isWhole ? "good" : "warning",
        title: isWhole ? texts.fetchEnded(place) : texts.fetchEndedPartly(place),
        text: lines(savedLine(facts, texts, language), facts.message),
        link: taskLink,
      };
    }
    case "fetch_failed":
      return {
        tone: "bad",
        title: texts.fetchFailed(place),
        text: lines(facts.message, facts.messagesSaved ? savedLine(facts, texts, language) : null),
        link: taskLink,
      };
    case "account_lost":
      return {
        tone: "bad",
        title: texts.accountLost(facts.accountName ?? texts.unnamed),
        text: lines(facts.message, texts.accountLostAdvice),
        link: link("/system"),
      };
    case "catch_up_behind":
      return {
        tone: "warning",
        title: texts.catchUpBehind(place),
        text: texts.catchUpOpen(
          new Intl.NumberFormat(language).format(facts.openTasks ?? 1),
          duration((facts.minutes ?? 0) * 60, language),
        ),
        link: link("/tasks"),
      };
    case "keyword_alert":
      return {
        tone: "good",
        title: texts.keywordAlert(facts.searchName ?? texts.unnamed, place),
        text: lines(
          facts.authorName ? `${facts.authorName}: ${facts.message ?? ""}` : facts.message,
          (facts.hits ?? 1) > 1
            ? texts.keywordHits(new Intl.NumberFormat(language).format(facts.hits ?? 1))
            : null,
        ),
        link:
          facts.guildId && facts.channelId && facts.messageId
            ? link(`/guilds/${facts.guildId}/channels/${facts.channelId}?message=${facts.messageId}`)
            : null,
      };
    case "weekly_digest": {
      const digest = facts.digest && renderDigest(facts.digest, language);
      return {
        tone: digest?.isTroubled ? "warning" : "good",
        title: digest?.title ?? place,
        text: lines(...(digest?.lines ?? [])),
        link: facts.guildId ? link(`/guilds/${facts.guildId}`) : null,
      };
    }
    case "test":
      return { tone: "good", title: texts.test, text: texts.testText, link: link("/settings") };
  }
}

function placeOf({ guildName, channelName }: NotificationFacts, texts: NotificationTexts): string {
  const server = guildName ?? texts.unnamed;
  return channelName ? texts.channelOf(channelName, server) : server;
}

function savedLine(facts: NotificationFacts, texts: NotificationTexts, language: Language): string {
  const count = new Intl.NumberFormat(language).format(facts.messagesSaved ?? 0);
  return texts.messagesSaved(count, facts.seconds == null ? null : duration(facts.seconds, language));
}

const lines = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join("\n");

/** Two units at most, such as "2 hr, 5 min". */
function duration(seconds: number, language: Language): string {
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  let first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) first = units.length - 1;
  let rest = seconds;
  return units
    .slice(first, first + 2)
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return { unit, count };
    })
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ unit, count }) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count),
    )
    .join(" ");
}
