"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
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
  const { data, mutate } = useTelegramState(true);
  // What an earlier dialog left in the cache may tell of a login that has long ended.
  const [isFresh, setFresh] = useState(false);
  useEffect(() => {
    void mutate().finally(() => setFresh(true));
  }, [mutate]);
  const state = isFresh ? data : undefined;
  /** What this dialog follows: the login it began, or found open. Stays when that has ended, to say how. */
  const [followed, setFollowed] = useState<string | null>(null);
  /** One that was left for a new one: the next look may still call it open. */
  const [left, setLeft] = useState<string | null>(null);
  const open = state?.login && state.login.id !== left ? state.login.id : null;
  const loginId = followed ?? open;
  if (!state) return <Skeleton height={160} radius={9} aria-busy="true" />;
  if (loginId !== null) {
    if (followed === null) setFollowed(loginId);
    return (
      <LoginStep
        loginId={loginId}
        onAgain={() => {
          setLeft(loginId);
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
