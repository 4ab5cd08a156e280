"use client";
import { useTranslations } from "next-intl";
import { ListPage } from "../../ui/common/ListPage.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { ScheduleCard } from "./ScheduleCard.tsx";
import { ScheduleEditor } from "./ScheduleEditor.tsx";
import { useSchedules } from "./useSchedules.ts";

/** Fetches that recur: which there are, when they come due, what came of them, and new ones. */
export function SchedulesPage() {
  const t = useTranslations("schedules");
  const { data, error, mutate } = useSchedules();
  const { guild } = useChosenGuild();
  return (
    <ListPage
      title={t("title")}
      lead={t("lead")}
      loaded={{ items: data?.schedules, error, retry: () => void mutate() }}
      none={{ icon: "clock", text: t("none") }}
      renderCard={(schedule) => <ScheduleCard schedule={schedule} />}
      making={
        guild && {
          icon: "clock",
          button: t("new"),
          title: t("newFor", { server: guild.name }),
          renderForm: (onDone) => <ScheduleEditor guildId={guild.id} onDone={onDone} />,
        }
      }
    />
  );
}
