import type { Platform } from "../../../core/model/platform.ts";
import { createStore } from "../../state/store.ts";
import type { Stretch } from "./coverage.ts";

/** What the pointer is on, for the one tooltip that all coverage bars of a page share. */
interface HoveredStretch {
  stretch: Stretch;
  platform: Platform;
  canPick: boolean;
  /** Pixels from the window's top left. */
  x: number;
  y: number;
}

export const hoveredStretch = createStore<HoveredStretch | null>(null);
