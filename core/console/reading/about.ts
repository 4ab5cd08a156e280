/** What a platform's own note in a channel is about. Pure. */
import { z } from "zod";

const text = z.string().min(1);
const Noted = z.object({
  /** Discord: the subscription a member took, and what a moderation rule was called. */
  role_subscription_data: z.object({ tier_name: text }).optional().catch(undefined),
  /** Telegram: what its service message carries. */
  action: z
    .object({ title: text.optional().catch(undefined), message: text.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** A name or title out of `extra`; empty where there is none. */
export function aboutOf(extra: unknown): string {
  const { data } = Noted.safeParse(extra);
  return data?.role_subscription_data?.tier_name ?? data?.action?.title ?? data?.action?.message ?? "";
}
