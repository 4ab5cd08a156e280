/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- drawn by CSS; a click is a shortcut to the list of gaps, which the keyboard reaches */
"use client";
import { useTranslations } from "next-intl";
import { type PointerEvent, useRef } from "react";
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./CoverageBar.module.css";
import { isMissing, type Stretch, stretchesOf } from "./coverage.ts";
import { coverageBackground } from "./coverageBackground.ts";
import { hoveredStretch } from "./hoveredStretch.ts";
import { stretchAt } from "./stretchAt.ts";

interface CoverageBarProps {
  channel: Pick<ChannelView, "life" | "covered" | "share" | "name">;
  platform: Platform;
  /** The time the whole width stands for; the channel's own life unless given. */
  axis?: { from: number; to: number } | undefined;
  size?: "row" | "large";
  /** Something reads the channel now: what is missing is on its way, not lost. */
  isFilling?: boolean;
  /** Called with what was clicked when it is missing. Whoever cannot point has the list of gaps instead. */
  onPick?: ((stretch: Stretch) => void) | undefined;
}

/** What of a channel is archived, over its life: filled where proven complete, amber where something is missing. */
export function CoverageBar({
  channel,
  platform,
  axis,
  size = "row",
  isFilling = false,
  onPick,
}: CoverageBarProps) {
  const t = useTranslations("coverage");
  const format = useFormat();
  const bar = useRef<HTMLDivElement>(null);
  const stretches = stretchesOf(channel, platform);
  const life = { from: stretches[0]?.from ?? 0, to: stretches.at(-1)?.to ?? 1 };
  const whole = axis ?? life;
  const width = whole.to - whole.from || 1;
  const holes = stretches.filter((stretch) => stretch.kind === "hole").length;

  const pointed = (event: { clientX: number }) => {
    const box = bar.current?.getBoundingClientRect();
    if (!box || box.width === 0) return null;
    // A click's clientX is whole, a move's is not: both must mean the same stretch.
    return stretchAt(stretches, life, (Math.floor(event.clientX) - box.left) / box.width, box.width);
  };
  const onPointerMove = (event: PointerEvent) => {
    const stretch = pointed(event);
    const box = bar.current?.getBoundingClientRect();
    const canPick = onPick !== undefined && stretch !== null && isMissing(stretch);
    hoveredStretch.set(stretch && box ? { stretch, platform, canPick, x: event.clientX, y: box.top } : null);
  };
  return (
    <div className={classes.axis} data-size={size} data-shared={axis ? true : undefined}>
      <div
        ref={bar}
        className={classes.bar}
        role="img"
        aria-label={t("label", { channel: channel.name, share: format.percent(channel.share), holes })}
        data-filling={isFilling || undefined}
        data-pickable={onPick ? true : undefined}
        style={{
          left: axis ? `${((life.from - whole.from) / width) * 100}%` : 0,
          width: axis ? `${((life.to - life.from) / width) * 100}%` : "100%",
          backgroundImage: `${coverageBackground(stretches, life)}, var(--hatch)`,
        }}
        onPointerMove={onPointerMove}
        onPointerLeave={() => hoveredStretch.set(null)}
        onClick={(event) => {
          const stretch = pointed(event);
          if (!onPick || !stretch || !isMissing(stretch)) return;
          event.stopPropagation();
          hoveredStretch.set(null);
          onPick(stretch);
        }}
      />
    </div>
  );
}
