"use client";
import { Button, Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ScheduleView } from "../../../core/api/schedules.ts";
import { Facts } from "../../ui/common/Facts.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useFormatName } from "../exports/useFormatName.ts";
import { LastRun } from "./LastRun.tsx";
import classes from "./ScheduleCard.module.css";
import { ScheduleEditor } from "./ScheduleEditor.tsx";
import { useScheduleActions } from "./useSchedules.ts";

/** One schedule: what it does, when it comes due, what came of it, and what can be done with it. */
export function ScheduleCard({ schedule }: { schedule: ScheduleView }) {
  const t = useTranslations("schedules");
  const tTasks = useTranslations("tasks");
  const format = useFormat();
  const actions = useScheduleActions();
  const [state, setState] = useState<"shown" | "edited" | "asked">("shown");
  const formatName = useFormatName();
  const { id, name, enabled, channelIds, channelNames } = schedule;
  const days = schedule.export ? schedule.export.days : schedule.newestDays;
  const rest = (channelIds?.length ?? 0) - channelNames.length;
  const what = [
    schedule.guildName,
    channelIds === null
      ? tTasks("wholeServer", { platform: schedule.platform })
      : format.list([
          ...channelNames.map((each) => `#${each}`),
          ...(rest > 0 ? [tTasks("channelCount", { count: rest })] : []),
        ]),
    ...(schedule.export === null ? [tTasks(`mode_${schedule.mode}`)] : []),
    ...(days === null ? [] : [t("daysOf", { count: days })]),
  ];
  const isPart = schedule.afterMessageId !== null || schedule.beforeMessageId !== null;
  return (
    <Panel
      title={name}
      aside={
        <Switch
          size="sm"
          label={t("enabled")}
          aria-label={t("enabledOf", { name })}
          checked={enabled}
          disabled={actions.isActing}
          onChange={(event) => void actions.change(id, { enabled: event.currentTarget.checked })}
        />
      }
    >
      {state === "edited" ? (
        <ScheduleEditor guildId={schedule.guildId} schedule={schedule} onDone={() => setState("shown")} />
      ) : (
        <>
          <Facts
            facts={[
              { name: t("what"), value: [...what, ...(isPart ? [tTasks("partOfIt")] : [])].join(" · ") },
              ...(schedule.export
                ? [
                    {
                      name: t("kindExport"),
                      value: [
                        formatName(schedule.export.format),
                        t(`destinations.${schedule.export.destination}`),
                        t("keeps", { count: schedule.export.keep }),
                      ].join(" · "),
                    },
                  ]
                : []),
              { name: t("when"), value: <code>{`${schedule.cron} · ${schedule.timeZone}`}</code> },
              {
                name: t("next"),
                value: enabled
                  ? schedule.nextRuns.map((time) => format.dateTime(time)).join(" · ")
                  : t("nextOff"),
              },
              { name: t("last"), value: <LastRun schedule={schedule} /> },
            ]}
          />
          <div className={classes.buttons}>
            <Button
              variant="default"
              size="xs"
              leftSection={<Icon name="play" size={14} />}
              loading={actions.isActing}
              onClick={() => void actions.runNow(id)}
            >
              {t("runNow")}
            </Button>
            <Button variant="default" size="xs" onClick={() => setState("edited")}>
              {t("edit")}
            </Button>
            {state === "asked" ? (
              <>
                <Button color="red" size="xs" onClick={() => void actions.remove(id)}>
                  {t("removeSurely")}
                </Button>
                <Button variant="default" size="xs" onClick={() => setState("shown")}>
                  {t("keep")}
                </Button>
              </>
            ) : (
              <Button variant="default" size="xs" onClick={() => setState("asked")}>
                {t("remove")}
              </Button>
            )}
          </div>
        </>
      )}
    </Panel>
  );
}
