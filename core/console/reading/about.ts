/** What a platform's own note in a channel is about. Pure. */
import { z } from "zod";

const text = z.string().min(1);
const id = z.string().regex(/^-?\d{1,19}$/);
const Noted = z.object({
  /** Discord: the subscription a member took, and what a moderation rule was called. */
  role_subscription_data: z.object({ tier_name: text }).optional().catch(undefined),
  /** Telegram: what its service message carries. */
  action: z
    .object({
      title: text.optional().catch(undefined),
      message: text.optional().catch(undefined),
      emoticon: text.optional().catch(undefined),
      users: z.array(id).optional().catch(undefined),
      user_id: id.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export interface About {
  /** A name or title out of `extra`; empty where there is none. */
  about: string;
  /** Whom it concerns. */
  aboutIds: string[];
}

export function aboutOf(extra: unknown): About {
  const { data } = Noted.safeParse(extra);
  const action = data?.action;
  return {
    about:
      data?.role_subscription_data?.tier_name ?? action?.title ?? action?.message ?? action?.emoticon ?? "",
    aboutIds: [...new Set([...(action?.users ?? []), ...(action?.user_id ? [action.user_id] : [])])],
  };
}
