/** Delivering one notification. */
import {
  type DeliveryTarget,
  findDeliveryTarget,
  type NotificationTask,
} from "../../core/database/notifications/deliveries.ts";
import { urlPlace } from "../../core/database/notifications/targets.ts";
import { OutboundError, type OutboundOptions, postJson } from "../../core/outbound/outbound.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { LeaseLostError, PermanentError, RetryableError, SnoozeError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { SecretBox } from "../../core/secrets.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import { toEmbed } from "./embed.ts";
import { type Notification, renderNotification } from "./render.ts";
import { toWebhookBody } from "./webhookBody.ts";

export interface DeliverDeps {
  db: Queryable;
  sessions: () => readonly HeldSession[];
  /** Opens the addresses of webhooks; null without ENCRYPTION_KEY. */
  secrets: SecretBox | null;
  outbound: OutboundOptions;
  /** Where people reach the console; null when that is not configured. */
  consoleUrl: string | null;
}

/**
 * Delivers it, or throws the taxonomy of core/queue/errors.ts. A webhook whose answer was lost is sent the same again:
 * its `id` tells the receiver so. A message to a channel is posted once, however often it is tried.
 */
export async function deliver(
  deps: DeliverDeps,
  task: NotificationTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const target = await findDeliveryTarget(deps.db, task.targetId);
  if (!target) throw new LeaseLostError(task.id); // removed, and this task with it
  const notification = renderNotification(task, target.language, deps.consoleUrl);
  if (target.kind === "webhook") await toWebhook(deps, task, target, notification, signal);
  else await toChannel(deps, task, target, notification, signal);
  return { kind: "completed" };
}

async function toWebhook(
  { secrets, outbound }: DeliverDeps,
  task: NotificationTask,
  target: DeliveryTarget,
  notification: Notification,
  signal: AbortSignal,
): Promise<void> {
  const url = openUrl(secrets, task.targetId, target);
  const { status, retryAfterSeconds } = await postJson(
    url,
    toWebhookBody(url, task, notification),
    outbound,
    signal,
  ).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    throw error.code === "refused"
      ? new PermanentError("address_refused", error.message)
      : new RetryableError("receiver_unreachable", error.message);
  });
  if (status >= 200 && status < 300) return;
  if (status === 429 && retryAfterSeconds !== null)
    throw new SnoozeError("rate_limited", new Date(Date.now() + toPauseMs(retryAfterSeconds)));
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    throw new RetryableError("receiver_unreachable", `The receiver answered ${status}.`);
  const redirect =
    status >= 300 && status < 400 ? " Redirects are not followed: enter where it leads to." : "";
  throw new PermanentError("receiver_refused", `The receiver answered ${status}.${redirect}`);
}

/** At least a second, so that a receiver that says 0 is not asked at once; at most a quarter of an hour. */
const toPauseMs = (seconds: number) => Math.min(Math.max(seconds, 1), 900) * 1_000;

function openUrl(secrets: SecretBox | null, targetId: string, { urlEncrypted }: DeliveryTarget): string {
  if (secrets === null || urlEncrypted === null)
    throw new PermanentError("secret_unreadable", "Without ENCRYPTION_KEY the address cannot be read.");
  try {
    return secrets.open(urlEncrypted, urlPlace(targetId));
  } catch (cause) {
    throw new PermanentError(
      "secret_unreadable",
      "The address cannot be read with this ENCRYPTION_KEY: enter it again.",
      { cause },
    );
  }
}

async function toChannel(
  { sessions }: DeliverDeps,
  task: NotificationTask,
  { channelId }: DeliveryTarget,
  notification: Notification,
  signal: AbortSignal,
): Promise<void> {
  const inGuild = sessions().filter(({ session }) => session.directory.guildIds().includes(task.lane));
  // Any of them may be the one that knows the channel; the platform tells when it may not write.
  const held =
    inGuild.find(({ session }) => session.directory.channel(channelId ?? "") !== null) ?? inGuild[0];
  if (!held || channelId === null)
    throw new RetryableError("discord_not_ready", "No connected account is in the server of the channel.");
  await held.session.send(channelId, toEmbed(notification), `backscroll-${task.id}`.slice(0, 25), signal);
}
