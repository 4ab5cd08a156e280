"use client";
import dynamic from "next/dynamic";
import { useStore } from "../../state/useStore.ts";
import { toasts } from "./toasts.ts";

const Toasts = dynamic(() => import("./Toasts.tsx").then((module) => module.Toasts), { ssr: false });

/** The place of short messages; its code is loaded with the first of them. */
export function LazyToasts() {
  return useStore(toasts).length === 0 ? null : <Toasts />;
}
