"use client";
import { Button, Loader, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { LoginView } from "../../../../core/api/telegram.ts";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { Technical } from "../../../ui/common/Technical.tsx";
import classes from "../Dialogs.module.css";
import { AnswerForm } from "./AnswerForm.tsx";
import { QrCode } from "./QrCode.tsx";
import { stepLogin, useLogin, useSending } from "./useTelegram.ts";
import { useWait } from "./useWait.ts";

/** A login that is under way or over: what it waits for, and what can be done. */
export function LoginStep({
  loginId,
  onAgain,
  onClose,
  onChooseChats,
}: {
  loginId: string;
  onAgain: () => void;
  onClose: () => void;
  onChooseChats: (accountId: string) => void;
}) {
  const t = useTranslations("telegram");
  const { data, error, mutate } = useLogin(loginId);
  const { run, isBusy } = useSending();
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={160} radius={9} aria-busy="true" />
    );
  const { login, hasBot } = data;
  const { accountId } = login;
  const isOpen = login.endedAt === null;
  return (
    <div className={classes.form} data-login={login.id} data-state={login.state}>
      <div aria-live="polite" className={classes.form}>
        {login.phoneMasked && <p className={classes.hint}>{login.phoneMasked}</p>}
        {isOpen && !hasBot && <p className={classes.problem}>{t("noBot")}</p>}
        <LoginProblem login={login} />
        <Middle key={login.state} login={login} />
      </div>
      <div className={classes.buttons}>
        {isOpen ? (
          <>
            <Button
              variant="default"
              loading={isBusy}
              onClick={() => void run(() => stepLogin(login, "cancel"))}
            >
              {t("cancelLogin")}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("later")}
            </Button>
          </>
        ) : (
          <>
            <Button variant="default" onClick={onClose}>
              {t("close")}
            </Button>
            {login.state === "done" && accountId !== null ? (
              <Button onClick={() => onChooseChats(accountId)}>{t("chooseChats")}</Button>
            ) : (
              <Button onClick={onAgain}>{t("again")}</Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** What is to be done now. */
function Middle({ login }: { login: LoginView }) {
  const t = useTranslations("telegram");
  switch (login.state) {
    case "waiting_for_bot":
    case "sending_code":
    case "checking_code":
    case "checking_password":
      return (
        <p className={classes.waiting}>
          <Loader size={18} aria-hidden />
          {t(`state_${login.state}`)}
        </p>
      );
    case "code_sent":
    case "password_needed":
      return <AnswerForm login={login} />;
    case "qr_shown":
      return (
        <>
          <p className={classes.text}>{t("qrSteps")}</p>
          {login.qrUrl !== null && <QrCode text={login.qrUrl} label={t("qrLabel")} />}
        </>
      );
    case "done":
      return <p className={classes.text}>{t("state_done")}</p>;
    case "failed":
    case "cancelled":
      return login.state === "cancelled" ? <p className={classes.text}>{t("state_cancelled")}</p> : null;
  }
}

/** What went wrong last, in words; what Telegram said stands under "Technical". */
function LoginProblem({ login }: { login: LoginView }) {
  const t = useTranslations("telegram");
  const wait = useWait(login.retryAt);
  if (login.errorCode === null) return null;
  return (
    <div className={classes.problem} role="alert">
      {wait === null ? t(`error_${login.errorCode}`) : t("error_flood_until", { time: wait })}
      {login.errorDetail !== null && (
        <Technical
          facts={[
            { name: t("code"), value: login.errorCode, isCode: true },
            { name: t("answer"), value: login.errorDetail },
          ]}
        />
      )}
    </div>
  );
}
