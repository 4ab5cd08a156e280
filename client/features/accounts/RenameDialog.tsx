"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../core/api/accounts.ts";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import classes from "./Dialogs.module.css";
import type { AccountActions } from "./useAccounts.ts";

/** The operator's own name for an account. */
export function RenameDialog({
  opened,
  account,
  actions,
  onClose,
}: {
  opened: boolean;
  account: AccountView;
  actions: AccountActions;
  onClose: () => void;
}) {
  const t = useTranslations("bots");
  const [name, setName] = useState(account.label ?? "");
  const save = async () => {
    if (await actions.change({ name }, t("renamed"))) onClose();
  };
  return (
    <LazyModal opened={opened} onClose={onClose} title={t("rename")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("back")}
          </Button>
          <Button type="submit" loading={actions.isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
    </LazyModal>
  );
}
