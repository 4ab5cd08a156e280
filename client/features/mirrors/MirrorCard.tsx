"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { MirrorView } from "../../../core/api/mirrors.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { Facts } from "../../ui/common/Facts.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Sparkline } from "../../ui/common/Sparkline.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { Comments, useMirrorName } from "./Comments.tsx";
import { MirrorState } from "./MirrorState.tsx";
import classes from "./Mirrors.module.css";
import { useMirrorActions } from "./useMirrors.ts";

/** One mirror in the list: from where to where, how it stands, how far behind it is. */
export function MirrorCard({ mirror }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const { id, enabled, counts } = mirror;
  const actions = useMirrorActions();
  const name = useMirrorName(mirror);
  return (
    <Panel
      title={<LinkText href={`/mirrors/${id}`}>{name}</LinkText>}
      aside={mirror.lastDay.some((posted) => posted > 0) && <Sparkline points={mirror.lastDay} />}
    >
      <MirrorState mirror={mirror} />
      <Comments mirror={mirror} />
      <MirrorFigures mirror={mirror} />
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="xs"
          loading={actions.isActing}
          leftSection={<Icon name={enabled ? "pause" : "play"} size={14} />}
          aria-label={t(enabled ? "pauseOf" : "resumeOf", { name })}
          onClick={() => void actions.steer(id, enabled ? "pause" : "resume")}
        >
          {t(enabled ? "pause" : "resume")}
        </Button>
        {counts.failed > 0 && (
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="retry" size={14} />}
            aria-label={t("retryAllOf", { name })}
            onClick={() => void actions.retry(id)}
          >
            {t("retryAll", { count: counts.failed })}
          </Button>
        )}
      </div>
    </Panel>
  );
}

/** What a mirror has done and has left to do. */
export function MirrorFigures({ mirror }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const format = useFormat();
  const { counts, lagSeconds, lastSentAt, lastError } = mirror;
  return (
    <Facts
      facts={[
        { name: t("mode"), value: t(`mode_${mirror.mode}`) },
        {
          name: t("messages"),
          value: t("countsOf", {
            sent: format.number(counts.sent),
            skipped: format.number(counts.skipped),
            failed: format.number(counts.failed),
          }),
        },
        {
          name: t("backlog"),
          value:
            mirror.backlog === 0
              ? t("noBacklog")
              : [
                  format.number(mirror.backlog),
                  ...(lagSeconds === null ? [] : [t("lag", { time: format.about(lagSeconds) })]),
                ].join(" · "),
        },
        { name: t("lastPost"), value: lastSentAt === null ? t("never") : <Ago at={lastSentAt} /> },
        ...(lastError === null ? [] : [{ name: t("lastError"), value: <span lang="en">{lastError}</span> }]),
      ]}
    />
  );
}
