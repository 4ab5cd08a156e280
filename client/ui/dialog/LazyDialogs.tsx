"use client";
import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
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

/**
 * Gives the focus back to where it was when the dialog opened. Mantine does so too, but not the first time: then the
 * dialog is mounted open and never learns what had the focus before.
 */
function useFocusReturn(isOpen: boolean): void {
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (isOpen) before.current = document.activeElement;
    else if (before.current instanceof HTMLElement && before.current.isConnected) {
      before.current.focus({ preventScroll: true });
      before.current = null;
    }
  }, [isOpen]);
}

/** A dialog over the page, whose code is loaded when it first opens. */
export function LazyModal(props: DialogProps) {
  useFocusReturn(props.opened);
  return useEverOpen(props.opened) ? <ModalDialog {...props} /> : null;
}

/** A panel from the edge of the page, whose code is loaded when it first opens. */
export function LazyDrawer(props: DrawerProps) {
  useFocusReturn(props.opened);
  return useEverOpen(props.opened) ? <DrawerDialog {...props} /> : null;
}
