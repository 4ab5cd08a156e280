"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";

/** The way to what already reads these channels: to the task, or to the list when there are several. */
export function RunningLink({ taskIds }: { taskIds: readonly string[] }) {
  const t = useTranslations("fetch");
  const { linkTo } = useChosenGuild();
  if (taskIds.length === 0) return null;
  const href =
    taskIds.length === 1 ? linkTo(`/tasks/${taskIds[0]}`) : linkTo("/tasks", { status: "running" });
  return (
    <Button
      component={Link}
      href={href}
      variant="default"
      fullWidth
      leftSection={<Icon name="play" size={16} />}
    >
      {t("viewRunning")}
    </Button>
  );
}
