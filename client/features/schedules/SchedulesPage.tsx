"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { ScheduleCard } from "./ScheduleCard.tsx";
import { ScheduleEditor } from "./ScheduleEditor.tsx";
import classes from "./SchedulesPage.module.css";
import { useSchedules } from "./useSchedules.ts";

/** Fetches that recur: which there are, when they come due, what came of them, and new ones. */
export function SchedulesPage() {
  const t = useTranslations("schedules");
  const { data, error, mutate } = useSchedules();
  const { guild } = useChosenGuild();
  const [isMaking, setMaking] = useState(false);
  const list = () => {
    if (!data) {
      if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
      return <Skeleton height={160} radius={12} aria-busy="true" />;
    }
    if (data.schedules.length === 0 && !isMaking) return <EmptyState icon="clock">{t("none")}</EmptyState>;
    return (
      <ul className={classes.list}>
        {data.schedules.map((schedule) => (
          <li key={schedule.id}>
            <ScheduleCard schedule={schedule} />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        {guild && !isMaking && (
          <Button leftSection={<Icon name="clock" size={16} />} onClick={() => setMaking(true)}>
            {t("new")}
          </Button>
        )}
      </PageHeader>
      <div className={classes.page}>
        {guild && isMaking && (
          <Panel title={t("newFor", { server: guild.name })}>
            <ScheduleEditor guildId={guild.id} platform={guild.platform} onDone={() => setMaking(false)} />
          </Panel>
        )}
        {list()}
      </div>
    </>
  );
}
