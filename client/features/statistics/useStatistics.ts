"use client";
/** What a server's statistics show, and of which days. The address says it. */
import type {
  ActivityView,
  LoyaltyView,
  PostsView,
  RankingView,
  SpeechView,
  StatisticsSettingsView,
} from "../../../core/api/statistics.ts";
import { type StatisticsRange, statisticsRanges } from "../../../core/model/statistics/span.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { useQueryParameters } from "../../state/useQueryParameters.ts";

export interface RangeChoice {
  range: StatisticsRange;
  /** Days of a custom range. */
  from: string | null;
  to: string | null;
}

/** The chosen range and what changes it; a change can be taken back by the browser's back. */
export function useRangeChoice(): [RangeChoice, (choice: RangeChoice) => void] {
  const [parameters, setParameters] = useQueryParameters();
  const range = statisticsRanges.find((value) => value === parameters.get("range")) ?? "30d";
  const choice = { range, from: parameters.get("from"), to: parameters.get("to") };
  return [
    choice,
    (next) =>
      setParameters(
        { range: next.range === "30d" ? null : next.range, from: next.from, to: next.to },
        "push",
      ),
  ];
}

interface Views {
  activity: ActivityView;
  ranking: RankingView;
  loyalty: LoyaltyView;
  speech: SpeechView;
  posts: PostsView;
}

/** One part of a server's statistics; asked for again every half minute while it is looked at. */
export function useStatistics<Name extends keyof Views>(guildId: string, name: Name, choice: RangeChoice) {
  const query = new URLSearchParams({ range: choice.range });
  const isWhole = choice.range !== "custom" || (choice.from !== null && choice.to !== null);
  if (choice.range === "custom" && choice.from && choice.to) {
    query.set("from", choice.from);
    query.set("to", choice.to);
  }
  return useResource<Views[Name]>(isWhole ? `/guilds/${guildId}/statistics/${name}?${query}` : null, {
    poll: name === "activity" ? "view" : 30_000,
    isBusy: (data) => !data.isCounted,
    keepPrevious: true,
  });
}

const settingsPath = (guildId: string) => `/guilds/${guildId}/statistics/settings`;

export const useZone = (guildId: string) =>
  useResource<StatisticsSettingsView>(settingsPath(guildId), { poll: null });

export const setZone = (guildId: string, timezone: string | null) =>
  sendJson<StatisticsSettingsView>(settingsPath(guildId), { timezone }, "PATCH");
