"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { WorkerView } from "../../../core/api/workers.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./WorkerCard.module.css";

/** One bot process: where, how busy, how large, last heard of. `children`: what can be done with it. */
export function WorkerCard({ worker, children }: { worker: WorkerView; children?: ReactNode }) {
  const t = useTranslations("system");
  const format = useFormat();
  return (
    <li className={classes.card} data-status={worker.status}>
      <span className={classes.dot} />
      <span className={classes.words}>
        <span className={classes.name}>
          {worker.host}
          <span className={classes.detail}>
            {t("pid", { pid: String(worker.pid) })} · {worker.version}
          </span>
        </span>
        <span className={classes.detail}>
          {worker.status === "running"
            ? t("busy", { running: worker.runningTasks })
            : t(`worker_${worker.status}`, { running: worker.runningTasks })}
          {" · "}
          {format.bytes(worker.rssBytes)}
          {" · "}
          <Ago at={worker.heartbeatAt} />
        </span>
      </span>
      {children && <span className={classes.actions}>{children}</span>}
    </li>
  );
}
