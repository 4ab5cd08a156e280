/** Notification targets: where to, what about, and what became of it. Browser-safe. */
import { z } from "zod";
import { languages, notificationEvents, targetKinds } from "../model/notification.ts";
import { Id, OptionalTime, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

export const NotificationEvent = z.enum(notificationEvents);
const Events = z.array(NotificationEvent).max(notificationEvents.length);
const Language = z.enum(languages);
const Name = z.string().trim().min(1, "must not be empty").max(100, "must have at most 100 characters");
const Url = z.string().trim().min(1, "must not be empty").max(2_000, "must have at most 2000 characters");

const common = {
  name: Name,
  events: Events,
  language: Language.default("en"),
  enabled: z.boolean().default(true),
};

/** `url` is taken and never answered. */
export const NewTargetInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("webhook"), url: Url, ...common }),
  z.strictObject({ kind: z.literal("discord"), channelId: Id, ...common }),
]);
export type NewTargetInput = z.infer<typeof NewTargetInput>;

/** What is left out stays as it is. Where it goes is changed for webhooks alone. */
export const TargetChangeInput = z.strictObject({
  name: Name.optional(),
  url: Url.optional(),
  events: Events.optional(),
  language: Language.optional(),
  enabled: z.boolean().optional(),
});
export type TargetChangeInput = z.infer<typeof TargetChangeInput>;

export const TargetView = z.object({
  id: RowId,
  name: z.string(),
  kind: z.enum([...targetKinds, "telegram"]),
  /** Of webhooks: the host and the last four characters of the address; the address itself is answered nowhere. */
  urlShown: z.string().nullable(),
  guildId: Id.nullable(),
  guildName: z.string().nullable(),
  channelId: Id.nullable(),
  channelName: z.string().nullable(),
  events: z.array(NotificationEvent),
  language: Language,
  enabled: z.boolean(),
  createdAt: Time,
  lastDeliveryAt: OptionalTime,
  lastDeliveryStatus: z.enum(["completed", "failed"]).nullable(),
  lastDeliveryError: z.string().nullable(),
});
export type TargetView = z.infer<typeof TargetView>;

export const TargetListView = z.object({ targets: z.array(TargetView) });
export type TargetListView = z.infer<typeof TargetListView>;

export const TargetActionView = z.object({ target: TargetView });
export type TargetActionView = z.infer<typeof TargetActionView>;

export const DeliveryView = z.object({
  id: RowId,
  event: z.enum([...notificationEvents, "keyword_alert", "weekly_digest", "test"]),
  status: TaskStatus,
  /** Why it failed or is tried again: a code, and the same in an English sentence. */
  reason: z.string().nullable(),
  message: z.string().nullable(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  createdAt: Time,
  /** When it is tried next, while it waits. */
  runAt: Time,
  completedAt: OptionalTime,
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const DeliveryListView = z.object({ deliveries: z.array(DeliveryView) });
export type DeliveryListView = z.infer<typeof DeliveryListView>;

export const TestDeliveryView = z.object({ deliveryId: RowId });
export type TestDeliveryView = z.infer<typeof TestDeliveryView>;
