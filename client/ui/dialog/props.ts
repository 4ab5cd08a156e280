import type { ReactNode } from "react";

export interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  size?: "md" | "lg";
  /** It cannot be closed by the user: something has to be done first. */
  isLocked?: boolean;
  children: ReactNode;
}

export interface DrawerProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Pixels. */
  size: number;
  side?: "left" | "right";
  /** Without head and padding; the title is then read by screen readers only. */
  isBare?: boolean;
  children: ReactNode;
}
