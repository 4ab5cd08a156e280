"use client";
import type { SummaryView } from "../../../core/api/history.ts";
import { useResource } from "../../http/useResource.ts";

/** Totals of a guild. Slower than the channels beside it, which carry what moves. */
export const useSummary = (guildId: string | null, days = 30) =>
  useResource<SummaryView>(guildId && `/history/${guildId}/summary?days=${days}`, { poll: 30_000 });
