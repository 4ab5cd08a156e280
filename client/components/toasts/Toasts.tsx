"use client";
import { Notifications, notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useStore } from "../../hooks/useStore.ts";
import { Icon } from "../common/Icon.tsx";
import classes from "./Toasts.module.css";
import { type Toast, toasts } from "./toastStore.ts";

const colours: Record<Toast["kind"], string> = { done: "green", info: "iris", failed: "red" };
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
    for (const { id, kind, title, message, icon } of all) {
      if (id <= lastShown.current) continue;
      lastShown.current = id;
      notifications.show({
        title,
        message,
        color: colours[kind],
        icon: <Icon name={icon} size={18} />,
        autoClose: shownMs[kind],
        closeButtonProps: { "aria-label": t("dismiss") },
        role: kind === "failed" ? "alert" : "status",
      });
    }
  }, [all, t]);
  return <Notifications position="top-center" limit={4} containerWidth={420} className={classes.place} />;
}
