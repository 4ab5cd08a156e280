import type { ReactNode } from "react";
import { Icon } from "../icons/Icon.tsx";
import type { IconName } from "../icons/icons.ts";
import classes from "./Pill.module.css";

/** How a pill looks: its sign and its colour. */
export interface PillLook {
  icon: IconName;
  tone: "accent" | "bad" | "mute" | "ok" | "plain" | "warn";
}

/** A state in a word: a sign, a word and a colour, so that none has to carry it alone. `bare` has no ground. */
export function Pill({ look, bare, children }: { look: PillLook; bare?: boolean; children: ReactNode }) {
  return (
    <span className={classes.pill} data-tone={look.tone} data-bare={bare || undefined}>
      <Icon name={look.icon} size={13} />
      {children}
    </span>
  );
}
