"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import classes from "./Dialogs.module.css";
import type { AccountActions } from "./useAccounts.ts";

/** Asks before an account is removed: what stays, and what ends. */
export function RemoveDialog({
  opened,
  name,
  actions,
  onClose,
}: {
  opened: boolean;
  name: string;
  actions: AccountActions;
  onClose: () => void;
}) {
  const t = useTranslations("bots");
  const confirm = async () => {
    if (await actions.remove()) onClose();
  };
  return (
    <LazyModal opened={opened} onClose={onClose} title={t("removeTitle", { name })}>
      <p className={classes.text}>{t("removeText")}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("back")}
        </Button>
        <Button color="red" loading={actions.isBusy} onClick={() => void confirm()}>
          {t("remove")}
        </Button>
      </div>
    </LazyModal>
  );
}
