"use client";
import { useTranslations } from "next-intl";
import { chatKinds } from "../../../../core/model/telegram.ts";

/** What a chat is, in a word; nothing for a kind this version does not know. */
export function useChatKindWord(): (kind: string) => string {
  const t = useTranslations("telegram");
  return (kind) => {
    const known = chatKinds.find((each) => each === kind);
    return known ? t(`kind_${known}`) : "";
  };
}
