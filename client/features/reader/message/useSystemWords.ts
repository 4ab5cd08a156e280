"use client";
/** What the platform noted in a channel, in words. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";

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
] as const;
type KnownKind = (typeof known)[number];

const isKnown = (kind: string): kind is KnownKind => (known as readonly string[]).includes(kind);

/** A sentence for the kind of a system message; of a kind that is new to us, its name. */
export function useSystemWords(): (kind: string) => string {
  const t = useTranslations("reader.system");
  return useCallback((kind) => (isKnown(kind) ? t(kind) : t("unknown", { kind })), [t]);
}
