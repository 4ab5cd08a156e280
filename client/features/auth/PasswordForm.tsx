"use client";
import { Button, PasswordInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { leastPasswordLength } from "../../../core/model/password.ts";
import { ApiError } from "../../http/errors.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { notify } from "../../ui/toasts/toasts.ts";
import classes from "./PasswordForm.module.css";
import { RevealIcon } from "./RevealIcon.tsx";

interface PasswordFormProps {
  /** The password in use where it was typed just now; without it the form asks for it. */
  known?: string;
  onChanged?: () => void;
}

/** Changes the access password; all other sessions end with it. */
export function PasswordForm({ known, onChanged }: PasswordFormProps) {
  const t = useTranslations("settings");
  const tErrors = useTranslations("errors");
  const tLogin = useTranslations("login");
  const { mutate } = useSWRConfig();
  const [typed, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isShort = newPassword !== "" && newPassword.length < leastPasswordLength;
  const isWrong = error?.code === "wrong_password";

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await sendJson("/auth/password", { currentPassword: known ?? typed, newPassword });
      setCurrent("");
      setNew("");
      notify.done(t("passwordChanged"));
      void mutate(() => true); // with the generated password nothing else was answered
      onChanged?.();
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("unreadable_answer"));
    } finally {
      setBusy(false);
    }
  };
  const common = {
    visibilityToggleIcon: RevealIcon,
    visibilityToggleFocusable: true,
    visibilityToggleButtonProps: { "aria-label": tLogin("toggle") },
    required: true,
    withAsterisk: false,
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {known === undefined && (
        <PasswordInput
          {...common}
          label={t("currentPassword")}
          autoComplete="current-password"
          value={typed}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={isWrong ? tErrors(error.code) : undefined}
        />
      )}
      <PasswordInput
        {...common}
        label={t("newPassword")}
        description={t("newPasswordHint", { count: leastPasswordLength })}
        autoComplete="new-password"
        minLength={leastPasswordLength}
        value={newPassword}
        onChange={(event) => setNew(event.currentTarget.value)}
        error={isShort ? t("tooShort", { count: leastPasswordLength - newPassword.length }) : undefined}
      />
      {error && (!isWrong || known !== undefined) && (
        <div className={classes.problem}>
          <ErrorNote error={error} />
        </div>
      )}
      <div>
        <Button type="submit" loading={isBusy} disabled={isShort}>
          {t("changePassword")}
        </Button>
      </div>
    </form>
  );
}
