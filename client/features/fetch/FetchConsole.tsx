"use client";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { GuildView } from "../../../core/api/guilds.ts";
import { usePreferences } from "../../state/usePreferences.ts";
import { useQueryParameters } from "../../state/useQueryParameters.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LazyDrawer } from "../../ui/dialog/LazyDialogs.tsx";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { lifeOf } from "../channels/life.ts";
import { PausedNotice } from "../channels/PausedNotice.tsx";
import { isChannelFilter } from "../channels/tree.ts";
import { CoverageTooltip } from "../coverage/CoverageTooltip.tsx";
import { ChannelDrawer } from "./channel/ChannelDrawer.tsx";
import classes from "./FetchConsole.module.css";
import { FetchToolbar } from "./FetchToolbar.tsx";
import { StartBar } from "./start/StartBar.tsx";
import { StartPanel } from "./start/StartPanel.tsx";
import { useFetchForm } from "./start/useFetchForm.ts";
import { ChannelTree } from "./tree/ChannelTree.tsx";
import { useChannelTree } from "./tree/useChannelTree.ts";

/** Wide enough for the start panel beside the tree. */
const dockedQuery = "(min-width: 1240px)";

/** What of a server is archived, channel by channel, and the way to fetch more of it. */
export function FetchConsole({ guild, snapshot }: { guild: GuildView; snapshot: ChannelSnapshot }) {
  const t = useTranslations("fetch");
  const [parameters, setParameters] = useQueryParameters();
  const wanted = parameters.get("filter");
  const filter = isChannelFilter(wanted) ? wanted : "all";
  const state = useChannelTree(snapshot, filter);
  const form = useFetchForm(guild, snapshot, state.selection);
  const [{ sharedAxis }] = usePreferences();
  const axis = useMemo(
    () => (sharedAxis ? lifeOf(snapshot.channels.values(), guild.platform) : undefined),
    [sharedAxis, snapshot.channels, guild.platform],
  );
  const isDocked = useMediaQuery(dockedQuery, true, { getInitialValueInEffect: false });
  const [isPanelOpen, panel] = useDisclosure(false);
  const inspected = snapshot.channels.get(parameters.get("channel") ?? "");

  const fetchGap = (channelId: string, fromId: string, toId: string) => {
    form.proposeGap(channelId, fromId, toId);
    setParameters({ channel: null });
    if (!isDocked) panel.open();
  };
  const startPanel = (
    <StartPanel form={form} onClear={() => state.select("nothing")} onStarted={panel.close} />
  );

  return (
    <div className={classes.console}>
      <section className={classes.tree} aria-label={t("channels")}>
        {guild.workPausedAt !== null && (
          <div className={classes.notice}>
            <PausedNotice guild={guild} />
          </div>
        )}
        <FetchToolbar
          state={state}
          filter={filter}
          onFilter={(next) => setParameters({ filter: next === "all" ? null : next })}
        />
        {state.rows.length === 0 ? (
          <EmptyState icon="filter">
            {snapshot.channels.size === 0 ? t("noChannels", { platform: guild.platform }) : t("noMatch")}
          </EmptyState>
        ) : (
          <ChannelTree
            state={state}
            snapshot={snapshot}
            platform={guild.platform}
            axis={axis}
            onOpen={(node) => node.channel.kind !== "category" && setParameters({ channel: node.channel.id })}
            onPick={(node, stretch) => fetchGap(node.channel.id, stretch.fromId, stretch.toId)}
          />
        )}
        {!isDocked && <StartBar form={form} onOpen={panel.open} />}
      </section>
      {isDocked ? (
        <aside className={classes.side}>{startPanel}</aside>
      ) : (
        <LazyDrawer opened={isPanelOpen} onClose={panel.close} size={400} title={t("start")}>
          {startPanel}
        </LazyDrawer>
      )}
      <ChannelDrawer
        guild={guild}
        channel={inspected}
        openTask={inspected && snapshot.openTasks.get(inspected.id)}
        onClose={() => setParameters({ channel: null })}
        onFetchGap={fetchGap}
      />
      <CoverageTooltip />
    </div>
  );
}
