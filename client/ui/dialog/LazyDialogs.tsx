"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { DialogProps, DrawerProps } from "./props.ts";

const ModalDialog = dynamic(() => import("./Dialogs.tsx").then((module) => module.ModalDialog), {
  ssr: false,
});
const DrawerDialog = dynamic(() => import("./Dialogs.tsx").then((module) => module.DrawerDialog), {
  ssr: false,
});

/** True from the first time on that `isOpen` was: what closes must stay to be seen closing. */
function useEverOpen(isOpen: boolean): boolean {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return wasOpen || isOpen;
}

/** A dialog over the page, whose code is loaded when it first opens. */
export function LazyModal(props: DialogProps) {
  return useEverOpen(props.opened) ? <ModalDialog {...props} /> : null;
}

/** A panel from the edge of the page, whose code is loaded when it first opens. */
export function LazyDrawer(props: DrawerProps) {
  return useEverOpen(props.opened) ? <DrawerDialog {...props} /> : null;
}
