"use client";
import { useTranslations } from "next-intl";
import type { AccountView } from "../../../core/api/accounts.ts";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { TokenForm } from "./TokenForm.tsx";

/** Enters a token: of a new account, or another one for `account`. */
export function TokenDialog({
  opened,
  account,
  onClose,
}: {
  opened: boolean;
  account?: AccountView;
  onClose: () => void;
}) {
  const t = useTranslations("bots");
  return (
    <LazyModal
      opened={opened}
      onClose={onClose}
      title={account ? t("replaceTitle") : t("addTitle")}
      size="lg"
    >
      <TokenForm account={account} onClose={onClose} />
    </LazyModal>
  );
}
