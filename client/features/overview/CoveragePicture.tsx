/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- role application: arrow keys walk through it */
"use client";
import { Switch } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { ChannelView, GuildView } from "../../../core/api/guilds.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { lifeOf } from "../channels/life.ts";
import { buildTree, isThread, visibleRows } from "../channels/tree.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./CoveragePicture.module.css";
import { MonthAxis } from "./MonthAxis.tsx";
import { equalColumns, monthColumns } from "./months.ts";
import { type Cell, PictureReadout } from "./PictureReadout.tsx";
import { PictureRow } from "./PictureRow.tsx";

const rowPixels = 20;

/** Every channel and every month: what is archived of it. Arrow keys walk through it, Enter opens the channel. */
export function CoveragePicture({ guild, snapshot }: { guild: GuildView; snapshot: ChannelSnapshot }) {
  const t = useTranslations("overview");
  const router = useRouter();
  const { linkTo } = useChosenGuild();
  const [withThreads, setWithThreads] = useState(false);
  const [cell, setCell] = useState<Cell | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const channels = useMemo(() => {
    const rows = visibleRows(buildTree(snapshot.channels.values()), {
      isExpanded: () => true,
      isWanted: null,
    });
    return rows
      .map((row) => row.node.channel)
      .filter((channel) => channel.hasHistory && (withThreads || !isThread(channel)));
  }, [snapshot.channels, withThreads]);
  const columns = useMemo(() => {
    const life = lifeOf(channels, guild.platform);
    if (!life) return [];
    return guild.platform === "discord"
      ? monthColumns(life.from, life.to)
      : equalColumns(life.from, life.to, 48);
  }, [channels, guild.platform]);

  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: channels.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 10,
  });
  const open = (channel: ChannelView | undefined) => {
    if (channel) router.push(linkTo("/admin", { channel: channel.id }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    if (event.key === "Enter" && cell) return open(channels[cell.row]);
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const from = cell ?? { row: -1, column: columns.length - 1 };
    const row = Math.max(0, Math.min(channels.length - 1, from.row + step[0]));
    const column = Math.max(0, Math.min(columns.length - 1, from.column + step[1]));
    setCell({ row, column });
    virtualizer.scrollToIndex(row);
  };

  return (
    <Panel
      flush
      title={t("picture")}
      aside={
        <Switch
          size="xs"
          label={t("withThreads")}
          checked={withThreads}
          onChange={(event) => setWithThreads(event.currentTarget.checked)}
        />
      }
    >
      {channels.length === 0 ? (
        <EmptyState icon="empty">{t("noChannels")}</EmptyState>
      ) : (
        <div className={classes.picture}>
          <MonthAxis columns={columns} platform={guild.platform} />
          <div
            ref={scroller}
            className={classes.scroller}
            role="application"
            aria-label={t("pictureLabel", { channels: channels.length, months: columns.length })}
            aria-describedby="picture-readout"
            tabIndex={0}
            onKeyDown={onKeyDown}
            onPointerLeave={() => setCell(null)}
          >
            <div className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
              {virtualizer.getVirtualItems().map(({ index, start }) => {
                const channel = channels[index];
                return (
                  channel && (
                    <PictureRow
                      key={channel.id}
                      channel={channel}
                      platform={guild.platform}
                      columns={columns}
                      start={start}
                      activeColumn={cell?.row === index ? cell.column : null}
                      onPoint={(column) => setCell({ row: index, column })}
                      onOpen={() => open(channel)}
                    />
                  )
                );
              })}
            </div>
          </div>
          <PictureReadout cell={cell} channels={channels} columns={columns} platform={guild.platform} />
        </div>
      )}
    </Panel>
  );
}
