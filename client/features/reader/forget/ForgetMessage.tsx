"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { ForgetDialog } from "../../forgetting/ForgetDialog.tsx";
import { useReading } from "../ReadingContext.ts";
import { forgottenMessage } from "./forgottenMessage.ts";

/** Asks before a message is forgotten; from then on nothing but its place is shown of it. */
export function ForgetMessage({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const t = useTranslations("reader");
  const { channelId, replaceMessage } = useReading();
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
