"use client";
import { useTranslations } from "next-intl";
import type { ChannelView, OpenTaskView } from "../../../core/api/guilds.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import type { IconName } from "../../ui/icons/icons.ts";
import classes from "./ChannelStatus.module.css";
import { StatePill } from "./StatePill.tsx";
import { shownStateOf } from "./shownState.ts";

const icons: Record<"running" | "pending" | "paused", IconName> = {
  running: "fetch",
  pending: "clock",
  paused: "pause",
};

/** What happens with a channel now, or else how much of it is archived. */
export function ChannelStatus({
  channel,
  openTask,
}: {
  channel: Pick<ChannelView, "state" | "covered" | "hasHistory" | "share">;
  openTask: OpenTaskView | undefined;
}) {
  const t = useTranslations("fetch");
  const format = useFormat();
  const status = openTask?.status;
  if (openTask && (status === "running" || status === "pending" || status === "paused")) {
    return (
      <span className={classes.working} data-status={status}>
        <Icon name={icons[status]} size={13} />
        {t(`task_${status}`, { share: format.percent(openTask.progress) })}
      </span>
    );
  }
  return channel.hasHistory ? <StatePill state={shownStateOf(channel)} share={channel.share} /> : null;
}
