"use client";
import { Button, PasswordInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { ApiError } from "../../http/errors.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { notify } from "../../ui/toasts/toasts.ts";
import classes from "./PasswordForm.module.css";
import { RevealIcon } from "./RevealIcon.tsx";

/** As core/api/auth.ts NewPassword demands. */
const leastLength = 12;

/** Changes the access password; all other sessions end with it. */
export function PasswordForm() {
  const t = useTranslations("settings");
  const tLogin = useTranslations("login");
  const { mutate } = useSWRConfig();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isShort = newPassword !== "" && newPassword.length < leastLength;
  const isWrong = error?.code === "wrong_password";

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await sendJson("/auth/password", { currentPassword, newPassword });
      setCurrent("");
      setNew("");
      notify.done(t("passwordChanged"));
      void mutate("/auth/me");
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
      <PasswordInput
        {...common}
        label={t("currentPassword")}
        autoComplete="current-password"
        value={currentPassword}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        error={isWrong ? <ErrorNote error={error} /> : undefined}
      />
      <PasswordInput
        {...common}
        label={t("newPassword")}
        description={t("newPasswordHint", { count: leastLength })}
        autoComplete="new-password"
        minLength={leastLength}
        value={newPassword}
        onChange={(event) => setNew(event.currentTarget.value)}
        error={isShort ? t("tooShort", { count: leastLength - newPassword.length }) : undefined}
      />
      {error && !isWrong && (
        <p className={classes.problem}>
          <ErrorNote error={error} />
        </p>
      )}
      <div>
        <Button type="submit" loading={isBusy} disabled={isShort}>
          {t("changePassword")}
        </Button>
      </div>
    </form>
  );
}
