"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { CopyValue } from "../../../ui/common/CopyValue.tsx";
import { Technical } from "../../../ui/common/Technical.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useNow } from "../../../ui/format/useNow.ts";
import classes from "./TaskTechnical.module.css";

/** The columns of a task that say nothing to whoever does not run it: as they stand in the row. */
export function TaskTechnical({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const format = useFormat();
  const now = useNow();
  const lease = task.leaseExpiresAt === null ? null : (Date.parse(task.leaseExpiresAt) - now) / 1_000;
  const code = (value: string | null) => ({ value: value ?? "null", isCode: true });
  return (
    <Technical
      facts={[
        { name: "id", value: <CopyValue value={task.id} /> },
        { name: "status", ...code(task.status) },
        { name: "status_reason", ...code(task.statusReason) },
        { name: "priority", ...code(String(task.priority)) },
        // A task over several channels is worked through its children: it has no attempts and no worker of its own.
        ...(task.children === null
          ? [{ name: "attempts", ...code(`${task.attempts} / ${task.maxAttempts}`) }]
          : []),
        { name: "crash_count", ...code(String(task.crashCount)) },
        ...(task.worker ? [{ name: "worker_id", ...code(task.worker.id) }] : []),
        ...(lease === null
          ? []
          : [{ name: t("lease"), value: lease > 0 ? format.duration(lease) : t("leaseOver") }]),
        { name: "after_message_id", ...code(task.afterMessageId) },
        { name: "before_message_id", ...code(task.beforeMessageId) },
        { name: "anchor_message_id", ...code(task.anchorMessageId) },
      ]}
    >
      <pre className={classes.options}>{JSON.stringify(task.options, null, 2)}</pre>
    </Technical>
  );
}
