"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { LoginView } from "../../../../core/api/telegram.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import { RevealIcon } from "../../auth/RevealIcon.tsx";
import classes from "../Dialogs.module.css";
import { stepLogin, useSending } from "./useTelegram.ts";
import { useWait } from "./useWait.ts";

/** The code, or the password of two-step verification. What was typed is forgotten with the step. */
export function AnswerForm({ login }: { login: LoginView }) {
  const t = useTranslations("telegram");
  const tLogin = useTranslations("login");
  const [text, setText] = useState("");
  const { error, isBusy, run } = useSending();
  const wait = useWait(login.retryAt);
  const field = useRef<HTMLInputElement>(null);
  // The step comes by itself, while whoever waits for it has the keyboard in hand.
  useEffect(() => field.current?.focus(), []);
  const isCode = login.state === "code_sent";
  const send = () =>
    run(() => stepLogin(login, isCode ? "code" : "password", { [isCode ? "code" : "password"]: text }));
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {isCode ? (
        <TextInput
          ref={field}
          label={t("code")}
          description={`${t(`code_${login.codeKind ?? "other"}`)}${
            login.codeLength === null ? "" : ` ${t("codeLength", { count: login.codeLength })}`
          }`}
          inputMode={login.codeKind === "email" ? "text" : "numeric"}
          autoComplete="one-time-code"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
      ) : (
        <PasswordInput
          ref={field}
          label={t("password")}
          description={
            login.passwordHint === null ? t("passwordLead") : t("passwordHint", { hint: login.passwordHint })
          }
          autoComplete="off"
          visibilityToggleIcon={RevealIcon}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ "aria-label": tLogin("toggle") }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
      )}
      {error && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </div>
      )}
      <div className={classes.buttons}>
        {isCode && <ResendButton login={login} />}
        <Button type="submit" loading={isBusy} disabled={text === "" || wait !== null}>
          {t("goOn")}
        </Button>
      </div>
    </form>
  );
}

/** Another code, by the next way Telegram has; nothing where there is none. */
function ResendButton({ login }: { login: LoginView }) {
  const t = useTranslations("telegram");
  const { error, isBusy, run } = useSending();
  const wait = useWait(login.resendAt);
  const isExpired = login.errorCode === "code_expired";
  if (login.nextCodeKind === null && !isExpired) return null;
  const words = isExpired || login.nextCodeKind === null ? t("resendNew") : t(`resend_${login.nextCodeKind}`);
  return (
    <Button
      variant="subtle"
      loading={isBusy}
      disabled={wait !== null && !isExpired}
      onClick={() => void run(() => stepLogin(login, "resend"))}
      {...(error ? { title: error.message } : {})}
    >
      {wait !== null && !isExpired ? t("resendIn", { time: wait }) : words}
    </Button>
  );
}
