"use client";
import { Button, PasswordInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ForgottenListView } from "../../../core/api/erasures.ts";
import { ApiError } from "../../http/errors.ts";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { notify } from "../../ui/toasts/toasts.ts";
import classes from "./Forgetting.module.css";
import { lift } from "./useForgetting.ts";

/** Asks before an entry is taken off the list. */
export function LiftDialog({
  entry,
  onClose,
}: {
  entry: ForgottenListView["entries"][number] | null;
  onClose: () => void;
}) {
  const t = useTranslations("forgetting");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const close = () => {
    setPassword("");
    setError(null);
    onClose();
  };
  const confirm = async () => {
    if (!entry) return;
    setBusy(true);
    setError(null);
    try {
      await lift(entry.digest, password);
      notify.done(t("lifted"));
      close();
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("unreadable_answer"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <LazyModal opened={entry !== null} onClose={close} title={t("liftTitle")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <p className={classes.text}>{t("liftText")}</p>
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {error && <ErrorNote error={error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={close}>
            {t("back")}
          </Button>
          <Button type="submit" loading={isBusy} disabled={password === ""}>
            {t("lift")}
          </Button>
        </div>
      </form>
    </LazyModal>
  );
}
