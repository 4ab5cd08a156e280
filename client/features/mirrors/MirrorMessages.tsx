"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MirrorMessageView, MirrorView } from "../../../core/api/mirrors.ts";
import { type MirrorMessageState, mirrorMessageStates } from "../../../core/model/mirror.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { FilterChips } from "../../ui/common/FilterChips.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./Mirrors.module.css";
import { useMirrorActions, useMirrorMessages } from "./useMirrors.ts";

const step = 50;
/** What one answer may hold. */
const most = 200;

const looks: Record<MirrorMessageState, PillLook> = {
  pending: { icon: "clock", tone: "mute" },
  sent: { icon: "done", tone: "ok" },
  failed: { icon: "error", tone: "bad" },
  skipped: { icon: "minus", tone: "warn" },
};

/** What became of a mirror's messages, source and target side by side. */
export function MirrorMessages({ mirror }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const format = useFormat();
  const [state, setState] = useState<MirrorMessageState | "all">("all");
  const [limit, setLimit] = useState(step);
  const { data } = useMirrorMessages(mirror.id, state === "all" ? null : state, limit);
  const actions = useMirrorActions();
  return (
    <Panel
      title={t("messages")}
      flush
      aside={
        mirror.counts.failed > 0 && (
          <Button
            variant="default"
            size="xs"
            loading={actions.isActing}
            onClick={() => void actions.retry(mirror.id)}
          >
            {t("retryAll", { count: mirror.counts.failed })}
          </Button>
        )
      }
    >
      <div className={classes.chips}>
        <FilterChips
          label={t("filter")}
          chosen={state}
          onChoose={setState}
          options={[
            { value: "all" as const, label: t("all") },
            ...mirrorMessageStates.map((value) => ({
              value,
              label: t(`message_${value}`),
              count: format.compact(mirror.counts[value]),
              isQuiet: mirror.counts[value] === 0,
            })),
          ]}
        />
      </div>
      {data?.messages.length === 0 && <EmptyState icon="empty">{t("noMessages")}</EmptyState>}
      <ul className={classes.list}>
        {data?.messages.map((message) => (
          <Message
            key={message.messageId}
            mirror={mirror}
            message={message}
            onRetry={() => void actions.retry(mirror.id, [message.messageId])}
          />
        ))}
      </ul>
      {data?.nextCursor && limit < most && (
        <Button variant="subtle" onClick={() => setLimit(Math.min(limit + step, most))}>
          {t("more")}
        </Button>
      )}
    </Panel>
  );
}

function Message({
  mirror: { source, target },
  message,
  onRetry,
}: {
  mirror: MirrorView;
  message: MirrorMessageView;
  onRetry: () => void;
}) {
  const t = useTranslations("mirrors");
  const { state, skipReason, error, messageId, excerpt, saidAt, sentAt } = message;
  const kind = t(`kind_${message.kind}`);
  const [targetId] = message.targetMessageIds;
  const canRetry = state === "failed" || skipReason === "failed_too_many_times";
  return (
    <li className={classes.message}>
      <div className={`${classes.wide} ${classes.state}`}>
        <Pill look={looks[state]}>{t(`message_${state}`)}</Pill>
        {skipReason && <span>{t(`skip_${skipReason}`)}</span>}
        {message.isDeleted && <span className={classes.quiet}>{t("deletedAtSource")}</span>}
        {canRetry && (
          <Button
            variant="default"
            size="compact-xs"
            aria-label={t("retryOne", { id: messageId })}
            onClick={onRetry}
          >
            {t("retry")}
          </Button>
        )}
      </div>
      <div>
        <LinkText href={`/guilds/${source.guildId}/channels/${source.channelId}?message=${messageId}`}>
          {source.name}
        </LinkText>{" "}
        {saidAt && <Ago at={saidAt} />}
        <div>{excerpt || kind}</div>
      </div>
      <div>
        {target.name} {sentAt && <Ago at={sentAt} />}
        <div>
          {state === "sent" && targetId !== undefined ? message.targetExcerpt || excerpt || kind : "–"}
        </div>
      </div>
      {error && (
        <div className={`${classes.wide} ${classes.quiet}`} lang="en">
          {error}
        </div>
      )}
    </li>
  );
}
