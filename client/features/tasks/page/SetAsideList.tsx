"use client";
import { useTranslations } from "next-intl";
import type { SetAsideListView } from "../../../../core/api/setAside.ts";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { useResource } from "../../../http/useResource.ts";
import classes from "./SetAsideList.module.css";

/** How many are named; the API lists the others. */
const mostShown = 10;

/** What of the task's channel or server could not be stored as it was sent, each with its raw form. */
export function SetAsideList({ task }: { task: TaskView }) {
  const t = useTranslations("setAside");
  const channel = task.channelId === null ? "" : `&channelId=${task.channelId}`;
  const { data } = useResource<SetAsideListView>(
    `/guilds/${task.guildId}/set-aside?limit=${mostShown}${channel}`,
    { poll: null },
  );
  if (!data || data.total === 0) return null;
  return (
    <div className={classes.list}>
      <h3 className={classes.title}>{t("title", { count: data.total })}</h3>
      <ul>
        {data.items.map((item) => (
          <li key={item.id}>
            <details>
              <summary>
                {t(`kind_${item.kind}`)} <code>{item.itemId ?? t("withoutId")}</code>
                {item.channelName !== null && task.channelId === null && ` · #${item.channelName}`}
                {" · "}
                {t(`reason_${item.reason}`)}
              </summary>
              {item.reason === "refused_by_database" && <p>{item.message}</p>}
              <pre className={classes.raw}>{item.raw}</pre>
            </details>
          </li>
        ))}
      </ul>
      {data.total > data.items.length && <p>{t("more", { count: data.total - data.items.length })}</p>}
    </div>
  );
}
