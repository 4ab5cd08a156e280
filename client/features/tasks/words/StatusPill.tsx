"use client";
import { useTranslations } from "next-intl";
import type { TaskStatus } from "../../../../core/model/task.ts";
import { Pill, type PillLook } from "../../../ui/common/Pill.tsx";

const looks: Record<TaskStatus, PillLook> = {
  pending: { icon: "clock", tone: "mute" },
  running: { icon: "play", tone: "accent" },
  paused: { icon: "pause", tone: "mute" },
  completed: { icon: "done", tone: "ok" },
  warning: { icon: "warning", tone: "warn" },
  failed: { icon: "error", tone: "bad" },
  cancelled: { icon: "cancel", tone: "mute" },
};

/** A task's status. */
export function StatusPill({ status }: { status: TaskStatus }) {
  const t = useTranslations("status");
  return <Pill look={looks[status]}>{t(status)}</Pill>;
}
