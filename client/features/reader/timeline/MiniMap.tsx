/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a range input stands upright in no browser alike, and draws nothing */
"use client";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import type { TimelineView } from "../../../../core/api/reading.ts";
import { useStore } from "../../../state/useStore.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./MiniMap.module.css";
import { densityPath, type Life, lifeOf, missingOf, shareOf, ticksOf, timeAt } from "./shape.ts";
import type { ShownTimesStore } from "./shownTimes.ts";

interface MiniMapProps {
  timeline: TimelineView;
  shown: ShownTimesStore;
  /** Opens the channel at a time (milliseconds since 1970). */
  onGo: (timeMs: number) => void;
}

/** All of a channel's time beside its messages: where one is, when much was said, what is missing. */
export function MiniMap({ timeline, shown, onGo }: MiniMapProps) {
  const life = useMemo(() => lifeOf(timeline), [timeline]);
  return life && <Map timeline={timeline} life={life} shown={shown} onGo={onGo} />;
}

function Map({ timeline, life, shown, onGo }: MiniMapProps & { life: Life }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const map = useRef<HTMLDivElement>(null);
  /** Where the pointer or the arrow keys stand, as a share; null while nobody is choosing. */
  const [aimed, setAimed] = useState<number | null>(null);
  const times = useStore(shown);
  const path = useMemo(() => densityPath(timeline.counts), [timeline]);
  const missing = useMemo(() => missingOf(timeline), [timeline]);
  const ticks = useMemo(() => ticksOf(life, 0.07, format), [life, format]);
  const here = times ? shareOf(life, times.toMs) : 1;
  const height = times ? shareOf(life, times.toMs) - shareOf(life, times.fromMs) : 0;

  const pointed = (event: PointerEvent) => {
    const box = map.current?.getBoundingClientRect();
    return box && box.height > 0 ? Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)) : null;
  };
  const go = (share: number | null) => {
    setAimed(null);
    if (share !== null) onGo(timeAt(life, share));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = aimed ?? here;
    const keys: Record<string, () => void> = {
      ArrowUp: () => setAimed(at - 0.01),
      ArrowDown: () => setAimed(at + 0.01),
      PageUp: () => setAimed(at - 0.1),
      PageDown: () => setAimed(at + 0.1),
      Home: () => setAimed(0),
      End: () => setAimed(1),
      Enter: () => go(at),
      " ": () => go(at),
      Escape: () => setAimed(null),
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const aimedAt = aimed === null ? null : Math.min(1, Math.max(0, aimed));
  const day = format.date(timeAt(life, aimedAt ?? here));
  return (
    <div
      ref={map}
      className={classes.map}
      role="slider"
      tabIndex={0}
      aria-label={t("map")}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((aimedAt ?? here) * 100)}
      aria-valuetext={day}
      onKeyDown={onKeyDown}
      onBlur={() => setAimed(null)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setAimed(pointed(event));
      }}
      onPointerMove={(event) => setAimed(pointed(event))}
      onPointerLeave={() => setAimed(null)}
      onPointerUp={(event) => go(pointed(event))}
    >
      <svg className={classes.field} viewBox="0 0 100 1000" preserveAspectRatio="none" aria-hidden="true">
        <path className={classes.density} d={path} />
      </svg>
      <span className={classes.coverage} aria-hidden="true">
        {missing.map(({ from, to }) => (
          <span
            className={classes.missing}
            key={from}
            style={{ top: `${from * 100}%`, height: `max(3px, ${(to - from) * 100}%)` }}
          />
        ))}
      </span>
      {ticks.map(({ share, label }) => (
        <span className={classes.tick} key={share} style={{ top: `${share * 100}%` }} aria-hidden="true">
          {label}
        </span>
      ))}
      <span
        className={classes.here}
        style={{ top: `${(here - height) * 100}%`, height: `max(4px, ${height * 100}%)` }}
        aria-hidden="true"
      />
      {aimedAt !== null && (
        <span className={classes.aim} style={{ top: `${aimedAt * 100}%` }} aria-hidden="true">
          <span className={classes.day}>{day}</span>
        </span>
      )}
    </div>
  );
}
