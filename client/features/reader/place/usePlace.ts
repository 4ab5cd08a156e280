"use client";
/** Where one reads, as the address says it, and the places one came from. */
import { useCallback, useMemo, useState } from "react";
import { useQueryParameters } from "../../../state/useQueryParameters.ts";
import type { PanelTarget } from "../ReadingContext.ts";
import type { ReadingPlace } from "../window/useMessageWindow.ts";

export interface PlaceState {
  place: ReadingPlace;
  /** Null while nothing stands beside the messages. */
  panel: PanelTarget | null;
  /** Goes to another place of the channel; the browser's back returns. */
  go: (to: Record<string, string | null>) => void;
  setPanel: (target: PanelTarget | null) => void;
  /** Messages one left for others, the last one last. */
  trail: readonly string[];
  leave: (messageId: string) => void;
  /** Takes the last message off the trail and returns it; null when there is none. */
  takeBack: () => string | null;
}

export function usePlace(guildId: string, channelId: string): PlaceState {
  const [parameters, setParameters] = useQueryParameters();
  const [trail, setTrail] = useState<readonly string[]>([]);
  const messageId = idOrNull(parameters.get("message"));
  const at = timeOrNull(parameters.get("at"));
  const asOf = timeOrNull(parameters.get("asOf"));
  const topicId = idOrNull(parameters.get("topic"));
  const beside = parameters.get("beside");
  const place = useMemo(
    () => ({ guildId, channelId, messageId, at, asOf, topicId }),
    [guildId, channelId, messageId, at, asOf, topicId],
  );
  const panel = useMemo(() => parsePanel(beside), [beside]);
  const go = useCallback(
    (to: Record<string, string | null>) => setParameters({ message: null, at: null, ...to }, "push"),
    [setParameters],
  );
  const setPanel = useCallback(
    (target: PanelTarget | null) => setParameters({ beside: target && formatPanel(target) }, "push"),
    [setParameters],
  );
  const leave = useCallback((id: string) => setTrail((now) => [...now, id].slice(-50)), []);
  const takeBack = () => {
    const last = trail.at(-1) ?? null;
    setTrail(trail.slice(0, -1));
    return last;
  };
  return { place, panel, go, setPanel, trail, leave, takeBack };
}

const idPattern = /^-?\d{1,19}$/;
const idOrNull = (text: string | null) => (text !== null && idPattern.test(text) ? text : null);
const timeOrNull = (text: string | null) => {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
};

/** Reads what `formatPanel` wrote; null for anything else. */
function parsePanel(text: string | null): PanelTarget | null {
  if (text === "pinned" || text === "topics") return { kind: text };
  const [kind, id = "", chatId = ""] = (text ?? "").split("~");
  if (!idPattern.test(id)) return null;
  if (kind === "comments" && idPattern.test(chatId)) return { kind, id, chatId };
  return kind === "thread" || kind === "topic" || kind === "person" ? { kind, id } : null;
}

function formatPanel(target: PanelTarget): string {
  if (target.kind === "pinned" || target.kind === "topics") return target.kind;
  const chat = target.kind === "comments" ? `~${target.chatId}` : "";
  return `${target.kind}~${target.id}${chat}`;
}
