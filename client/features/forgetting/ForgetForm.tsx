"use client";
import { Button, PasswordInput, Radio, Skeleton, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ApiError } from "../../http/errors.ts";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Counts } from "./Counts.tsx";
import classes from "./Forgetting.module.css";
import { type ForgetTarget, startErasure, usePreview } from "./useForgetting.ts";

interface ForgetFormProps {
  target: ForgetTarget;
  name: string;
  onStarted: (erasureId: string) => void;
  onClose: () => void;
}

/** What would go, which way of forgetting, and the two things that keep it from happening by accident. */
export function ForgetForm({ target, name, onStarted, onClose }: ForgetFormProps) {
  const t = useTranslations("forgetting");
  const tErrors = useTranslations("errors");
  const format = useFormat();
  const preview = usePreview(target);
  const [erases, setErases] = useState(true);
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isWrong = error?.code === "wrong_password";
  const wanted = (preview.data?.name ?? name).trim();
  // A message has no name that could be typed; what it says stands in the title.
  const mustType = target.subject !== "message";
  const isConfirmed = !erases || !mustType || typed.trim() === wanted;

  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      onStarted((await startErasure(target, { erases, note, password })).id);
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("unreadable_answer"));
    } finally {
      setBusy(false);
    }
  };
  if (!preview.data)
    return preview.error ? (
      <LoadFailed error={preview.error} retry={() => void preview.mutate()} />
    ) : (
      <Skeleton height={200} radius={12} aria-busy="true" />
    );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {target.subject === "person" && (
        <Radio.Group
          label={t("how")}
          value={erases ? "erase" : "optOut"}
          onChange={(value) => setErases(value === "erase")}
        >
          <div className={classes.choices}>
            <Radio value="erase" label={t("erase")} description={t("eraseHint")} />
            <Radio value="optOut" label={t("optOut")} description={t("optOutHint")} />
          </div>
        </Radio.Group>
      )}
      {erases && (
        <>
          <p className={classes.text}>
            {t(`goes_${target.subject}`, {
              channels: format.number(preview.data.channels),
              guilds: format.number(preview.data.guilds),
            })}
          </p>
          <Counts counts={preview.data.counts} />
          <p className={classes.warning}>{t("forGood")}</p>
          {mustType && (
            <TextInput
              label={t("typeName", { name: wanted })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </>
      )}
      <TextInput
        label={t("note")}
        description={t("noteHint")}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("password")}
        description={t("passwordHint")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isWrong ? tErrors(error.code) : undefined}
      />
      {error && !isWrong && <ErrorNote error={error} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("back")}
        </Button>
        <Button type="submit" color="red" loading={isBusy} disabled={!isConfirmed || password === ""}>
          {erases ? t("eraseNow") : t("optOutNow")}
        </Button>
      </div>
    </form>
  );
}
