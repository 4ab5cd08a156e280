"use client";
/** Everything at a glance, and the visit it is compared with. */
import { useEffect, useState } from "react";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { useResource } from "../../../http/useResource.ts";
import { afterLook, comparedWith, type Glimpse, readVisits, writeVisits } from "./lastVisit.ts";

export const messagesIn = ({ platforms }: OverviewView): number =>
  platforms.reduce((sum, { messages }) => sum + messages, 0);

/** `before`: what there was at the end of the last visit; null on the first. */
export function useEverywhere(): { data: OverviewView | undefined; before: Glimpse | null } {
  // Once: what is looked at meanwhile belongs to this visit. Drawn in the browser alone, since it waits for data.
  const [before] = useState(() => comparedWith(readVisits(), Date.now()));
  const query = before ? `?since=${encodeURIComponent(before.at)}` : "";
  const { data } = useResource<OverviewView>(`/overview${query}`, {
    poll: 15_000,
    isBusy: ({ tasks }) => tasks.running > 0,
  });
  useEffect(() => {
    if (data) writeVisits(afterLook(readVisits(), { at: data.at, messages: messagesIn(data) }));
  }, [data]);
  return { data, before };
}
