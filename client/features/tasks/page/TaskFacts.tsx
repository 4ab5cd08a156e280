"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { CopyValue } from "../../../ui/common/CopyValue.tsx";
import { Facts } from "../../../ui/common/Facts.tsx";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { timeOfId } from "../../../ui/format/ids.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { TaskWorker } from "../words/TaskWorker.tsx";
import { useTaskWords } from "../words/useTaskWords.ts";
import { TaskTechnical } from "./TaskTechnical.tsx";

/** What a task is about, who started it and when. */
export function TaskFacts({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const tTasks = useTranslations("tasks");
  const format = useFormat();
  const words = useTaskWords();
  const { linkTo } = useChosenGuild();
  const end = (at: string | null, id: string | null, open: string) => {
    if (at !== null) return <span title={id ?? undefined}>{format.dateTime(at)}</span>;
    if (id === null) return open;
    const time = task.platform && timeOfId(id, task.platform);
    return time === null ? <CopyValue value={id} /> : <span title={id}>{format.dateTime(time)}</span>;
  };
  const time = (at: string | null) => (at === null ? "—" : format.dateTime(at));
  const facts = [
    ...(task.guildId
      ? [{ name: t("server", { platform: task.platform ?? "" }), value: task.guildName ?? task.guildId }]
      : []),
    ...(task.guildId && task.channelId
      ? [
          {
            name: t("channel"),
            value: (
              <LinkText href={linkTo("/admin", { guild: task.guildId, channel: task.channelId })}>
                {words.name(task)}
              </LinkText>
            ),
          },
        ]
      : []),
    // Only history fetches have a mode and a range.
    ...(task.mode
      ? [
          { name: t("mode"), value: tTasks(`mode_${task.mode}`) },
          { name: t("from"), value: end(task.afterTime, task.afterMessageId, t("beginning")) },
          {
            name: t("to"),
            value: end(task.beforeTime, task.beforeMessageId ?? task.anchorMessageId, t("newest")),
          },
        ]
      : []),
    ...(task.worker ? [{ name: t("worker"), value: <TaskWorker task={task} /> }] : []),
    { name: t("startedBy"), value: words.starter(task.startedBy) },
    { name: t("created"), value: time(task.createdAt) },
    { name: t("started"), value: time(task.startedAt) },
    { name: t("ended"), value: time(task.completedAt) },
  ];
  return (
    <>
      <Facts facts={facts} />
      <TaskTechnical task={task} />
    </>
  );
}
