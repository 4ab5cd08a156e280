"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../../core/api/accounts.ts";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import classes from "../Dialogs.module.css";
import { ApiForm } from "./ApiForm.tsx";
import { LoginStart } from "./LoginStart.tsx";
import { LoginStep } from "./LoginStep.tsx";
import { useTelegramState } from "./useTelegram.ts";

/** Logs a Telegram account in: a new one, or `account` again. Shows the login that is open, whoever began it. */
export function LoginDialog({
  opened,
  account,
  onClose,
  onChooseChats,
}: {
  opened: boolean;
  account?: AccountView | undefined;
  onClose: () => void;
  /** Called once somebody who logged in wants to go on. */
  onChooseChats: (accountId: string) => void;
}) {
  const t = useTranslations("telegram");
  return (
    <LazyModal
      opened={opened}
      onClose={onClose}
      title={account ? t("againTitle", { name: account.label ?? account.name ?? "" }) : t("loginTitle")}
      size="lg"
    >
      <LoginContent account={account} onClose={onClose} onChooseChats={onChooseChats} />
    </LazyModal>
  );
}

function LoginContent({
  account,
  onClose,
  onChooseChats,
}: {
  account: AccountView | undefined;
  onClose: () => void;
  onChooseChats: (accountId: string) => void;
}) {
  const t = useTranslations("telegram");
  const { data: state, mutate } = useTelegramState(true);
  /** What this dialog follows: the login it began, or found open. Stays when that has ended, to say how. */
  const [followed, setFollowed] = useState<string | null>(null);
  const loginId = followed ?? state?.login?.id ?? null;
  if (!state) return <Skeleton height={160} radius={9} aria-busy="true" />;
  if (loginId !== null) {
    if (followed === null) setFollowed(loginId);
    return (
      <LoginStep
        loginId={loginId}
        onAgain={() => {
          setFollowed(null);
          void mutate();
        }}
        onClose={onClose}
        onChooseChats={onChooseChats}
      />
    );
  }
  if (!state.api) return <ApiForm onSaved={() => void mutate()} />;
  return (
    <>
      {!state.hasBot && <p className={classes.problem}>{t("noBot")}</p>}
      <LoginStart account={account} hasBot={state.hasBot} onStarted={setFollowed} />
      <p className={classes.hint}>
        {t("apiInUse", { id: String(state.api.apiId) })}{" "}
        {state.api.source === "environment" && t("apiFromEnvironment")}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("close")}
        </Button>
      </div>
    </>
  );
}
