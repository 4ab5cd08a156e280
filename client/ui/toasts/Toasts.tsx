"use client";
import { Notifications, notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ApiError } from "../../http/errors.ts";
import { useStore } from "../../state/useStore.ts";
import { ErrorNote } from "../common/ErrorNote.tsx";
import { LinkText } from "../common/LinkText.tsx";
import { Icon } from "../icons/Icon.tsx";
import type { IconName } from "../icons/icons.ts";
import classes from "./Toasts.module.css";
import { type Toast, type ToastLink, toasts } from "./toasts.ts";

const colours: Record<Toast["kind"], string> = { done: "green", info: "iris", failed: "red" };
const icons: Record<Toast["kind"], IconName> = { done: "check", info: "info", failed: "warning" };
/** A failure has to be read and perhaps copied from. */
const shownMs: Record<Toast["kind"], number> = { done: 6_000, info: 6_000, failed: 15_000 };

/**
 * Hands what is to be shown to Mantine, each message once. At the top: below are the buttons that one presses
 * again after a failure.
 */
export function Toasts() {
  const t = useTranslations("common");
  const all = useStore(toasts);
  const lastShown = useRef(0);
  useEffect(() => {
    for (const { id, kind, text, link, error } of all) {
      if (id <= lastShown.current) continue;
      lastShown.current = id;
      notifications.show({
        ...(kind === "failed"
          ? { title: text, message: <ErrorNote error={asApiError(error)} /> }
          : { message: link ? <Linked text={text} link={link} /> : text }),
        color: colours[kind],
        icon: <Icon name={icons[kind]} size={18} />,
        autoClose: shownMs[kind],
        closeButtonProps: { "aria-label": t("dismiss") },
        role: kind === "failed" ? "alert" : "status",
      });
    }
  }, [all, t]);
  return <Notifications position="top-center" limit={4} containerWidth={420} className={classes.place} />;
}

const asApiError = (error: unknown) =>
  error instanceof ApiError ? error : new ApiError("unreadable_answer");

function Linked({ text, link }: { text: string; link: ToastLink }) {
  return (
    <>
      {text} <LinkText href={link.href}>{link.label}</LinkText>
    </>
  );
}
