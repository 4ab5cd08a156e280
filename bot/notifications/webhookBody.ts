/** What a webhook is sent. Pure. */
import type { NotificationTask } from "../../core/database/notifications/deliveries.ts";
import { toEmbed } from "./embed.ts";
import type { Notification } from "./render.ts";

/**
 * Discord's own webhooks take a message; all others get what happened as data, with `text` as chat programs read it.
 * `id` is the same in every attempt, so that a receiver can tell a repeat.
 */
export function toWebhookBody(
  url: string,
  task: Pick<NotificationTask, "id" | "event" | "facts" | "createdAt">,
  notification: Notification,
): object {
  if (isDiscordWebhook(url)) return { embeds: [toEmbed(notification)], allowed_mentions: { parse: [] } };
  const { title, text, link } = notification;
  return {
    id: task.id,
    event: task.event,
    at: task.createdAt.toISOString(),
    title,
    text: [title, text, link].filter(Boolean).join("\n"),
    link,
    facts: task.facts,
  };
}

function isDiscordWebhook(url: string): boolean {
  const { hostname, pathname } = new URL(url);
  return (
    /^((canary|ptb)\.)?discord(app)?\.com$/.test(hostname) && /^\/api(\/v\d+)?\/webhooks\//.test(pathname)
  );
}
