"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { ChatRequestsView, ChatRequestView } from "../../../../core/api/telegram.ts";
import { useResource } from "../../../http/useResource.ts";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { Pill, type PillLook } from "../../../ui/common/Pill.tsx";
import { useGuilds } from "../../channels/useGuilds.ts";
import { refreshAfterChange } from "../useAccounts.ts";
import classes from "./DialogList.module.css";

const looks: Record<ChatRequestView["state"], PillLook> = {
  pending: { icon: "clock", tone: "mute" },
  running: { icon: "retry", tone: "accent" },
  resolved: { icon: "check", tone: "ok" },
  failed: { icon: "error", tone: "bad" },
  cancelled: { icon: "cancel", tone: "mute" },
};
const isOpen = ({ state }: ChatRequestView) => state === "pending" || state === "running";

/** What becomes of chats that are being added: each on a line, with why it could not be. */
export function AddedChats({ batchId, first }: { batchId: string; first: ChatRequestsView }) {
  const t = useTranslations("telegram");
  const { guilds } = useGuilds();
  const { data = first } = useResource<ChatRequestsView>(`/telegram/chats/batches/${batchId}`, {
    poll: 1_000,
  });
  const resolved = data.requests.filter(({ state }) => state === "resolved").length;
  // What is found becomes a chat of the console at once.
  useEffect(() => {
    if (resolved > 0) refreshAfterChange();
  }, [resolved]);
  const nameOf = (request: ChatRequestView) =>
    guilds?.find(({ id }) => id === request.guildId)?.name ?? request.input;
  return (
    <>
      <p className={classes.hint} aria-live="polite">
        {t("added", { count: resolved, total: data.requests.length })}
      </p>
      <ul className={classes.list}>
        {data.requests.map((request) => (
          <li key={request.id} className={classes.row} data-request={request.state}>
            <span className={classes.words}>
              <span className={classes.title}>
                {request.guildId === null ? (
                  request.input
                ) : (
                  <LinkText href={`/admin?guild=${request.guildId}`}>{nameOf(request)}</LinkText>
                )}
              </span>
              {request.reason !== null && (
                <span className={classes.detail}>{t(`reason_${request.reason}`)}</span>
              )}
            </span>
            <span className={classes.state}>
              <Pill look={looks[request.state]}>
                {isOpen(request) ? t("request_open") : t(`request_${request.state as "resolved"}`)}
              </Pill>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
