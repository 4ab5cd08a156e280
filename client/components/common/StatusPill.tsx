"use client";
import { useTranslations } from "next-intl";
import type { TaskStatus } from "../../../core/model/task.ts";
import type { IconName } from "../../lib/icons.ts";
import { Icon } from "./Icon.tsx";
import classes from "./Pill.module.css";

const looks: Record<TaskStatus, { icon: IconName; tone: string }> = {
  pending: { icon: "clock", tone: "mute" },
  running: { icon: "play", tone: "accent" },
  paused: { icon: "pause", tone: "mute" },
  completed: { icon: "done", tone: "ok" },
  warning: { icon: "warning", tone: "warn" },
  failed: { icon: "error", tone: "bad" },
  cancelled: { icon: "cancel", tone: "mute" },
};

/** A task's status: a sign, a word and a colour, so that none has to carry it alone. */
export function StatusPill({ status }: { status: TaskStatus }) {
  const t = useTranslations("status");
  const { icon, tone } = looks[status];
  return (
    <span className={classes.pill} data-tone={tone}>
      <Icon name={icon} size={13} />
      {t(status)}
    </span>
  );
}
