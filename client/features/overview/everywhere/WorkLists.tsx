"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { ProgressBar } from "../../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import line from "../TaskLine.module.css";
import classes from "./WorkLists.module.css";

/** What runs, what failed and what comes next, each in a few lines. */
export function WorkLists({ overview }: { overview: OverviewView }) {
  const t = useTranslations("everywhere");
  const format = useFormat();
  const { tasks, schedules } = overview;
  return (
    <Panel title={t("work")}>
      <div className={classes.lists}>
        <section>
          <h3 className={classes.title}>{t("running")}</h3>
          <List empty={t("nothingRuns")}>
            {tasks.runningNow.map((task) => (
              <li key={task.id}>
                <Link className={line.task} href={`/tasks/${task.id}`} prefetch={false}>
                  <TaskName task={task} />
                  <span className={line.aside}>{format.percent(task.progress)}</span>
                  <span className={line.below}>
                    <ProgressBar share={task.progress} label={t("progressOf", { id: task.id })} />
                  </span>
                </Link>
              </li>
            ))}
          </List>
        </section>
        <section>
          <h3 className={classes.title}>{t("failures")}</h3>
          <List empty={t("nothingFailed")}>
            {tasks.failures.map((task) => (
              <li key={task.id}>
                <Link className={line.task} href={`/tasks/${task.id}`} prefetch={false}>
                  <TaskName task={task} />
                  <span className={line.aside}>
                    <Ago at={task.at} />
                  </span>
                  {task.message && <span className={`${line.below} ${classes.message}`}>{task.message}</span>}
                </Link>
              </li>
            ))}
          </List>
        </section>
        <section>
          <h3 className={classes.title}>{t("next")}</h3>
          <List empty={t("nothingScheduled")}>
            {schedules.map((schedule) => (
              <li key={schedule.id}>
                <Link className={line.task} href="/schedules" prefetch={false}>
                  <span className={line.name}>
                    {schedule.name} · {schedule.guildName}
                  </span>
                  <span className={line.aside}>
                    <Ago at={schedule.nextRunAt} />
                  </span>
                </Link>
              </li>
            ))}
          </List>
        </section>
      </div>
    </Panel>
  );
}

function List({ empty, children }: { empty: string; children: readonly React.ReactNode[] }) {
  return children.length === 0 ? (
    <p className={classes.empty}>{empty}</p>
  ) : (
    <ul className={classes.list}>{children}</ul>
  );
}

function TaskName({
  task,
}: {
  task: { kind: string; guildName: string | null; channelName: string | null };
}) {
  const t = useTranslations("everywhere");
  const known = [
    "history_fetch",
    "export",
    "import",
    "media",
    "mirror",
    "erasure",
    "response",
    "search_index",
  ];
  const place = [task.channelName && `#${task.channelName}`, task.guildName].filter(Boolean).join(" · ");
  return (
    <span className={line.name}>
      {t(`kind_${known.includes(task.kind) ? (task.kind as "export") : "other"}`)}
      {place && <> · {place}</>}
    </span>
  );
}
