/** Short messages at the edge of the page: what is to be shown. components/toasts shows it. */
import { createStore } from "../../state/store.ts";

export interface Toast {
  id: number;
  kind: "done" | "info" | "failed";
  /** What happened, in the reader's words. */
  text: string;
  /** Where to see what was done. */
  link?: ToastLink | undefined;
  /** What was thrown, for `failed`. */
  error?: unknown;
}

export interface ToastLink {
  href: string;
  label: string;
}

/** Oldest first; all of the life of the page. */
export const toasts = createStore<readonly Toast[]>([]);

let count = 0;

function add(toast: Omit<Toast, "id">): void {
  toasts.set([...toasts.get(), { ...toast, id: ++count }]);
}

export const notify = {
  done: (text: string, link?: ToastLink): void => add({ kind: "done", text, link }),
  info: (text: string, link?: ToastLink): void => add({ kind: "info", text, link }),
  /** Says what failed in the reader's words, with the request id to look for in the log. */
  failed: (text: string, error: unknown): void => add({ kind: "failed", text, error }),
};
