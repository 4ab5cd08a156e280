"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../../core/api/accounts.ts";
import type { ChatRequestsView } from "../../../../core/api/telegram.ts";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import classes from "../Dialogs.module.css";
import { AddByName } from "./AddByName.tsx";
import { AddedChats } from "./AddedChats.tsx";
import { DialogList } from "./DialogList.tsx";

/** Chooses what of Telegram is archived: from an account's dialogs, or by names and links. */
export function ChatPicker({
  opened,
  account,
  onClose,
}: {
  opened: boolean;
  account: Pick<AccountView, "id"> | null;
  onClose: () => void;
}) {
  const t = useTranslations("telegram");
  return (
    <LazyModal opened={opened} onClose={onClose} title={t("pickerTitle")} size="lg">
      {account && <PickerContent accountId={account.id} onClose={onClose} />}
    </LazyModal>
  );
}

function PickerContent({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const t = useTranslations("telegram");
  const [way, setWay] = useState<"dialogs" | "names">("dialogs");
  const [batch, setBatch] = useState<ChatRequestsView | null>(null);
  if (batch)
    return (
      <div className={classes.form}>
        <AddedChats batchId={batch.batchId} first={batch} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setBatch(null)}>
            {t("addMore")}
          </Button>
          <Button onClick={onClose}>{t("close")}</Button>
        </div>
      </div>
    );
  return (
    <div className={classes.form}>
      <SegmentedControl
        fullWidth
        aria-label={t("pickerWay")}
        value={way}
        onChange={(value) => setWay(value)}
        data={[
          { value: "dialogs", label: t("fromDialogs") },
          { value: "names", label: t("byName") },
        ]}
      />
      {way === "dialogs" ? (
        <DialogList accountId={accountId} onAdded={setBatch} />
      ) : (
        <AddByName accountId={accountId} onAdded={setBatch} />
      )}
    </div>
  );
}
