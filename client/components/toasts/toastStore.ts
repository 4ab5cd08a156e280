import type { ReactNode } from "react";
import { createStore } from "../../http/connection.ts";
import type { IconName } from "../common/Icon.tsx";

/** A short message at the edge of the page. */
export interface Toast {
  id: number;
  kind: "done" | "info" | "failed";
  title?: string;
  message: ReactNode;
  icon: IconName;
}

/** What is to be shown; Toasts.tsx takes it from here once its code has arrived. */
export const toasts = createStore<readonly Toast[]>([]);

let count = 0;

export function showToast(toast: Omit<Toast, "id">): void {
  toasts.set([...toasts.get(), { ...toast, id: ++count }]);
}
