"use client";
/** What the command palette offers for a query. */
import { useDebouncedValue } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ChannelSearchView } from "../../../../core/api/guilds.ts";
import type { TaskListView } from "../../../../core/api/tasks.ts";
import { useResource } from "../../../http/useResource.ts";
import { matches } from "../../../ui/format/fold.ts";
import type { IconName } from "../../../ui/icons/icons.ts";
import { channelIcon } from "../../channels/channelIcon.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { pages } from "../pages.ts";

interface PaletteItem {
  id: string;
  icon: IconName;
  label: string;
  detail?: string;
  open: () => void;
}
interface PaletteGroup {
  name: "pages" | "servers" | "channels" | "tasks";
  items: PaletteItem[];
}

/** More than this of one kind hides the other kinds. */
const mostPerGroup = 8;

/** The matches of `query`, by kind; kinds without a match are left out. */
export function usePaletteItems(query: string): PaletteGroup[] {
  const router = useRouter();
  const tNav = useTranslations("nav");
  const tTasks = useTranslations("tasks");
  const tStatus = useTranslations("status");
  const { guild, guilds, choose, linkTo } = useChosenGuild();
  const [settled] = useDebouncedValue(query.trim(), 150);
  const { data: found } = useResource<ChannelSearchView>(
    settled === "" ? null : `/channels?query=${encodeURIComponent(settled.slice(0, 100))}`,
    { poll: null, keepPrevious: true },
  );
  const { data: tasks } = useResource<TaskListView>("/tasks?limit=100", { poll: null });

  return useMemo(() => {
    const groups: PaletteGroup[] = [
      {
        name: "pages",
        items: pages
          .map((page) => ({ page, label: tNav(page.name) }))
          .filter(({ label, page }) => matches(`${label} ${page.path}`, query))
          .map(({ page, label }) => ({
            id: page.path,
            icon: page.icon,
            label,
            open: () => router.push(linkTo(page.path)),
          })),
      },
      {
        name: "servers",
        items: (guilds ?? [])
          .filter((each) => matches(each.name, query))
          .slice(0, mostPerGroup)
          .map((each) => ({
            id: each.id,
            icon: "chat" as const,
            label: each.name,
            open: () => choose(each.id),
          })),
      },
      {
        name: "channels",
        items: query
          ? (found?.channels ?? [])
              .filter((channel) => matches(channel.name, query))
              // Those of the present server first; otherwise as they were found.
              .toSorted((a, b) => Number(b.guildId === guild?.id) - Number(a.guildId === guild?.id))
              .slice(0, mostPerGroup)
              .map((channel) => ({
                id: channel.id,
                icon: channelIcon(channel.kind),
                label: channel.name,
                ...(channel.guildId === guild?.id ? {} : { detail: channel.guildName }),
                open: () => router.push(linkTo("/admin", { guild: channel.guildId, channel: channel.id })),
              }))
          : [],
      },
      {
        name: "tasks",
        items: query
          ? (tasks?.tasks ?? [])
              .map((task) => ({
                task,
                label:
                  task.channelName ??
                  tTasks("serverTask", { server: task.guildName ?? task.guildId ?? task.kind }),
              }))
              .filter(({ task, label }) => matches(`#${task.id} ${label} ${tStatus(task.status)}`, query))
              .slice(0, mostPerGroup)
              .map(({ task, label }) => ({
                id: `task-${task.id}`,
                icon: "tasks" as const,
                label: `#${task.id} ${label}`,
                detail: tStatus(task.status),
                open: () => router.push(`/tasks/${task.id}`),
              }))
          : [],
      },
    ];
    return groups.filter(({ items }) => items.length > 0);
  }, [query, guild?.id, guilds, found, tasks, router, choose, linkTo, tNav, tTasks, tStatus]);
}
