import type { ReactElement, ReactNode, Ref } from "react";
import type { IconName } from "../icons/icons.ts";

/** One line of a menu. */
export type MenuEntry =
  | { kind: "divider"; key: string }
  | { kind: "label"; key: string; text: string }
  | {
      kind: "item";
      key: string;
      /** What it says; also what a search in the menu looks at. */
      text: string;
      hint?: string;
      icon?: IconName;
      /** In place of the icon. */
      picture?: ReactNode;
      /** One of several choices, and whether it is the present one. */
      isChosen?: boolean;
      isDangerous?: boolean;
      lang?: string;
      onSelect: () => void;
    };

/** What a menu adds to the button that opens it. */
interface TargetProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu";
  ref?: Ref<HTMLElement>;
}

export interface MenuProps {
  /** The button that opens it. */
  target: ReactElement<TargetProps>;
  entries: MenuEntry[];
  width?: number;
  align?: "start" | "end";
  /** Long menus get a search field with this label; `noMatch` is shown when it finds nothing. */
  search?: { label: string; noMatch: string };
}
