"use client";
/** Tasks in words: what they are, why they wait, what went wrong. */
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { catchUpStarter, scheduleStarter } from "../../../../core/model/task.ts";
import { timeOfId } from "../../../ui/format/ids.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";

/** Where something can be done about a reason. */
interface ReasonWords {
  title: string;
  /** What to do; null when nothing has to be done or nothing is known. */
  hint: string | null;
}

interface TaskWords {
  /** The channel, or the server for a task over several. */
  name(task: TaskView): string;
  /** Fill or re-read, and of what: from when to when where it is a part. */
  kind(task: TaskView): string;
  /** Why it does not run; null when it does or is over. `nowMs`: for "in 3 min". */
  waiting(task: TaskView, nowMs: number): string | null;
  /** A status reason; null for codes that say nothing beyond the status. */
  reason(code: string | null): ReasonWords | null;
  /** How far back it has read, where ids carry time; null before its first page. */
  position(task: TaskView): string | null;
  /** Who started it; null stands for a row written in SQL. */
  starter(startedBy: string | null): string;
}

export function useTaskWords(): TaskWords {
  const t = useTranslations("tasks");
  const tWaiting = useTranslations("waiting");
  const tReasons = useTranslations("reasons");
  const format = useFormat();
  return useMemo(() => {
    /** The part of the history it is about; null: all of it. */
    const partOf = (task: TaskView): string | null => {
      const { afterMessageId, beforeMessageId, afterTime, beforeTime, platform } = task;
      if (platform === null || !(afterMessageId ?? beforeMessageId ?? afterTime ?? beforeTime)) return null;
      const timeOf = (time: string | null, id: string | null) =>
        time !== null ? Date.parse(time) : id === null ? null : timeOfId(id, platform);
      const from = timeOf(afterTime, afterMessageId);
      const to = timeOf(beforeTime, beforeMessageId);
      if (from !== null && to !== null) return format.range(from, to);
      if (from !== null) return t("partSince", { date: format.date(from) });
      return to === null ? t("partOfIt") : t("partUntil", { date: format.date(to) });
    };
    return {
      name: (task) => task.channelName ?? task.channelId ?? task.guildName ?? task.guildId ?? task.kind,
      kind(task) {
        const chosen = task.options.channelCount;
        const scope =
          task.channelId !== null
            ? null
            : typeof chosen === "number"
              ? t("channelCount", { count: chosen })
              : t("wholeServer", { platform: task.platform ?? "" });
        if (task.mode === null) return "";
        return [t(`mode_${task.mode}`), scope, partOf(task)].filter(Boolean).join(" · ");
      },
      waiting({ waiting, platform }, nowMs) {
        if (!waiting) return null;
        const untilMs = waiting.until === null ? null : Date.parse(waiting.until);
        return tWaiting(waiting.code, {
          time: untilMs === null ? "" : format.relative(Math.max(untilMs, nowMs + 1_000), nowMs),
          ahead: waiting.ahead ?? 0,
          task: waiting.taskId ?? "",
          platform: platform ?? "",
        });
      },
      reason(code) {
        if (code === null || !tReasons.has(`${code}.title` as never)) return null;
        const hint = `${code}.hint` as never;
        return {
          title: tReasons(`${code}.title` as never),
          hint: tReasons.has(hint) ? tReasons(hint) : null,
        };
      },
      position(task) {
        const at = task.readBackTo && task.platform ? timeOfId(task.readBackTo, task.platform) : null;
        return at === null ? null : format.date(at);
      },
      starter(startedBy) {
        if (startedBy === null) return t("startedBySql");
        if (startedBy === catchUpStarter) return t("startedByCatchUp");
        if (startedBy.startsWith(scheduleStarter))
          return t("startedBySchedule", { name: startedBy.slice(scheduleStarter.length) });
        if (startedBy === "upgrade") return t("startedByUpgrade");
        return startedBy === "console" ? t("startedByConsole") : startedBy;
      },
    };
  }, [t, tWaiting, tReasons, format]);
}
