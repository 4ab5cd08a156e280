"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskAction } from "../../../../core/api/tasks.ts";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import classes from "./ConfirmDialog.module.css";

interface ConfirmDialogProps {
  opened: boolean;
  action: TaskAction;
  /** Tasks it would change. */
  count: number;
  /** Tasks chosen that their status keeps as they are. */
  skipped?: number;
  onClose: () => void;
  /** Resolves to whether it worked; then the dialog closes. */
  onConfirm: () => Promise<boolean>;
}

/** Asks before many tasks change, or one ends: how many, and what becomes of what they have done. */
export function ConfirmDialog({
  opened,
  action,
  count,
  skipped = 0,
  onClose,
  onConfirm,
}: ConfirmDialogProps) {
  const t = useTranslations("taskActions");
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    const isDone = await onConfirm();
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <LazyModal opened={opened} onClose={onClose} title={t(`${action}Title`, { count })}>
      <p className={classes.text}>{t(`${action}Text`)}</p>
      {skipped > 0 && <p className={classes.text}>{t("skippedText", { count: skipped })}</p>}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("back")}
        </Button>
        <Button
          {...(action === "cancel" ? { color: "red" } : {})}
          loading={isBusy}
          disabled={count === 0}
          onClick={() => void confirm()}
          data-autofocus
        >
          {t(`${action}Confirm`, { count })}
        </Button>
      </div>
    </LazyModal>
  );
}
