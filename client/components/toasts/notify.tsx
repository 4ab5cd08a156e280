"use client";
import { ApiError } from "../../http/errors.ts";
/** Short messages at the edge of the page. */
import { ErrorNote } from "../common/ErrorNote.tsx";
import { LinkText } from "../common/LinkText.tsx";
import { showToast } from "./toastStore.ts";

export interface Notify {
  /** `link`: where to see what was done. */
  done: (message: string, link?: { href: string; label: string }) => void;
  info: (message: string, link?: { href: string; label: string }) => void;
  /** Says what failed in the reader's words, with the request id to look for in the log. */
  failed: (title: string, error: unknown) => void;
}

const show = (kind: "done" | "info") => (message: string, link?: { href: string; label: string }) =>
  showToast({
    kind,
    icon: kind === "done" ? "check" : "info",
    message: (
      <>
        {message} {link && <LinkText href={link.href}>{link.label}</LinkText>}
      </>
    ),
  });

export const notify: Notify = {
  done: show("done"),
  info: show("info"),
  failed: (title, error) =>
    showToast({
      kind: "failed",
      icon: "warning",
      title,
      message: <ErrorNote error={error instanceof ApiError ? error : new ApiError("unreadable_answer")} />,
    }),
};
