"use client";
/** What the platform noted in a channel, in words. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";

const known = [
  "recipient_add",
  "recipient_remove",
  "call",
  "channel_name_change",
  "channel_icon_change",
  "channel_pinned_message",
  "user_join",
  "guild_boost",
  "guild_boost_tier1",
  "guild_boost_tier2",
  "guild_boost_tier3",
  "channel_follow_add",
  "thread_created",
  "thread_starter_message",
  "auto_moderation_action",
  "stage_start",
  "stage_end",
  "stage_topic",
  "poll_result",
  "pin",
  "member_join",
  "member_leave",
  "topic_edit",
  "chat_create",
  "channel_create",
  "chat_edit_title",
  "chat_edit_photo",
  "chat_delete_photo",
  "chat_migrate_to",
  "channel_migrate_from",
  "history_clear",
  "game_score",
  "payment_sent",
  "payment_sent_me",
  "phone_call",
  "screenshot_taken",
  "contact_sign_up",
  "group_call",
  "group_call_scheduled",
  "invite_to_group_call",
  "set_messages_t_t_l",
  "set_chat_theme",
  "set_chat_wall_paper",
  "suggest_profile_photo",
  "gift_premium",
  "gift_code",
  "gift_stars",
  "star_gift",
  "giveaway_launch",
  "giveaway_results",
  "boost_apply",
  "bot_allowed",
  "geo_proximity_reached",
  "forgotten",
] as const;
type KnownKind = (typeof known)[number];

const isKnown = (kind: string): kind is KnownKind => (known as readonly string[]).includes(kind);

type Noted = Pick<MessageView, "kind" | "authorId" | "aboutIds" | "topicId">;

/** A sentence for a system message; of a kind that is new to us, its name. */
export function useSystemWords(): (message: Noted) => string {
  const t = useTranslations("reader.system");
  return useCallback(
    ({ kind, authorId, aboutIds, topicId }) => {
      const isOfOthers = aboutIds.some((id) => id !== authorId);
      if (kind === "member_join" && isOfOthers) return t("member_added");
      if (kind === "member_leave" && isOfOthers) return t("member_removed");
      if (kind === "thread_created" && topicId !== null) return t("topic_created");
      return isKnown(kind) ? t(kind) : t("unknown", { kind });
    },
    [t],
  );
}
