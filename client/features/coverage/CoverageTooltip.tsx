"use client";
import { useTranslations } from "next-intl";
import { createPortal } from "react-dom";
import { useStore } from "../../state/useStore.ts";
import classes from "./CoverageTooltip.module.css";
import { hoveredStretch } from "./hoveredStretch.ts";
import { useStretchWords } from "./useStretchWords.ts";

/** Tells the dates below the pointer. Once per page, for all its coverage bars. */
export function CoverageTooltip() {
  const t = useTranslations("coverage");
  const words = useStretchWords();
  const hovered = useStore(hoveredStretch);
  if (!hovered) return null;
  const { stretch, platform, canPick, x, y } = hovered;
  const { range, length } = words(stretch, platform);
  // Half its width from the edges, so that it never leaves the window.
  const left = Math.min(Math.max(x, 130), window.innerWidth - 130);
  return createPortal(
    <div className={classes.tooltip} style={{ left, top: y }} aria-hidden="true">
      <span className={classes.kind} data-kind={stretch.kind}>
        {t(stretch.kind)}
      </span>
      <span>{range}</span>
      <span className={classes.detail}>{canPick ? `${length} · ${t("pick")}` : length}</span>
    </div>,
    document.body,
  );
}
