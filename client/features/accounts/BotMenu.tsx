"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../core/api/accounts.ts";
import type { MenuEntry } from "../../ui/menu/entries.ts";
import { MoreMenu } from "../../ui/menu/MoreMenu.tsx";
import { RemoveDialog } from "./RemoveDialog.tsx";
import { RenameDialog } from "./RenameDialog.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import type { AccountActions } from "./useAccounts.ts";

type Open = "rename" | "replace" | "remove";

/** What can be done with an account; a token in the environment can only be replaced there. */
export function BotMenu({
  account,
  name,
  actions,
}: {
  account: AccountView;
  name: string;
  actions: AccountActions;
}) {
  const t = useTranslations("bots");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const entries: MenuEntry[] = [
    { kind: "item", key: "rename", text: t("rename"), icon: "settings", onSelect: () => setOpen("rename") },
  ];
  if (!account.isPrimary)
    entries.push({
      kind: "item",
      key: "primary",
      text: t("makePrimary"),
      icon: "spark",
      onSelect: () => void actions.change({ isPrimary: true }, t("primaryDone")),
    });
  if (account.source === "console")
    entries.push({
      kind: "item",
      key: "replace",
      text: t("replace"),
      icon: "lock",
      onSelect: () => setOpen("replace"),
    });
  entries.push({
    kind: "item",
    key: "remove",
    text: t("remove"),
    icon: "cancel",
    isDangerous: true,
    onSelect: () => setOpen("remove"),
  });
  return (
    <>
      <MoreMenu width={200} label={t("menu", { name })} isBusy={actions.isBusy} entries={entries} />
      <RenameDialog
        key={`${account.label}`}
        opened={open === "rename"}
        account={account}
        actions={actions}
        onClose={close}
      />
      <TokenDialog opened={open === "replace"} account={account} onClose={close} />
      <RemoveDialog opened={open === "remove"} name={name} actions={actions} onClose={close} />
    </>
  );
}
