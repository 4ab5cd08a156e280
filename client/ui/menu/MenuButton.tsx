"use client";
import dynamic from "next/dynamic";
import { cloneElement, useState } from "react";
import type { MenuProps } from "./entries.ts";

const load = () => import("./MenuPopup.tsx");
const MenuPopup = dynamic(() => load().then((module) => module.MenuPopup), { ssr: false });

/**
 * A button with a menu. The menu's code (positioning, focus, keys) is a third of what a page would otherwise load
 * first: it comes when the pointer or the focus reaches the button, and is put to work by the first click.
 */
export function MenuButton(props: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <MenuPopup {...props} />;
  return cloneElement(props.target, {
    onClick: () => setWanted(true),
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    "aria-haspopup": "menu",
  });
}
