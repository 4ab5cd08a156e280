"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ForgetDialog } from "../../forgetting/ForgetDialog.tsx";
import type { ForgetRequest } from "../ReadingContext.ts";
import { forgottenMessage } from "./forgottenMessage.ts";

/** Asks before a message is forgotten; from then on nothing but its place is shown of it. */
export function ForgetMessage({
  message,
  channelId,
  replaceMessage,
  onClose,
}: ForgetRequest & { onClose: () => void }) {
  const t = useTranslations("reader");
  const [isAsked, setAsked] = useState(false);
  return (
    <ForgetDialog
      opened
      target={{ subject: "message", channelId, messageId: message.id }}
      name={message.content.slice(0, 40) || t("thisMessage")}
      onStarted={() => setAsked(true)}
      onClose={() => {
        onClose();
        if (isAsked) replaceMessage(forgottenMessage(message));
      }}
    />
  );
}
