"use client";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { createStore } from "../../../state/store.ts";
import { useStore } from "../../../state/useStore.ts";

/** How often the palette was asked for; 0 until then, so that pages load without its code. */
const requests = createStore(0);

export const openPalette = (): void => requests.set(requests.get() + 1);

const Palette = dynamic(() => import("./Palette.tsx").then((module) => module.Palette), { ssr: false });

/** Ctrl-K or Cmd-K from anywhere, also from text fields. */
export function LazyPalette() {
  const request = useStore(requests);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault(); // Firefox: its own search bar
      openPalette();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return request === 0 ? null : <Palette request={request} />;
}
